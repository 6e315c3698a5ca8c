//! Migrations come in pairs: the same `NNNN_name.sql` for SQLite and for Postgres, numbered 0001,
//! 0002, ….

use std::collections::BTreeSet;

use super::tree::paths;

fn violations(paths: &[String]) -> Vec<String> {
    let of = |backend: &str| -> BTreeSet<&str> {
        let folder = format!("migrations/{backend}/");
        paths.iter().filter_map(|path| path.strip_prefix(&folder)).collect()
    };
    let (sqlite, postgres) = (of("sqlite"), of("postgres"));
    let alone = sqlite.symmetric_difference(&postgres);
    let mut violations: Vec<String> =
        alone.map(|name| format!("migration {name} has no counterpart")).collect();
    for (index, name) in sqlite.union(&postgres).enumerate() {
        let number = format!("{:04}_", index + 1);
        if !(name.starts_with(&number) && name.ends_with(".sql")) {
            violations.push(format!("migration {name} should be named {number}….sql"));
        }
    }
    if sqlite.is_empty() {
        violations.push("there are no migrations".to_owned());
    }
    violations
}

#[test]
fn migrations_are_paired_and_numbered() {
    super::assert_none(&violations(&paths(&["migrations/"])));
}

#[test]
fn planted_migration_mistakes_are_found() {
    let check = |sqlite: &[&str], postgres: &[&str]| {
        let path = |backend: &str, name: &&str| format!("migrations/{backend}/{name}");
        let sqlite = sqlite.iter().map(|name| path("sqlite", name));
        violations(
            &sqlite.chain(postgres.iter().map(|name| path("postgres", name))).collect::<Vec<_>>(),
        )
    };
    super::assert_none(&check(&["0001_a.sql", "0002_b.sql"], &["0001_a.sql", "0002_b.sql"]));
    assert_eq!(
        check(&["0001_a.sql", "0002_b.sql"], &["0001_a.sql"]),
        ["migration 0002_b.sql has no counterpart"]
    );
    assert_eq!(check(&["0001_a.sql", "0003_b.sql"], &["0001_a.sql", "0003_b.sql"]).len(), 1);
    assert_eq!(check(&["0001_a.txt"], &["0001_a.txt"]).len(), 1);
    assert_eq!(check(&[], &[]), ["there are no migrations"]);
}
