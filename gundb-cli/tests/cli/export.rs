//! `gundb export`, and that an import of it gives the same events.

use std::fs;

use gundb_tests::backend::Database;
use serde_json::Value;

use crate::support::{Cli, has, noted};

gundb_tests::scenarios! {
    a_round_trip_gives_the_same_events,
    filters_choose_what_is_written,
    files_are_there_whole_or_not_at_all,
    an_import_knows_the_form,
}

const ID: &str = "9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01";

async fn with_events(db: &Database) -> Cli {
    let cli = Cli::with_items(db).await;
    for (key, text, whole, real) in [
        ("ключ", "\"\\u00e9 \\\"🦄\\\" \\\\\"", "9223372036854775807", "-0.0"),
        ("👩‍👩‍👧/%{x}", "null", "-9223372036854775808", "1.50e0"),
        ("new\nline\t", "\"\"", "0", "5e-324"),
    ] {
        cli.ok(&["append", "item", key, "noted", &noted(text, whole, real)]);
    }
    cli.ok(&[
        "append",
        "item",
        "ключ",
        "counted",
        "{\n \"n\" :\r\n\t1 }",
        "--id",
        ID,
        "--actor",
        "ann",
        "--header",
        "é=\"ü\"",
    ]);
    cli.ok(&["append", "item", "b", "touched", "{}"]);
    cli
}

/// What has to be the same in another database, stream by stream.
fn shown(cli: &Cli) -> Vec<Vec<Value>> {
    let payloads = payloads(cli);
    let events = cli.json(&["read"]);
    let names = ["stream_type", "key", "version", "event_type", "schema_version", "metadata"];
    let field = |(event, payload): (&Value, Value)| {
        names.iter().map(|name| event[name].clone()).chain([payload]).collect::<Vec<_>>()
    };
    let mut shown: Vec<Vec<Value>> =
        events.as_array().unwrap().iter().zip(payloads).map(field).collect();
    shown.sort_by_key(|event| format!("{} {}", event[1], event[2]));
    shown
}

/// Their bytes, by position.
fn payloads(cli: &Cli) -> Vec<Value> {
    let lines = cli.ok(&["export"]);
    lines
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["payload"].clone())
        .collect()
}

async fn a_round_trip_gives_the_same_events(db: Database) {
    let cli = with_events(&db).await;
    let fresh = db.backend().fresh().await;
    let other = Cli::with_items(&fresh).await;
    for name in ["all.jsonl", "all.jsonl.gz"] {
        let path = other.directory().join(name);
        let done = cli.run(&["export", "--output", path.to_str().unwrap()]);
        assert_eq!((done.code, done.out.as_str()), (0, ""), "{done:?}");
        has(&done.err, &["exported 5 events to `"]);
        other.ok(&["import", name]);
        assert_eq!(other.events(), 5, "the second import stores nothing");
    }
    assert_eq!(shown(&other), shown(&cli));
    assert_eq!(payloads(&cli)[3], "{\n \"n\" :\r\n\t1 }");
    has(payloads(&cli)[0].as_str().unwrap(), &["9223372036854775807", "\"real\":-0.0,", "\\u00e9"]);
    let events = other.json(&["read", "item", "ключ"]);
    assert_eq!(events[1]["id"], ID);
    assert!(events[0]["id"].is_string(), "an event without an id gets one from its hash");
    let views = |cli: &Cli| cli.json(&["verify"])["views"].clone();
    assert_eq!(views(&other), views(&cli));
}

async fn filters_choose_what_is_written(db: Database) {
    let cli = with_events(&db).await;
    let nowhere = cli.refused(1, &["export", "--output", "none/x.jsonl"]);
    has(&nowhere, &["`none/x.jsonl` can't be written: there is no directory `none`"]);
    for (args, lines) in [
        (&[][..], 6),
        (&["item"], 6),
        (&["item", "ключ"], 3),
        (&["item", "--event-type", "touched"], 2),
        (&["--event-type", "item.touched", "--event-type", "item.counted"], 3),
        (&["--from", "4"], 3),
        (&["item", "ключ", "--from", "2", "--limit", "9"], 2),
        (&["--limit", "0"], 1),
    ] {
        assert_eq!(cli.ok(&[&["export"], args].concat()).lines().count(), lines, "{args:?}");
    }
    has(&cli.refused(4, &["export", "itm"]), &["`itm` is unknown; known are: item"]);
    has(&cli.refused(2, &["export", "--format", "json"]), &["has no --format"]);
    has(&cli.refused(2, &["export", "--force"]), &["--output"]);
}

async fn files_are_there_whole_or_not_at_all(db: Database) {
    let cli = with_events(&db).await;
    let path = cli.directory().join("out.jsonl");
    fs::write(&path, "precious").unwrap();
    has(
        &cli.refused(2, &["export", "-o", "out.jsonl"]),
        &["`out.jsonl` is there already", "--force"],
    );
    has(&cli.refused(4, &["export", "itm", "-o", "out.jsonl", "--force"]), &["`itm` is unknown"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    cli.ok(&["export", "-o", "out.jsonl", "--force"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), cli.ok(&["export"]));
    has(&cli.refused(1, &["export", "-o", "nowhere/out.jsonl"]), &["can't be written"]);
    let files: Vec<_> =
        fs::read_dir(cli.directory()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["out.jsonl"]);
}

async fn an_import_knows_the_form(db: Database) {
    let cli = with_events(&db).await;
    let export = cli.ok(&["export"]);
    let twice = [export.as_str(), &export].concat();
    let fresh = db.backend().fresh().await;
    let other = Cli::with_items(&fresh).await;
    let done = other.run_with_input(&["import", "-"], twice.as_bytes());
    has(&done.err, &["5 stored, 5 already there, 2 skipped"]);
    let header = export.lines().next().unwrap();
    for (text, code, part) in [
        ("{\"id\":1}".to_owned(), 4, "does not begin as `gundb export` writes it"),
        ("{\"gundb_export\":2}".to_owned(), 4, "the export has version 2; this program reads 1"),
        (
            format!("{header}\n{{\"idd\":1}}"),
            4,
            "line 2: not an exported event: unknown field `idd`",
        ),
        (
            export.replace("\"schema_version\":1", "\"schema_version\":2"),
            4,
            "schema version 2, and this database knows versions up to 1; apply the newer model first",
        ),
        (export.replace("item.counted", "item.conted"), 4, "`item.conted` is unknown"),
        (export.replace("\"metadata\":{}", "\"metadata\":{\"x\":1}"), 4, "unknown field `x`"),
        (export.replace("{}\"", "{\\\"n\\\":1}\""), 4, "the field `n` is unknown"),
        (export.replace("1 }", "2 }"), 3, "an event with the id 9f1c7b1e"),
    ] {
        let done = other.run_with_input(&["import", "-"], text.as_bytes());
        assert_eq!((done.code, done.out.as_str()), (code, ""), "{done:?}");
        has(&done.err, &["error: the standard input", part]);
    }
    assert_eq!(other.events(), 5);
}
