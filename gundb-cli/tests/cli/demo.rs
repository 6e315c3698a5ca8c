//! `gundb demo`: on a fresh directory, again, on a database that was named, and where it can't write.

use gundb_tests::backend::Database;

use crate::support::{Cli, done, has};

gundb_tests::scenarios! { it_runs_twice_on_a_named_database }

async fn it_runs_twice_on_a_named_database(db: Database) {
    let cli = Cli::at(db.url());
    let first = cli.ok(&["demo", "--database-url", db.url()]);
    has(
        &first,
        &["which is new", "refused, nothing is appended", "alice  Alice     7000          3", "Try next"],
    );
    let second = cli.ok(&["demo", "--database-url", db.url()]);
    has(&second, &["continuing with 7 events", "open already", "alice  Alice    14000          6"]);
    assert_eq!(cli.events(), 12);
    cli.ok(&["verify"]);
    assert!(!cli.directory().join("gundb-demo.db").exists());
    if let Some((user, _)) = db.url().strip_prefix("postgres://").and_then(|rest| rest.split_once('@')) {
        let password = user.split_once(':').map(|(_, password)| password);
        assert!(password.is_none_or(|password| !first.contains(password)), "{first}");
        assert!(first.contains("DATABASE_URL"), "{first}");
    }
}

#[test]
fn it_makes_a_file_here_whatever_the_environment_names() {
    let cli = Cli::at("sqlite://other.db");
    has(&cli.ok(&["demo"]), &["A bank on sqlite://gundb-demo.db, which is new", "vector clock", ":7}"]);
    assert!(cli.directory().join("gundb-demo.db").exists() && !cli.directory().join("other.db").exists());
}

#[test]
fn what_it_says_to_try_works() {
    let cli = Cli::nowhere();
    let told = cli.ok(&["demo"]);
    let steps: Vec<&str> = told.lines().filter_map(|line| line.trim().strip_prefix("gundb ")).collect();
    assert_eq!(steps.len(), 6, "{told}");
    for step in steps {
        let args: Vec<String> = step.split(' ').map(|word| word.trim_matches('\'').to_owned()).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let expected = if step.contains("--expect") { 3 } else { 0 };
        assert_eq!(cli.run(&args).code, expected, "{step}");
    }
}

#[test]
fn it_fails_where_it_can_not_write() {
    // Not even root makes files there.
    let mut command = Cli::nowhere().command(&["demo"]);
    command.current_dir("/proc");
    let done = done(command);
    assert_eq!((done.code, done.out.as_str()), (5, ""), "{done:?}");
    has(&done.err, &["error: ", "gundb-demo.db"]);
}

#[test]
fn it_speaks_to_people_only() {
    let cli = Cli::nowhere();
    has(&cli.refused(2, &["demo", "--format", "json"]), &["has no --format"]);
    assert!(!cli.directory().join("gundb-demo.db").exists());
}
