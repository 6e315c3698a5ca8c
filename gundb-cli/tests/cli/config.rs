//! Which database: the flag, else the variable, else the file, here or above.

use std::fs;

use crate::support::{Cli, Done, done, has};

/// Databases `flag.db`, `env.db` and `file.db`, whose streams show which one was opened.
fn three_databases() -> Cli {
    let cli = Cli::nowhere();
    for name in ["flag", "env", "file"] {
        let url = format!("sqlite://{name}.db");
        cli.ok(&["demo", "--database-url", &url]);
        cli.ok(&["append", "account", name, "opened", r#"{"owner":"x"}"#, "--database-url", &url]);
    }
    fs::create_dir_all(cli.directory().join("a/b")).unwrap();
    fs::write(cli.directory().join("gundb.toml"), "# ours\ndatabase_url = \"sqlite://file.db\"\n")
        .unwrap();
    cli
}

fn streams(cli: &Cli, directory: &str, variable: Option<&str>, args: &[&str]) -> Done {
    let mut command = cli.command(&[&["streams", "--format", "jsonl"], args].concat());
    command.current_dir(cli.directory().join(directory));
    if let Some(url) = variable {
        command.env("DATABASE_URL", url);
    }
    done(command)
}

#[test]
fn the_flag_then_the_variable_then_the_file() {
    let cli = three_databases();
    let (flag, env) = (["--database-url", "sqlite://flag.db"], Some("sqlite://env.db"));
    for (variable, args, expected) in [
        (env, &flag[..], "flag"),
        (None, &flag, "flag"),
        (env, &[], "env"),
        (None, &[], "file"),
        (Some(""), &[], "file"),
    ] {
        let done = streams(&cli, ".", variable, args);
        has(&done.out, &[&format!("\"key\":\"{expected}\"")]);
    }
}

#[test]
fn the_file_counts_for_all_below_and_its_paths_from_itself() {
    let cli = three_databases();
    has(&streams(&cli, "a/b", None, &[]).out, &["\"key\":\"file\""]);
    // The nearest one wins.
    fs::write(cli.directory().join("a/gundb.toml"), "database_url = \"sqlite:../env.db\"").unwrap();
    has(&streams(&cli, "a/b", None, &[]).out, &["\"key\":\"env\""]);
}

#[test]
fn directories_with_strange_names() {
    let cli = three_databases();
    let strange = cli.directory().join("50%?20 é");
    fs::create_dir(&strange).unwrap();
    fs::copy(cli.directory().join("file.db"), strange.join("x.db")).unwrap();
    fs::write(strange.join("gundb.toml"), "database_url = \"sqlite://x.db\"").unwrap();
    has(&streams(&cli, "50%?20 é", None, &[]).out, &["\"key\":\"file\""]);
}

#[test]
fn none_of_them_is_a_mistake_in_the_usage() {
    let cli = Cli::nowhere();
    has(
        &cli.refused(2, &["read"]),
        &["no database is named", "--database-url", "DATABASE_URL", "gundb.toml"],
    );
}

#[test]
fn a_broken_file_is_reported_without_its_secrets() {
    let cli = Cli::nowhere();
    for (text, part) in [
        ("\ndatabase_url = postgres://u:s3cret@h/db", "line 2"),
        ("database_url = [\"postgres://u:s3cret@h/db\"]", "line 1"),
        ("url = \"postgres://u:s3cret@h/db\"", "unknown field `url`, expected `database_url`"),
        ("", "has no `database_url`"),
        ("database_url = \"mysql://u:s3cret@h/db\"", "must begin with sqlite:// or postgres://"),
    ] {
        fs::write(cli.directory().join("gundb.toml"), text).unwrap();
        let done = cli.run(&["read"]);
        has(&done.err, &["error: ", "gundb.toml`", part]);
        assert!(
            !done.err.contains("s3cret") && (done.code == 2) != text.contains("mysql"),
            "{done:?}"
        );
    }
}

#[test]
fn a_message_says_where_the_url_is_from() {
    let cli = Cli::at("sqlite://none.db");
    has(
        &cli.refused(5, &["read"]),
        &["there is no file `none.db`", "the database URL is from DATABASE_URL"],
    );
}
