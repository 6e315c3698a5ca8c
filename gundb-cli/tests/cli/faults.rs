//! Databases that do not open: exit code 5, what to do next, and never a password.

use std::fs;

use gundb_tests::backend::{Backend, Database};

use crate::support::{Cli, has};

const COMMANDS: [&[&str]; 6] = [
    &["read"],
    &["streams"],
    &["view", "list"],
    &["verify"],
    &["migrate", "status"],
    &["append", "item", "a", "touched", "{}"],
];

#[test]
fn a_missing_file_is_not_made() {
    let cli = Cli::at("sqlite://none.db");
    for command in COMMANDS {
        has(&cli.refused(5, command), &["there is no file `none.db`", "gundb migrate run"]);
    }
    assert_eq!(fs::read_dir(cli.directory()).unwrap().count(), 0);
}

#[test]
fn what_is_no_database() {
    let cli = Cli::nowhere();
    fs::write(cli.directory().join("letter.txt"), "Dear reader, ".repeat(1000)).unwrap();
    fs::create_dir(cli.directory().join("folder")).unwrap();
    for (url, part) in [
        ("sqlite://letter.txt", "no SQLite database"),
        ("sqlite://folder", "is a directory"),
        ("sqlite://nowhere/x.db", "there is no"),
        ("sqlite://", "names no file"),
        ("shop.db", "must begin with sqlite:// or postgres://"),
        ("mysql://u:s3cret@h/db", "must begin with sqlite:// or postgres://"),
        ("postgres://u:s3cret@127.0.0.1:notaport/db", "can't be read"),
    ] {
        for command in [&["read"][..], &["migrate", "run"]] {
            let message = cli.refused(5, &[command, &["--database-url", url]].concat());
            has(&message, &[part]);
            assert!(!message.contains("s3cret"), "{message}");
        }
    }
    assert_eq!(fs::read(cli.directory().join("letter.txt")).unwrap().len(), 13_000);
}

#[test]
fn a_file_that_may_only_be_read() {
    let cli = Cli::nowhere();
    cli.ok(&["demo"]);
    let read_only = ["--database-url", "sqlite://gundb-demo.db?mode=ro"];
    let append = ["append", "account", "alice", "deposited", r#"{"cents":1}"#];
    has(&cli.refused(5, &[&append[..], &read_only].concat()), &["read-only"]);
}

#[test]
fn a_server_that_is_not_there() {
    // Nobody listens on the port that reserves itself for nobody.
    let cli = Cli::at("postgres://u:s3cret@127.0.0.1:1/db?password=s3cret");
    for command in COMMANDS {
        let message = cli.refused(5, command);
        has(&message, &["postgres://127.0.0.1:1/db", "check that the server is up"]);
        assert!(!message.contains("s3cret"), "{message}");
    }
}

#[test]
fn wrong_credentials_and_a_missing_database() {
    gundb_tests::backend::run(Backend::Postgres, async |db: Database| {
        let (scheme, rest) = db.url().split_once("://").unwrap();
        let (_, host) = rest.split_once('@').expect("the test server wants a password");
        let cli = Cli::at(&format!("{scheme}://nobody:s3cret@{host}"));
        let message = cli.refused(5, &["read"]);
        has(&message, &["check user and password"]);
        assert!(!message.contains("s3cret"), "{message}");

        let cli = Cli::at(&db.url().replace("gundb_test_", "gundb_none_"));
        has(&cli.refused(5, &["read"]), &["create the database first"]);
    });
}
