//! `gundb append`: what it answers, what makes it repeatable, and what travels beside the payload.

use gundb_tests::backend::Database;

use crate::support::{Cli, has};

gundb_tests::scenarios! {
    it_answers_with_version_position_and_token,
    short_and_full_names_mean_the_same,
    every_expectation_that_holds_lets_it_through,
    the_same_id_again_is_stored_once,
    metadata_travels_with_the_event,
    the_payload_may_come_from_the_standard_input,
}

async fn it_answers_with_version_position_and_token(db: Database) {
    let cli = Cli::with_items(&db).await;
    cli.ok(&["append", "item", "a", "touched", "{}"]);
    let answer = cli.json(&["append", "item", "b", "touched", "{}"]);
    assert_eq!((&answer["stream_type"], &answer["key"]), (&"item".into(), &"b".into()));
    assert_eq!((&answer["version"], &answer["position"]), (&1.into(), &2.into()));
    assert_eq!(answer["stored"], 1);
    let token = answer["token"].as_str().unwrap();
    let text = cli.ok(&["append", "item", "b", "touched", "{}", "--expect", &format!("@{token}")]);
    has(&text, &["version   2\n", "position  3\n", "stored    1\n", "token     "]);
    let line = cli.ok(&["append", "item", "b", "touched", "{}", "--format", "jsonl"]);
    assert!(line.starts_with(r#"{"stream_type":"item""#) && line.lines().count() == 1, "{line}");
}

async fn short_and_full_names_mean_the_same(db: Database) {
    let cli = Cli::with_items(&db).await;
    cli.ok(&["append", "item", "a", "touched", "{}"]);
    cli.ok(&["append", "item", "a", "item.touched", "{}"]);
    let types = cli.json(&["read", "item", "a"]);
    assert!(
        types.as_array().unwrap().iter().all(|event| event["event_type"] == "item.touched"),
        "{types}"
    );
}

async fn every_expectation_that_holds_lets_it_through(db: Database) {
    let cli = Cli::with_items(&db).await;
    for expect in ["new", "exists", "any", "3"] {
        cli.ok(&["append", "item", "a", "touched", "{}", "--expect", expect]);
    }
    cli.ok(&["append", "item", "b", "touched", "{}", "--expect", "0"]);
    assert_eq!(cli.events(), 5);
}

async fn the_same_id_again_is_stored_once(db: Database) {
    let cli = Cli::with_items(&db).await;
    let append = [
        "append",
        "item",
        "a",
        "counted",
        r#"{"n":1}"#,
        "--expect",
        "new",
        "--format",
        "json",
        "--id",
    ];
    let append = [&append[..], &["9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01"]].concat();
    let (first, again) = (cli.run(&append), cli.run(&append));
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    assert_eq!(again.code, 0, "{again:?}");
    has(&again.err, &["9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01", "was there already"]);
    assert_eq!(again.out, first.out.replace(r#""stored": 1"#, r#""stored": 0"#));

    let id = ["--id", "9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01"];
    let other = [&["append", "item", "a", "counted", r#"{"n":2}"#], &id[..]].concat();
    has(
        &cli.refused(3, &other),
        &["differs in `n`: 1 is stored, 2 was given", "--id-is-enough", "use a new --id"],
    );
    has(&cli.run(&[&other[..], &["--id-is-enough"]].concat()).err, &["was there already"]);
    let other = cli.run(&[&other[..], &["--format", "jsonl"]].concat());
    assert_eq!(other.code, 3);
    let done: serde_json::Value = serde_json::from_str(&other.out).unwrap();
    let duplicate = &done["duplicate_id"];
    assert_eq!(duplicate["id"], "9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01");
    assert_eq!(
        (&duplicate["field"], &duplicate["earlier"], &duplicate["later"]),
        (&"n".into(), &"1".into(), &"2".into())
    );
    assert_eq!(cli.events(), 1);
    assert_eq!(cli.json(&["view", "show", "items"])[0]["sum"], 1);
}

async fn metadata_travels_with_the_event(db: Database) {
    let cli = Cli::with_items(&db).await;
    let append = [
        "append",
        "item",
        "a",
        "touched",
        "{}",
        "--actor",
        "ann",
        "--correlation",
        "c",
        "--causation",
        "d",
    ];
    cli.ok(&[&append[..], &["--header", "x=1=2", "--header", "y="]].concat());
    let metadata = &cli.json(&["read", "item", "a"])[0]["metadata"];
    let expected =
        r#"{"correlation":"c","causation":"d","actor":"ann","headers":{"x":"1=2","y":""}}"#;
    assert_eq!(*metadata, serde_json::from_str::<serde_json::Value>(expected).unwrap());
}

async fn the_payload_may_come_from_the_standard_input(db: Database) {
    let cli = Cli::with_items(&db).await;
    let append = ["append", "item", "a", "counted", "-"];
    let done = cli.run_with_input(&append, b" {\"n\": 7}\n");
    assert_eq!(done.code, 0, "{done:?}");
    has(&cli.ok(&["read", "--format", "json"]), &[r#""payload":{"n": 7}}"#]);
    // White space around it makes no other payload of it.
    let id = ["--format", "json", "--id", "9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e02"];
    cli.ok(&[&["append", "item", "a", "counted", r#"{"n":8}"#], &id[..]].concat());
    let again = cli.run_with_input(&[&append[..], &id].concat(), b"\n{\"n\":8}\r\n");
    has(&again.out, &[r#""stored": 0"#]);
    for (input, part) in
        [(&b"\xff"[..], "not UTF-8"), (b"", "the payload is empty"), (&[b' '; 3 << 20], "bytes")]
    {
        let done = cli.run_with_input(&append, input);
        assert_eq!((done.code, done.out.as_str()), (4, ""), "{}", done.err);
        if part != "bytes" {
            has(&done.err, &["error: ", part]);
        }
    }
    let large = format!(r#"{{"text":"{}"}}"#, "x".repeat(1 << 20));
    has(&cli.run_with_input(&append, large.as_bytes()).err, &["at most 1048576 are allowed"]);
    assert_eq!(cli.events(), 2);
}
