//! What the help teaches is true: every command is in the tour, and every example runs.

use std::fs;
use std::path::Path;
use std::process::Command;

use gundb_tests::backend::Database;

use crate::support::{Cli, has};

gundb_tests::scenarios! { every_example_runs }

const COMMANDS: &str = "append read streams import export view|list view|show view|rebuild model|show model|export model|apply sync conflicts verify demo migrate|run migrate|status \
                        completions help";

/// The lines of the log that `gundb help import-mapping` is about, and its mapping.
fn log_and_mapping(page: &str) -> (String, String) {
    let indented = |line: &&str| line.starts_with("  ");
    let lines: Vec<&str> = page.lines().filter(indented).map(str::trim_start).collect();
    let (log, mapping): (Vec<&str>, Vec<&str>) =
        lines.into_iter().partition(|line| line.starts_with("{\""));
    (log.join("\n"), mapping.join("\n"))
}

/// What stands under `Examples:`, a command a line.
fn examples(help: &str) -> Vec<String> {
    let listed = help.split("Examples:\n").nth(1).unwrap_or_else(|| panic!("no examples: {help}"));
    let listed = listed.replace("\\\n", " ");
    let lines = listed.lines().take_while(|line| line.starts_with("  ")).map(str::trim);
    lines.filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// A database as the demo leaves it, and the files that the examples name.
fn prepared(cli: &Cli, url: &str) {
    cli.ok(&["demo", "--database-url", url]);
    cli.ok(&["demo", "--database-url", "sqlite://other.db"]);
    let (log, mapping) = log_and_mapping(&cli.ok(&["help", "import-mapping"]));
    fs::write(cli.directory().join("bank.jsonl"), log).unwrap();
    fs::write(cli.directory().join("bank.toml"), mapping).unwrap();
}

fn run(cli: &Cli, url: &str, line: &str) -> std::process::Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_gundb")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell
        .args(["-c", line])
        .current_dir(cli.directory())
        .env("PATH", path)
        .env("DATABASE_URL", url);
    shell.output().unwrap()
}

async fn every_example_runs(db: Database) {
    let cli = Cli::at(db.url());
    prepared(&cli, db.url());
    for command in COMMANDS.split(' ') {
        let words: Vec<&str> = command.split('|').chain(["--help"]).collect();
        let listed = examples(&cli.ok(&words));
        assert!(!listed.is_empty(), "{command}");
        for example in listed {
            assert!(example.contains("gundb "), "{example}");
            let done = run(&cli, db.url(), &example);
            assert!(done.status.success(), "{example}: {done:?}");
            assert!(
                !done.stdout.is_empty() || !done.stderr.is_empty() || example.contains('>'),
                "{example}"
            );
        }
    }
    has(
        &cli.ok(&["read", "--event-type", "account.deposited"]),
        &["{\"cents\":500}", "{\"cents\":70}"],
    );
    cli.ok(&["verify"]);
}

#[test]
fn the_tour_has_every_command_and_its_first_steps_work() {
    let cli = Cli::nowhere();
    let help = cli.ok(&["--help"]);
    let completions = cli.ok(&["completions", "fish"]);
    let mut commands: Vec<&str> = completions
        .lines()
        .filter(|line| line.contains("__fish_gundb_needs_command"))
        .filter_map(|line| line.split(" -a \"").nth(1)?.split('"').next())
        .filter(|word| !word.contains("\\t"))
        .collect();
    commands.dedup();
    assert!(commands.len() >= 11, "{commands:?}");
    for command in commands {
        assert!(
            help.lines().any(|line| line.starts_with(&format!("    {command} "))),
            "{command} is not in: {help}"
        );
        let listed = COMMANDS.split([' ', '|']).any(|listed| listed == command);
        assert!(
            listed || ["view", "migrate", "model"].contains(&command),
            "the examples of {command} are not run"
        );
    }
    let steps = help.split("First steps:\n").nth(1).unwrap();
    let steps: Vec<&str> = steps.lines().take_while(|line| line.starts_with("  ")).collect();
    assert_eq!(steps.len(), 5);
    let done = run(&cli, "", &format!("set -e\n{}", steps.join("\n")));
    assert!(done.status.success(), "{done:?}");
    has(&String::from_utf8(done.stdout).unwrap(), &["A bank on", "stored    1", "alice  Alice"]);
}

#[test]
fn topics_and_commands_are_explained() {
    let cli = Cli::nowhere();
    for (topic, part) in [
        ("import-mapping", "[[rule]]"),
        ("expect", "@TOKEN"),
        ("exit-codes", "  7  the database"),
        ("database-url", "gundb.toml"),
    ] {
        has(&cli.ok(&["help", topic]), &[part]);
        has(&cli.ok(&["--help"]), &[topic]);
    }
    assert_eq!(cli.ok(&["help"]), cli.ok(&["--help"]));
    assert_eq!(cli.ok(&["help", "view", "show"]), cli.ok(&["view", "show", "--help"]));
    let help = cli.ok(&["--help"]);
    let tour = help.split("Options of every command:").next().unwrap();
    assert!(tour.lines().all(|line| line.chars().count() <= 110), "{tour}");
}

#[test]
fn what_is_misspelt_gets_a_suggestion() {
    let cli = Cli::nowhere();
    for (args, part) in [
        (&["reed"][..], "a similar subcommand exists: 'read'"),
        (&["improt", "x"], "'import'"),
        (&["help", "exprot"], "'export'"),
        (&["view", "lst"], "'list'"),
        (&["import", "x", "--maping", "y"], "a similar argument exists: '--mapping'"),
    ] {
        has(&cli.refused(2, args), &["tip: ", part]);
    }
    has(
        &cli.refused(2, &["help", "foo"]),
        &["there is no command or topic `foo`; topics are import-mapping, expect"],
    );
}
