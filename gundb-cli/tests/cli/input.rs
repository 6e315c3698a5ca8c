//! Input that is refused (exit code 4, nothing stored), and input that is kept to the last bit.

use gundb_tests::backend::Database;

use crate::support::{Cli, has, noted};

gundb_tests::scenarios! {
    payloads_that_do_not_fit_are_refused,
    unknown_types_are_refused_with_the_known_ones,
    strange_keys_are_kept,
    extreme_numbers_are_kept,
    payload_bytes_are_kept,
}

async fn payloads_that_do_not_fit_are_refused(db: Database) {
    let cli = Cli::with_items(&db).await;
    for (payload, part) in [
        (r#"{"n":1"#, "it ends too early at column 6; a brace"),
        ("", "the payload is empty; give a JSON object, for example {}"),
        (r#"{n:1}"#, "names stand in them"),
        ("nonsense", "not acceptable as JSON"),
        ("[1]", "must be a JSON object"),
        ("1", "must be a JSON object"),
        ("{}", "the field `n` is missing"),
        (r#"{"n":null}"#, "the field `n` must be a whole number"),
        (r#"{"n":1,"m":2}"#, "the field `m` is unknown; known are: n"),
        (r#"{"n":1,"n":1}"#, "the key `n` is there twice"),
        (r#"{"n":"1"}"#, "the field `n` must be a whole number"),
        (r#"{"n":1.0}"#, "the field `n` must be a whole number"),
        (r#"{"n":9223372036854775808}"#, "the field `n` must be a whole number"),
        (r#"{"n":-9223372036854775809}"#, "the field `n` must be a whole number"),
        (r#"{"n":1e400}"#, "out of range"),
    ] {
        has(&cli.refused(4, &["append", "item", "a", "counted", payload]), &["item.counted", part]);
    }
    for (payload, part) in [
        (noted(r#""a\u0000b""#, "1", "1"), "U+0000"),
        (noted("null", "1", "NaN"), "not acceptable as JSON"),
        (noted("null", "1", "1").replace("2024-02-29T", "10000-02-29T"), "the field `at` must be"),
        (
            noted("null", "1", "1").replace("\"2024-02-29\"", "\"2023-02-29\""),
            "the field `day` must be",
        ),
        (
            noted("null", "1", "1").replace("true", "\"true\""),
            "the field `flag` must be true or false",
        ),
    ] {
        has(&cli.refused(4, &["append", "item", "a", "noted", &payload]), &[part]);
    }
    assert_eq!(cli.events(), 0);
}

async fn unknown_types_are_refused_with_the_known_ones(db: Database) {
    let cli = Cli::with_items(&db).await;
    has(
        &cli.refused(4, &["append", "itm", "a", "touched", "{}"]),
        &["`itm` is unknown; known are: item"],
    );
    has(
        &cli.refused(4, &["append", "item", "a", "tuched", "{}"]),
        &["`tuched` is unknown", "item.touched"],
    );
    has(&cli.refused(4, &["append", "item", "", "touched", "{}"]), &["the stream key is empty"]);
    has(
        &cli.refused(4, &["append", "item", &"k".repeat(1025), "touched", "{}"]),
        &["1025 bytes; at most 1024"],
    );
    has(&cli.refused(4, &["read", "itm", "a"]), &["`itm` is unknown; known are: item"]);
    has(&cli.refused(4, &["read", "--type", "itm"]), &["`itm` is unknown; known are: item"]);
    has(
        &cli.refused(4, &["read", "--event-type", "touched"]),
        &["`touched` is unknown", "item.touched"],
    );
    has(&cli.refused(4, &["streams", "--type", "itm"]), &["`itm` is unknown; known are: item"]);
    for command in ["show", "rebuild"] {
        has(
            &cli.refused(4, &["view", command, "itms"]),
            &["there is no view `itms`; known are: items\n"],
        );
    }
}

async fn strange_keys_are_kept(db: Database) {
    let cli = Cli::with_items(&db).await;
    let long = "é".repeat(512);
    cli.ok(&["append", "item", "-7", "touched", "{}"]);
    let keys = [
        "-7",
        "it's \"quoted\"",
        "👩‍👩‍👧",
        "_",
        "/",
        ":",
        "%",
        "a%20b",
        "\\",
        "ключ",
        "new\nline\t\u{1b}[31m",
        " ",
        "--limit",
        &long,
    ];
    for key in &keys[1..] {
        cli.ok(&["append", "--expect", "new", "--", "item", key, "touched", "{}"]);
    }
    for key in [keys[1], keys[2], &long] {
        assert_eq!(cli.json(&["read", "item", key])[0]["key"], key);
    }
    let listed = cli.json(&["streams"]);
    let listed: Vec<&str> =
        listed.as_array().unwrap().iter().map(|stream| stream["key"].as_str().unwrap()).collect();
    assert_eq!(listed, keys);
    let shown = cli.ok(&["streams"]) + &cli.ok(&["read"]) + &cli.ok(&["view", "show", "items"]);
    has(&shown, &["new\\nline\\t\\u{1b}[31m"]);
    assert!(!shown.contains('\u{1b}'), "a terminal could be steered: {shown}");
    cli.ok(&["verify"]);
}

async fn extreme_numbers_are_kept(db: Database) {
    let cli = Cli::with_items(&db).await;
    for (key, whole, real, row) in [
        ("a", "9223372036854775807", "1e308", r#""whole":9223372036854775807,"real":1e+308,"#),
        ("b", "-9223372036854775808", "-0.0", r#""whole":-9223372036854775808,"real":0.0,"#),
        ("c", "9007199254740993", "5e-324", r#""whole":9007199254740993,"real":5e-324,"#),
        ("d", "0", "0.1", r#""whole":0,"real":0.1,"#),
    ] {
        let payload = noted("null", whole, real);
        cli.ok(&["append", "item", key, "noted", &payload]);
        has(
            &cli.ok(&["read", "item", key, "--format", "jsonl"]),
            &[&format!(r#""payload":{payload}}}"#)],
        );
        let shown = cli.ok(&["view", "show", "items", "--format", "jsonl"]);
        has(shown.lines().last().unwrap(), &[&format!(r#"{{"id":"{key}","text":null,{row}"#)]);
    }
    cli.ok(&["verify"]);
}

async fn payload_bytes_are_kept(db: Database) {
    let cli = Cli::with_items(&db).await;
    let payload = "{\n \"n\" :\r\n\t1 }";
    cli.ok(&["append", "item", "a", "counted", payload]);
    has(&cli.ok(&["read", "--format", "json"]), &[&format!("\"payload\":{payload}}}")]);
    // One object a line: white space between tokens is all that may change.
    let line = cli.ok(&["read", "--format", "jsonl"]);
    assert!(
        line.ends_with("\"payload\":{  \"n\" :  \t1 }}\n") && line.lines().count() == 1,
        "{line}"
    );
    let escaped = noted("\"\\u00e9\\n\\ud83e\\udd84 é\"", "1", "1.50");
    cli.ok(&["append", "item", "b", "noted", &escaped]);
    has(&cli.ok(&["read", "item", "b", "--format", "jsonl"]), &[&escaped]);
    assert_eq!(cli.json(&["view", "show", "items"])[1]["text"], "é\n🦄 é");
}
