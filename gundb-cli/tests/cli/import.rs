//! `gundb import` by flags: what is stored, what is refused, and that a second run stores nothing.

use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use gundb_tests::backend::Database;
use serde_json::{Value, json};

use crate::support::{Cli, has};

gundb_tests::scenarios! {
    lines_become_events_once,
    the_log_decides_the_event_type,
    metadata_and_ids_come_from_fields,
    the_first_refused_line_ends_it,
    refused_lines_are_skipped_on_request,
    a_dry_run_stores_nothing,
    a_changed_mapping_is_reported,
    damaged_files_keep_what_is_before_the_damage,
    a_stream_keeps_the_order_of_the_file,
}

const COUNTED: [&str; 6] = ["--stream-type", "item", "--event-type", "counted", "--key", "case.id"];

pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn import<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["import", file], &COUNTED[..], &["--field", "n=n"], more].concat()
}

fn write(cli: &Cli, name: &str, bytes: impl AsRef<[u8]>) {
    fs::write(cli.directory().join(name), bytes).unwrap();
}

/// Key and payload of every event.
fn events(cli: &Cli) -> Vec<(String, Value)> {
    let events = cli.json(&["read"]);
    let event =
        |event: &Value| (event["key"].as_str().unwrap().to_owned(), event["payload"].clone());
    events.as_array().unwrap().iter().map(event).collect()
}

