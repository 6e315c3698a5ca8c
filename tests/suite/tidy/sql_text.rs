//! SQL text stands in the layer `sql` alone, and the driver is named in the layer `store` alone.
//!
//! SQL text is a string literal whose first word is an SQL verb in capitals; so messages for people
//! don't start with one.

use super::tokens::{names, strings, tokens};
use super::tree::{File, files};

const VERBS: [&str; 21] = [
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "DROP",
    "ALTER",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
    "PRAGMA",
    "WITH",
    "SET",
    "LOCK",
    "VACUUM",
    "ATTACH",
    "TRUNCATE",
    "LISTEN",
    "NOTIFY",
];

fn violations(files: &[File]) -> Vec<String> {
    files.iter().flat_map(violations_in).collect()
}

fn violations_in(File { path, text }: &File) -> Vec<String> {
    let tokens = tokens(text);
    let mut violations = Vec::new();
    if !in_layer(path, "sql") {
        let sql = strings(&tokens).into_iter().filter(|text| is_sql(text));
        violations.extend(
            sql.map(|text| format!("{path}: SQL text outside gundb-core/src/sql: {text:?}")),
        );
    }
    if !in_layer(path, "store") && names(&tokens, "sqlx") {
        violations.push(format!("{path}: names sqlx outside gundb-core/src/store"));
    }
    violations
}

fn in_layer(path: &str, layer: &str) -> bool {
    path == format!("gundb-core/src/{layer}.rs")
        || path.starts_with(&format!("gundb-core/src/{layer}/"))
}

fn is_sql(text: &str) -> bool {
    let first = text.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !word.is_empty());
    let starts = text.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
    starts && first.is_some_and(|word| VERBS.contains(&word))
}

#[test]
fn sql_text_and_the_driver_stay_in_their_layers() {
    super::assert_none(&violations(&files(&["gundb-core/src/*.rs", "gundb-cli/src/*.rs"])));
}

#[test]
fn planted_sql_and_driver_are_found() {
    for (path, text) in [
        ("gundb-core/src/store/write.rs", r#"const Q: &str = "\n  INSERT INTO gundb_event";"#),
        ("gundb-core/src/store.rs", r##"f(g(r#"SELECT "a" FROM b"#))"##),
        ("gundb-cli/src/main.rs", r#"run("BEGIN")"#),
        ("gundb-core/src/sql.rs", "use sqlx::Row;"),
        ("gundb-cli/src/main.rs", "fn f(_: &sqlx::SqlitePool) {}"),
    ] {
        assert_eq!(violations(&[File::new(path, text)]).len(), 1, "{path}: {text}");
    }
}

#[test]
fn messages_documentation_and_the_layers_themselves_are_fine() {
    for (path, text) in [
        ("gundb-core/src/sql/event.rs", r#"const Q: &str = "SELECT 1";"#),
        ("gundb-core/src/store/backend/sqlite.rs", "use sqlx::Row;"),
        (
            "gundb-core/src/view.rs",
            "/// SELECT from it with sqlx, if you like.\nconst M: &str = \"Select a view\";",
        ),
        ("gundb-core/src/view.rs", r#"const M: &str = "SELECTED";"#),
    ] {
        super::assert_none(&violations(&[File::new(path, text)]));
    }
}
