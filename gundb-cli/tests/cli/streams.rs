//! `gundb streams`: all of them, over every page.

use gundb::Expect;
use gundb::store::Append;
use gundb_tests::backend::Database;

use crate::support::{Cli, ItemEvent, has, items};

gundb_tests::scenarios! {
    all_pages_are_listed, people_read_a_table, a_type_and_a_prefix_choose, tables_are_as_wide_as_asked
}

async fn all_pages_are_listed(db: Database) {
    let cli = Cli::with_items(&db).await;
    let bank = items(&db).await;
    for hundreds in 0..11 {
        let appends = (0..100).map(|n| {
            Append::new(format!("k{}", hundreds * 100 + n), Expect::New, [ItemEvent::Touched])
        });
        bank.append_all(appends.collect::<gundb::Result<_>>().unwrap()).await.unwrap();
    }
    bank.close().await;
    let keys = |args: &[&str]| -> Vec<String> {
        let listed = cli.json(&[&["streams"], args].concat());
        listed
            .as_array()
            .unwrap()
            .iter()
            .map(|stream| stream["key"].as_str().unwrap().to_owned())
            .collect()
    };
    let all: Vec<String> = (0..1100).map(|n| format!("k{n}")).collect();
    assert_eq!(keys(&[]), all);
    assert_eq!(keys(&["--type", "item"]), all);
    assert_eq!(keys(&["--limit", "501"]), all[..501]);
    assert_eq!(keys(&["--limit", "0"]), all[..0]);
    let text = cli.ok(&["read"]);
    assert_eq!(
        text.lines().count(),
        1100 + 3 * 2 + 2,
        "a header and a line every 500 events, and a gap between"
    );
}

async fn people_read_a_table(db: Database) {
    let cli = Cli::with_items(&db).await;
    cli.ok(&["append", "item", "a", "touched", "{}"]);
    let shown = cli.ok(&["streams"]);
    has(&shown, &["type  key  version\n", "item  a          1\n"]);
    let listed = cli.json(&["streams"]);
    let token = format!("@{}", listed[0]["token"].as_str().unwrap());
    cli.ok(&["append", "item", "a", "touched", "{}", "--expect", &token]);
}

async fn a_type_and_a_prefix_choose(db: Database) {
    let cli = Cli::with_items(&db).await;
    cli.ok(&["demo", "--database-url", db.url()]);
    for key in ["de/1", "de/2", "d", "%_"] {
        cli.ok(&["append", "item", key, "touched", "{}"]);
    }
    for (args, keys) in [
        (&["--type", "item"][..], &["de/1", "de/2", "d", "%_"][..]),
        (&["--type", "account"], &["alice", "bob"]),
        (&["--prefix", "de/"], &["de/1", "de/2"]),
        (&["--prefix", "%"], &["%_"]),
        (&["--prefix", "d", "--limit", "2"], &["de/1", "de/2"]),
        (&["--type", "account", "--prefix", "de"], &[]),
    ] {
        let listed = cli.json(&[&["streams"], args].concat());
        let listed: Vec<_> =
            listed.as_array().unwrap().iter().map(|stream| &stream["key"]).collect();
        assert_eq!(listed, keys, "{args:?}");
    }
}

async fn tables_are_as_wide_as_asked(db: Database) {
    let cli = Cli::with_items(&db).await;
    cli.ok(&["append", "item", &"日本語".repeat(20), "touched", "{}"]);
    has(&cli.ok(&["streams", "--width", "30"]), &["item  日本語日本語日…        1\n"]);
    has(&cli.ok(&["streams"]), &[&"日本語".repeat(20)]);
}