async fn lines_become_events_once(db: Database) {
    let cli = Cli::with_items(&db).await;
    let log = "\u{feff}{\"case\":{\"id\":\"a\"},\"n\":1}\r\n\n{\"case\":{\"id\":7},\"n\":2}\n{\"case\":{\"id\":7},\"n\":2}";
    write(&cli, "log.jsonl", log);
    let done = cli.run(&import("log.jsonl", &[]));
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{done:?}");
    has(&done.err, &["3 lines: 3 stored, 0 already there, 0 skipped, 0 refused\n"]);
    let stored = events(&cli);
    assert_eq!(
        stored,
        [("a", 1), ("7", 2), ("7", 2)].map(|(key, n)| (key.to_owned(), json!({ "n": n })))
    );

    // The same lines in another form.
    write(&cli, "log.gz", [gzip(&log.as_bytes()[..20]), gzip(&log.as_bytes()[20..])].concat());
    let counts = cli.json(&import("log.gz", &[]));
    assert_eq!(
        (&counts["stored"], &counts["there"], &counts["lines"]),
        (&0.into(), &3.into(), &3.into())
    );
    let piped = cli.run_with_input(&import("-", &["--format", "jsonl"]), log.as_bytes());
    has(&piped.out, &[r#""stored":0,"there":3,"#]);
    assert_eq!(events(&cli), stored);
    // What may be missing, and is missing everywhere, may be misspelt.
    write(&cli, "notes", r#"{"case":{"id":"a"}}"#);
    let touched =
        ["import", "notes", "--stream-type", "item", "--event-type", "touched", "--key", "case.id"];
    has(
        &cli.run(&[&touched[..], &["--field", "n=nn"]].concat()).err,
        &["note: no imported line has the field `nn`, which the mapping names"],
    );
    // A field that the event type does not know says how it is left out.
    let whole = ["import", "log", "--stream-type", "item", "--event-type", "counted", "--key", "n"];
    write(&cli, "log", r#"{"n":1,"k":2}"#);
    has(
        &cli.refused(4, &whole),
        &["`k` is unknown; known are: n; leave it out with --drop k (in a mapping file: drop"],
    );
    // Another log may have the same line under the same number.
    has(&cli.run(&import("log.jsonl", &["--source", "other"])).err, &["3 stored"]);
    cli.ok(&["verify"]);
}

async fn the_log_decides_the_event_type(db: Database) {
    let cli = Cli::with_items(&db).await;
    let log =
        [r#"{"t":"counted","k":"a","n":1}"#, r#"{"t":"item.counted","k":"a","n":2}"#].join("\n");
    write(&cli, "log", &log);
    let by_field =
        ["import", "log", "--stream-type", "item", "--key", "{k}", "--event-type-field", "t"];
    cli.ok(&[&by_field[..], &["--drop", "t", "--drop", "k"]].concat());
    assert_eq!(events(&cli), [1, 2].map(|n| ("a".to_owned(), json!({ "n": n }))));

    write(&cli, "log", "{\"t\":\"A\",\"k\":\"b\"}\n{\"t\":\"B\",\"k\":\"b\"}\n");
    let mapped =
        [&by_field[..], &["--event-map", "A=touched", "--drop", "t", "--drop", "k"]].concat();
    has(
        &cli.refused(4, &mapped),
        &[
            "`log` line 2: the field `t` is \"B\", which has no event type; add it with --event-map",
            "1 stored",
        ],
    );
    let done = cli.run(&[&mapped[..], &["--otherwise", "skip"]].concat());
    assert_eq!(done.code, 0);
    has(&done.err, &["0 stored, 1 already there, 1 skipped"]);
    assert_eq!(cli.events(), 3);
}

async fn metadata_and_ids_come_from_fields(db: Database) {
    let cli = Cli::with_items(&db).await;
    let id = "9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01";
    write(
        &cli,
        "log",
        format!(
            "{{\"id\":\"{id}\",\"ts\":1680956045.5,\"case\":{{\"id\":\"a\"}},\"n\":1}}\n{{\"id\":\"evt_1\",\"ts\":\"0\",\"case\":{{\"id\":\"a\"}},\"n\":2}}"
        ),
    );
    let args = import("log", &["--id", "id", "--time", "ts", "--time-as", "seconds"]);
    cli.ok(&args);
    let stored = cli.json(&["read"]);
    assert_eq!(stored[0]["id"], id);
    assert_eq!(stored[0]["metadata"], json!({"headers": {"time": "2023-04-08T12:14:05.500000Z"}}));
    assert_eq!(stored[1]["metadata"]["headers"]["time"], "1970-01-01T00:00:00.000000Z");
    // An id counts wherever its line stands.
    write(&cli, "log", r#"{"id":"evt_1","ts":0,"n":2,"case":{"id":"a"}}"#);
    has(&cli.run(&args).err, &["0 stored, 1 already there"]);
    write(&cli, "log", r#"{"id":"evt_1","ts":"yesterday","n":2,"case":{"id":"a"}}"#);
    has(&cli.refused(4, &args), &["the field `ts` must be seconds since 1970, not \"yesterday\""]);
}

async fn the_first_refused_line_ends_it(db: Database) {
    let cli = Cli::with_items(&db).await;
    let good = r#"{"case":{"id":"a"},"n":1}"#;
    for (bad, part) in [
        (&b"{\"case\":"[..], "not acceptable as JSON"),
        (b"[1]", "must be a JSON object, not [1]"),
        (b"\xff{}", "not UTF-8"),
        (br#"{"n":1}"#, "the field `case.id` is missing"),
        (br#"{"case":{"id":1.5},"n":1}"#, "`case.id` must be a string or a whole number, not 1.5"),
        (br#"{"case":{"id":""},"n":1}"#, "the stream key is empty"),
        (br#"{"case":{"id":"a"}}"#, "the field `n` is missing"),
        (br#"{"case":{"id":"a"},"n":"1"}"#, "the field `n` must be a whole number"),
        (br#"{"case":{"id":"a"},"n":1,"n":1}"#, "the key `n` is there twice"),
        (br#"{"case":{"id":"a\u0000"},"n":1}"#, "U+0000"),
        (br#"{"case":{"id":"a"},"n":1e400}"#, "out of range"),
        (br#"{"case":{"id":"a"},"n":9223372036854775808}"#, "not 9223372036854775808"),
        (br#"{"case":{"id":"a"},"n":1} trailing"#, "trailing"),
    ] {
        write(&cli, "log", [good.as_bytes(), b"\n\n", bad, b"\n", good.as_bytes()].concat());
        let message = cli.refused(4, &import("log", &["--source", part]));
        has(&message, &["error: `log` line 3: ", part, ": 1 stored", "--skip-bad"]);
    }
}

async fn refused_lines_are_skipped_on_request(db: Database) {
    let cli = Cli::with_items(&db).await;
    let mut log: Vec<String> =
        (0..1200).map(|n| format!(r#"{{"case":{{"id":{n}}},"n":{n}}}"#)).collect();
    for n in (3..1200).step_by(9) {
        // Some are refused by the store, the others by the mapping.
        log[n] = (if n < 30 { r#"{"case":{"id":"a"},"n":"x"}"# } else { r#"{"n":1}"# }).to_owned();
    }
    write(&cli, "log", log.join("\n"));
    let done = cli.run(&import("log", &["--skip-bad", "--format", "json"]));
    assert_eq!(done.code, 4);
    has(
        &done.err,
        &[
            "line 4: ",
            "the field `n` must be",
            "only counted",
            "1067 stored, 0 already there, 0 skipped, 133 refused",
        ],
    );
    assert_eq!(done.err.lines().count(), 102);
    let counts: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((&counts["refused"], &counts["stored"]), (&133.into(), &1067.into()));
    assert_eq!(counts["refused_lines"].as_array().unwrap().len(), 100);
    let refused_lines = counts["refused_lines"].as_array().unwrap();
    assert!(refused_lines.iter().any(|refused| refused["line"] == 13), "{refused_lines:?}");
    assert_eq!(cli.events(), 1067);
    cli.ok(&["verify"]);
}

async fn a_dry_run_stores_nothing(db: Database) {
    let cli = Cli::with_items(&db).await;
    write(&cli, "log", "{\"case\":{\"id\":1},\"n\":1}\n{\"case\":{\"id\":1},\"n\":\"x\"}");
    has(
        &cli.refused(4, &import("log", &["--dry-run"])),
        &["line 2: ", "1 can be imported", "nothing was stored"],
    );
    assert_eq!(cli.events(), 0);
}

async fn a_changed_mapping_is_reported(db: Database) {
    let cli = Cli::with_items(&db).await;
    write(&cli, "log", "{\"case\":{\"id\":1},\"n\":1,\"m\":2}");
    cli.ok(&import("log", &[]));
    let other = [&["import", "log"], &COUNTED[..], &["--field", "n=m"]].concat();
    has(
        &cli.refused(3, &other),
        &["`log` line 1: ", "the mapping or the file was changed", "0 stored"],
    );
    let skipped = cli.run(&[&other[..], &["--skip-bad"]].concat());
    assert_eq!((skipped.code, cli.events()), (4, 1));
}

async fn damaged_files_keep_what_is_before_the_damage(db: Database) {
    let cli = Cli::with_items(&db).await;
    let log: String =
        (0..700).map(|n| format!("{{\"case\":{{\"id\":{}}},\"n\":{n}}}\n", n % 7)).collect();
    let whole = gzip(log.as_bytes());
    write(&cli, "log.gz", &whole[..whole.len() / 2]);
    let message = cli.refused(4, &import("log.gz", &["--skip-bad"]));
    has(&message, &["after line ", "the gzip data ends too early; get the whole file"]);
    let before = cli.events();
    assert!(before > 0 && before < 700, "{before}");
    write(&cli, "log.gz", [&whole[..], b"garbage that is no gzip"].concat());
    has(&cli.refused(4, &import("log.gz", &[])), &["after line 700: the gzip data is damaged"]);
    assert_eq!(cli.events(), 700);
    has(&cli.refused(4, &import("none", &[])), &["`none` can't be read"]);
    let long = [&vec![b'x'; 100 << 20][..], b"\n{\"case\":{\"id\":1},\"n\":1}"].concat();
    let done = cli.run_with_input(&import("-", &["--skip-bad"]), &long);
    assert_eq!(done.code, 4);
    has(&done.err, &["line 1: it has 104857600 bytes; at most 8388608", "1 already there"]);
}

async fn a_stream_keeps_the_order_of_the_file(db: Database) {
    let cli = Cli::with_items(&db).await;
    let log: String =
        (0..1300).map(|n| format!("{{\"case\":{{\"id\":{}}},\"n\":{n}}}\n", n * n % 13)).collect();
    write(&cli, "log", log);
    cli.ok(&import("log", &[]));
    for key in ["0", "1", "4"] {
        let events = cli.json(&["read", "item", key]);
        let numbers: Vec<i64> = events
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["payload"]["n"].as_i64().unwrap())
            .collect();
        assert!(numbers.is_sorted() && numbers.len() >= 100, "{key}: {numbers:?}");
    }
    // Larger than one append may be.
    let text = "x".repeat(900_000);
    let noted = crate::support::noted(&format!("\"{text}\""), "1", "1.0");
    let log = (0..6)
        .map(|n| noted.replace("{\"text\"", &format!("{{\"k\":{n},\"text\"")) + "\n")
        .collect::<String>();
    write(&cli, "large", log);
    cli.ok(&[
        "import",
        "large",
        "--stream-type",
        "item",
        "--key",
        "k",
        "--event-type",
        "noted",
        "--drop",
        "k",
    ]);
    assert_eq!(cli.events(), 1306);
}
