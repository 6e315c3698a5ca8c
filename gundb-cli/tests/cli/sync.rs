//! `gundb sync`: two databases meet, on whatever backends they are.

use gundb_tests::backend::{Backend, Database};
use gundb_tests::sql::Sql;
use serde_json::json;

use crate::support::{Cli, has};

gundb_tests::scenarios! {
    each_gets_what_the_other_had, a_new_database_gets_all, a_database_meets_itself,
    databases_of_two_spaces_refuse_each_other, the_other_one_has_to_be_there,
}

/// The other database is on SQLite, whatever the first one is on.
async fn two(db: &Database) -> (Cli, Database) {
    let other = Backend::Sqlite.fresh().await;
    Cli::with_items(&other).await;
    (Cli::with_items(db).await, other)
}

fn count(cli: &Cli, url: &str, key: &str) {
    cli.ok(&["append", "item", key, "counted", r#"{"n":2}"#, "--database-url", url]);
}

async fn each_gets_what_the_other_had(db: Database) {
    let (cli, other) = two(&db).await;
    for (url, key) in [(db.url(), "a"), (db.url(), "b"), (other.url(), "a")] {
        count(&cli, url, key);
    }
    let synced = cli.json(&["sync", other.url()]);
    assert_eq!((&synced["there"]["records"], &synced["back"]["records"]), (&json!(2), &json!(1)));
    assert_eq!((&synced["there"]["new"], &synced["forked"]), (&json!(2), &json!([])));
    assert_eq!(
        (&synced["back"]["refused"], &synced["back"]["refused_runs"]),
        (&json!(0), &json!([]))
    );
    assert!(
        synced["there"]["bytes"].as_u64() > Some(100) && synced["rounds"].as_u64() <= Some(3),
        "{synced}"
    );
    let verified = |url| cli.json(&["verify", "--database-url", url]);
    let (here, there) = (verified(db.url()), verified(other.url()));
    assert_eq!((&here["records"], &here["views"]), (&json!(3), &there["views"]));
    has(
        &cli.ok(&["view", "show", "items", "--database-url", other.url()]),
        &["    4\n", "    2\n"],
    );
    let text = cli.ok(&["sync", other.url()]);
    has(
        &text,
        &["rounds  1\nforked  0\n", "records  new  known  pending  refused  messages  bytes\n"],
    );
    let row = text.lines().find(|line| line.starts_with(other.url())).unwrap();
    assert_eq!(
        row.split_whitespace().skip(1).collect::<Vec<_>>()[..6],
        ["0", "0", "0", "0", "0", "1"]
    );
}

async fn a_new_database_gets_all(db: Database) {
    let cli = Cli::with_items(&db).await;
    for key in ["a", "b", "a"] {
        count(&cli, db.url(), key);
    }
    cli.ok(&["migrate", "run", "--database-url", "sqlite://copy.db"]);
    let line = cli.ok(&["sync", "sqlite://copy.db", "--format", "jsonl"]);
    assert!(
        line.lines().count() == 1 && line.contains(r#""there":{"records":3,"new":3,"#),
        "{line}"
    );
    let copied = cli.json(&["verify", "--database-url", "sqlite://copy.db"]);
    assert_eq!((&copied["records"], &copied["views"]), (&json!(3), &json!([])));
}

async fn a_database_meets_itself(db: Database) {
    let cli = Cli::with_items(&db).await;
    count(&cli, db.url(), "a");
    let synced = cli.json(&["sync", db.url()]);
    assert_eq!((&synced["there"]["records"], &synced["back"]["records"]), (&json!(0), &json!(0)));
    assert_eq!(cli.events(), 1);
}

async fn databases_of_two_spaces_refuse_each_other(db: Database) {
    let (cli, other) = two(&db).await;
    count(&cli, db.url(), "a");
    let sql = Sql::connect(other.url()).await.unwrap();
    sql.execute("UPDATE gundb_store SET space = x'00112233445566778899aabbccddeeff'")
        .await
        .unwrap();
    drop(sql);
    for (first, second) in [(db.url(), other.url()), (other.url(), db.url())] {
        let message = cli.refused(4, &["sync", second, "--database-url", first]);
        let spaces =
            ["00112233-4455-6677-8899-aabbccddeeff", "only nodes of one space can exchange events"];
        has(&message, &[other.url(), "could not be brought together", spaces[0], spaces[1]]);
    }
    assert_eq!(cli.json(&["read", "--database-url", other.url()]), json!([]));
}

async fn the_other_one_has_to_be_there(db: Database) {
    let cli = Cli::with_items(&db).await;
    has(
        &cli.refused(5, &["sync", "sqlite://none.db"]),
        &["there is no file `none.db`", "the other database"],
    );
    let url = "postgres://u:s3cret@127.0.0.1:1/db?password=s3cret";
    let message = cli.refused(5, &["sync", url]);
    assert!(!message.contains("s3cret"), "{message}");
    has(&cli.refused(5, &["sync", "other.db"]), &["must begin with sqlite:// or postgres://"]);
    has(&cli.refused(2, &["sync"]), &["<OTHER_URL>"]);
}
