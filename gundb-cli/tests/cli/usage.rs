//! The command line itself: help, mistakes, completions, and the library behind the binary.

use gundb_cli::{Exit, Stdio, run};

use crate::support::{Cli, has};

#[test]
fn help_and_version_are_data() {
    let cli = Cli::nowhere();
    has(
        &cli.ok(&["--help"]),
        &["Usage: gundb", "migrate", "verify", "DATABASE_URL", "Exit codes:"],
    );
    assert_eq!(cli.ok(&["--version"]), format!("gundb {}\n", env!("CARGO_PKG_VERSION")));
    for command in ["migrate", "demo", "append", "read", "streams", "view", "verify", "completions"]
    {
        has(&cli.ok(&[command, "--help"]), &["Usage: gundb", "--database-url <URL>"]);
    }
}

#[test]
fn no_command_shows_the_help_as_a_message() {
    for args in [&[][..], &["view"], &["migrate"]] {
        let done = Cli::nowhere().run(args);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{done:?}");
        has(&done.err, &["Usage: gundb", "Commands:"]);
    }
}

#[test]
fn mistakes_in_the_usage() {
    let cli = Cli::at("sqlite://none.db");
    let append = |more: &[&'static str]| [&["append", "a", "b", "c", "{}"], more].concat();
    for (args, part) in [
        (vec!["reed"], "unrecognized subcommand 'reed'"),
        (vec!["read", "--bogus"], "unexpected argument"),
        (vec!["read", "item"], "<KEY>"),
        (vec!["read", "item", "a", "--type", "item"], "cannot be used with"),
        (
            vec!["read", "--from", "-1"],
            "invalid value '-1' for '--from <N>': it must be a whole number, 0 or more",
        ),
        (vec!["read", "--from", "x"], "invalid value 'x' for '--from <N>'"),
        (vec!["read", "--format", "xml"], "text, json, jsonl"),
        (vec!["append", "a", "b", "c"], "<JSON>"),
        (append(&["--expect", "old"]), "new, exists, any, a version, or @TOKEN"),
        (append(&["--expect", "@12"]), "is not a token"),
        (
            append(&["--id", "5"]),
            "invalid value '5' for '--id <UUID>': it must be a UUID, for example 9f1c",
        ),
        (vec!["read", "--limit", "ten"], "for '--limit <N>': it must be a whole number, 0 or more"),
        (
            vec!["view", "show", "a", "--offset", "1.5"],
            "for '--offset <N>': it must be a whole number",
        ),
        (append(&["--header", "x"]), "NAME=VALUE"),
        (append(&["--header", "x=1", "--header", "x=2"]), "`x` is there twice"),
        (vec!["completions", "tcsh"], "tcsh"),
        (vec!["completions", "bash", "--format", "json"], "has no --format"),
    ] {
        has(&cli.refused(2, &args), &[part]);
    }
}

#[test]
fn a_url_in_the_wrong_place_keeps_its_password() {
    let cli = Cli::nowhere();
    let url = "postgres://u:s3cret@127.0.0.1:1/db?password=s3cret";
    for args in [
        &[url][..],
        &["read", url],
        &["--database-uri", url],
        &["append", "a", "b", "c", "{}", "--expect", url],
    ] {
        let message = cli.refused(2, args);
        assert!(!message.contains("s3cret"), "{message}");
    }
}

#[test]
fn completions_for_every_shell() {
    let cli = Cli::nowhere();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        has(&cli.ok(&["completions", shell]), &["gundb", "append", "database-url"]);
    }
}

#[test]
fn tests_of_others_may_call_the_library() {
    let runtime = gundb_tests::backend::Backend::Sqlite;
    gundb_tests::backend::run(runtime, async |db| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut stdio = Stdio { input: &mut std::io::empty(), out: &mut out, err: &mut err };
        let args = ["gundb", "--database-url", db.url(), "migrate", "run", "--format", "jsonl"];
        assert_eq!(run(args.map(Into::into), &mut stdio).await, Exit::Done);
        assert!(
            out.starts_with(b"{\"version\":1,\"name\":\"0001_ground_floor\",\"applied\":true}\n")
        );
        assert!(err.is_empty());
    });
}
