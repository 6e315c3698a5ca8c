//! `gundb read`: which events, in which order, in which form.

use gundb::Expect;
use gundb_tests::backend::Database;
use serde_json::Value;

use crate::support::{Cli, ItemEvent, has, items};

gundb_tests::scenarios! {
    positions_and_directions,
    by_type,
    every_field_is_there,
    people_read_a_table,
    nothing_is_no_error,
}

/// Events 1 to 6: a, b, a, b, a, b; the n-th counts n, and the last of each only touches.
async fn six_events(db: &Database) -> Cli {
    let application = items(db).await;
    for n in 1..=6 {
        let event = if n > 4 { ItemEvent::Touched } else { ItemEvent::Counted { n } };
        let key = if n % 2 == 1 { "a" } else { "b" };
        application.append(key, Expect::Any, [event]).await.unwrap();
    }
    application.close().await;
    Cli::at(db.url())
}

fn positions(cli: &Cli, args: &[&str]) -> Vec<u64> {
    let events = cli.json(&[&["read"], args].concat());
    events.as_array().unwrap().iter().map(|event| event["position"].as_u64().unwrap()).collect()
}

async fn positions_and_directions(db: Database) {
    let cli = six_events(&db).await;
    for (args, expected) in [
        ("", &[1, 2, 3, 4, 5, 6][..]),
        ("--backwards", &[6, 5, 4, 3, 2, 1]),
        ("--from 3 --limit 2", &[3, 4]),
        ("--from 3 --limit 2 --backwards", &[3, 2]),
        ("--from 0", &[1, 2, 3, 4, 5, 6]),
        ("--from 7", &[]),
        ("--limit 0", &[]),
        ("item a", &[1, 3, 5]),
        ("item b --from 2", &[4, 6]),
        ("item b --from 2 --backwards", &[4, 2]),
        ("item b --limit 1 --backwards", &[6]),
        ("item a --from 4", &[]),
        ("--from 18446744073709551615", &[]),
        ("--from 18446744073709551615 --backwards --limit 1", &[6]),
    ] {
        let args: Vec<&str> = args.split_whitespace().collect();
        assert_eq!(positions(&cli, &args), expected, "{args:?}");
    }
}

async fn by_type(db: Database) {
    let cli = six_events(&db).await;
    for (args, expected) in [
        ("--type item --limit 2", &[1, 2][..]),
        ("--event-type item.touched", &[5, 6]),
        ("--type item --event-type touched", &[5, 6]),
        ("--type item --event-type touched --event-type item.counted --from 4", &[4, 5, 6]),
        ("--event-type item.noted", &[]),
    ] {
        let args: Vec<&str> = args.split_whitespace().collect();
        assert_eq!(positions(&cli, &args), expected, "{args:?}");
    }
}

async fn every_field_is_there(db: Database) {
    let cli = six_events(&db).await;
    let event = &cli.json(&["read", "item", "b", "--from", "2", "--limit", "1", "--clock"])[0];
    let names = [
        "position",
        "stream_type",
        "key",
        "version",
        "event_type",
        "schema_version",
        "id",
        "recorded_at",
        "origin",
        "sequence",
        "hlc",
        "hash",
        "token",
        "clock",
        "metadata",
        "payload",
    ];
    let mut keys: Vec<&str> = event.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = names;
    keys.sort_unstable();
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(
        (&event["position"], &event["version"], &event["sequence"]),
        (&4.into(), &2.into(), &4.into())
    );
    assert_eq!((&event["id"], &event["metadata"]), (&Value::Null, &serde_json::json!({})));
    let origin = event["origin"].as_str().expect("63 bits are a string");
    assert_eq!(event["clock"], serde_json::json!({ origin: 4 }));
    assert!(event["hlc"].is_string());
    assert_eq!(event["recorded_at"].as_str().unwrap().len(), "2024-02-29T12:00:00.123456Z".len());
    let without = cli.json(&["read", "--limit", "1"]);
    assert!(without[0].get("clock").is_none(), "{without}");
    let lines = cli.ok(&["read", "--format", "jsonl"]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(Value::from(lines), cli.json(&["read"]));
}

async fn people_read_a_table(db: Database) {
    let cli = six_events(&db).await;
    let shown = cli.ok(&["read", "item", "a", "--clock"]);
    let lines: Vec<&str> = shown.lines().collect();
    for title in ["position", "time", "stream", "version", "type", "payload", "clock"] {
        has(lines[0], &[title]);
    }
    assert_eq!(lines.len(), 2 + 3);
    has(lines[3], &["       3  ", "item a  ", "        2  item.counted  {\"n\":3}", ":3}"]);
}

async fn nothing_is_no_error(db: Database) {
    let cli = Cli::with_items(&db).await;
    assert_eq!(cli.ok(&["read", "--format", "json"]), "[]\n");
    assert_eq!(cli.ok(&["read", "item", "nobody", "--format", "jsonl"]), "");
    assert_eq!(cli.ok(&["read"]).lines().count(), 2);
    assert_eq!(cli.ok(&["streams", "--format", "json"]), "[]\n");
    assert_eq!(cli.ok(&["view", "show", "items", "--format", "json"]), "[]\n");
}
