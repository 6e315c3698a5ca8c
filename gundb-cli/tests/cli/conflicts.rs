//! `gundb conflicts`: what nodes wrote apart and nobody has looked at.

use gundb_tests::backend::Database;
use serde_json::json;

use crate::support::{Cli, has};

gundb_tests::scenarios! { conflicts_are_listed_until_an_event_resolves_them, without_conflicts_there_is_a_header }

const BANK: &str = include_str!("../../../docs/model/bank.json");

/// Two databases that know the bank; the other one is a file.
async fn banks(db: &Database) -> Cli {
    let cli = Cli::at(db.url());
    for url in [db.url(), "sqlite://other.db"] {
        cli.ok(&["migrate", "run", "--database-url", url]);
        let done =
            cli.run_with_input(&["model", "apply", "-", "--database-url", url], BANK.as_bytes());
        assert_eq!(done.code, 0, "{done:?}");
    }
    cli
}

/// Alice and Bob register one address of e-mail, each on another node.
async fn conflicts_are_listed_until_an_event_resolves_them(db: Database) {
    let cli = banks(&db).await;
    let other = ["--database-url", "sqlite://other.db"];
    let open = |key: &str, email: &str, url: &[&str]| {
        let opened = format!(r#"{{"owner":"{key}","email":"{email}"}}"#);
        cli.ok(&[&["append", "account", key, "opened", &opened], url].concat());
    };
    open("alice", "a@x", &[]);
    open("bob", "a@x", &other);
    cli.ok(&["sync", "sqlite://other.db"]);
    for url in [&[][..], &other] {
        let found = |key| json!({"kind": "not_unique", "view": "accounts", "column": "email", "row": [key]});
        let listed = cli.json(&[&["conflicts"], url].concat());
        assert_eq!(listed, json!([found("alice"), found("bob")]));
        let text = cli.ok(&[&["conflicts"], url].concat());
        has(
            &text,
            &[
                "kind        view      row        column\n",
                "not_unique  accounts  [\"alice\"]  email\n",
            ],
        );
        assert_eq!(cli.ok(&[&["conflicts", "--format", "jsonl"], url].concat()).lines().count(), 2);
    }
    open("bob", "b@x", &other);
    cli.ok(&["sync", "sqlite://other.db"]);
    assert_eq!(cli.json(&["conflicts"]), json!([]));
}

async fn without_conflicts_there_is_a_header(db: Database) {
    let cli = Cli::with_items(&db).await;
    assert_eq!(cli.ok(&["conflicts"]).lines().next(), Some("kind  view  row  column"));
    assert_eq!(cli.ok(&["conflicts", "--format", "jsonl"]), "");
    has(&Cli::at("sqlite://none.db").refused(5, &["conflicts"]), &["there is no file `none.db`"]);
}
