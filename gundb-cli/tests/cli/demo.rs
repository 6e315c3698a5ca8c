//! `gundb demo`: on a fresh directory, again, on a database that was named, and where it can't
//! write.

use gundb::prelude::*;
use gundb_tests::backend::Database;
use serde_json::Value;

use crate::support::{Cli, done, has};

gundb_tests::scenarios! { it_runs_twice_on_a_named_database, it_continues_where_another_version_was }

/// What `gundb` says of the ship's file.
fn ship(cli: &Cli, db: &Database, args: &[&str]) -> Value {
    let url = match db {
        Database::Sqlite(_) => db.url().replace(".db", "-ship.db"),
        Database::Postgres(_) => {
            let files = cli.directory().read_dir().unwrap().map(|file| file.unwrap().file_name());
            let mut files = files.map(|name| name.into_string().unwrap());
            format!("sqlite://{}", files.find(|name| name.ends_with("-ship.db")).unwrap())
        }
    };
    cli.json(&[args, &["--database-url", &url]].concat())
}

async fn it_runs_twice_on_a_named_database(db: Database) {
    let cli = Cli::at(db.url());
    let first = cli.ok(&["demo", "--database-url", db.url()]);
    has(
        &first,
        &[
            "which is new: the node `shore`",
            "refused, nothing is appended",
            "-ship.db, which is new",
            "shore to ship       5 ",
            "shore  alice  Alice   130.00  Bergen\n",
            "ship   alice  Alice    80.00  Oslo\n",
            "shore  alice  Alice   110.00  Oslo and Bergen\n",
            "ship   alice  Alice   110.00  Oslo and Bergen\n",
            "ship   siblings  [\"alice\"]  city\n",
            "Event 7 of shore: shore had seen nothing of ship yet.",
            "Event 2 of ship: ship had seen shore's events up to number 4.",
            "Neither had seen the other",
            "ship   alice  Alice   110.00  Bergen\n",
            "No conflict is left",
            "Try next",
        ],
    );
    let second = cli.ok(&["demo", "--database-url", db.url()]);
    has(
        &second,
        &[
            "continuing with 10 events: the node",
            "-ship.db, continuing with 10 events",
            "open already",
            "shore had seen ship's events up to number 3.",
            "shore  alice  Alice   220.00  Bergen\n",
            "No conflict is left",
        ],
    );
    assert_eq!(cli.events(), 18);
    let (shore, ship) = (cli.json(&["verify"]), ship(&cli, &db, &["verify"]));
    assert_eq!((&shore["records"], &shore["views"]), (&ship["records"], &ship["views"]));
    assert!(!cli.directory().join("gundb-demo.db").exists());
    if let Some((user, _)) =
        db.url().strip_prefix("postgres://").and_then(|rest| rest.split_once('@'))
    {
        let password = user.split_once(':').map(|(_, password)| password);
        assert!(password.is_none_or(|password| !first.contains(password)), "{first}");
        assert!(first.contains("DATABASE_URL"), "{first}");
    }
}

/// The view of the first version had no city.
#[derive(View)]
#[view(table = "accounts", event = FirstEvent)]
struct FirstRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: String,
}

#[derive(Event)]
#[event(stream = "account")]
enum FirstEvent {
    Opened { owner: String },
}

async fn it_continues_where_another_version_was(db: Database) {
    let first = Gundb::builder().view::<FirstRow>().open(db.url()).await.unwrap();
    first
        .append("carol", Expect::New, [FirstEvent::Opened { owner: "Carol".into() }])
        .await
        .unwrap();
    first.close().await;
    let done = Cli::nowhere().ok(&["demo", "--database-url", db.url()]);
    has(&done, &["continuing with 1 event", "carol  Carol     0.00", "No conflict is left"]);
}

#[test]
fn it_makes_a_file_here_whatever_the_environment_names() {
    let cli = Cli::at("sqlite://other.db");
    has(&cli.ok(&["demo"]), &["A bank on sqlite://gundb-demo.db, which is new", "vector clock"]);
    assert!(
        cli.directory().join("gundb-demo.db").exists()
            && !cli.directory().join("other.db").exists()
    );
    assert!(cli.directory().join("gundb-demo-ship.db").exists());
}

#[test]
fn what_it_says_to_try_works() {
    let cli = Cli::nowhere();
    let done = cli.ok(&["demo"]);
    let steps: Vec<&str> =
        done.lines().filter_map(|line| line.trim().strip_prefix("gundb ")).collect();
    assert_eq!(steps.len(), 6, "{done}");
    for step in steps {
        let args: Vec<String> =
            step.split(' ').map(|word| word.trim_matches('\'').to_owned()).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let out = cli.ok(&args);
        assert_eq!(out.contains("siblings"), step.contains("conflicts"), "{step}: {out}");
    }
    has(&cli.ok(&["demo"]), &["No conflict is left"]);
}

#[test]
fn a_node_that_is_gone_begins_anew() {
    let cli = Cli::nowhere();
    for gone in ["none.db", "gundb-demo-ship.db", "gundb-demo.db"] {
        let _ = std::fs::remove_file(cli.directory().join(gone));
        has(
            &cli.ok(&["demo"]),
            &["which is new", "Oslo and Bergen", "Neither had seen", "No conflict is left"],
        );
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
