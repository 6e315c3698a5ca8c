//! Expectations that do not hold: exit code 3, and what was expected, what is there, what was
//! missed.

use gundb_tests::backend::Database;
use serde_json::Value;

use crate::support::{Cli, has};

gundb_tests::scenarios! {
    every_expectation_that_fails_is_a_conflict,
    people_read_what_was_missed,
    programs_get_what_was_missed_as_json,
}

async fn three_events(db: &Database) -> (Cli, String) {
    let cli = Cli::with_items(db).await;
    let first = cli.json(&["append", "item", "a", "counted", r#"{"n":1}"#]);
    cli.ok(&["append", "item", "a", "counted", "{\"n\":\n2}"]);
    cli.ok(&["append", "item", "a", "counted", r#"{"n":3}"#]);
    (cli, format!("@{}", first["token"].as_str().unwrap()))
}

async fn every_expectation_that_fails_is_a_conflict(db: Database) {
    let (cli, first) = three_events(&db).await;
    for (key, expect) in
        [("a", "new"), ("a", "2"), ("a", "4"), ("a", &first), ("b", "exists"), ("b", "1")]
    {
        let message =
            cli.refused(3, &["append", "item", key, "counted", r#"{"n":4}"#, "--expect", expect]);
        has(&message, &["error: conflict on stream item", "expected  ", "actual    "]);
    }
    assert_eq!(cli.events(), 3);
}

async fn people_read_what_was_missed(db: Database) {
    let (cli, _) = three_events(&db).await;
    let message = cli.refused(3, &["append", "item", "a", "touched", "{}", "--expect", "1"]);
    has(
        &message,
        &["expected  1\n", "actual    3\n", "missed events:\n", "{\"n\":\\n2}\n", "{\"n\":3}\n"],
    );
    assert!(!message.contains("{\"n\":1}"), "{message}");
}

async fn programs_get_what_was_missed_as_json(db: Database) {
    let (cli, first) = three_events(&db).await;
    for format in ["json", "jsonl"] {
        let append =
            ["append", "item", "a", "touched", "{}", "--expect", &first, "--format", format];
        let done = cli.run(&append);
        assert_eq!(done.code, 3, "{done:?}");
        has(&done.err, &["error: conflict on stream item \"a\""]);
        assert!(format == "json" || done.out.lines().count() == 1, "{done:?}");
        let conflict = &serde_json::from_str::<Value>(&done.out).unwrap()["conflict"];
        assert_eq!(
            (&conflict["expected"], &conflict["actual_version"]),
            (&first.as_str().into(), &3.into())
        );
        let missed: Vec<&Value> = conflict["missed"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| &event["payload"]["n"])
            .collect();
        assert_eq!(missed, [2, 3]);
        let actual = format!("@{}", conflict["actual_token"].as_str().unwrap());
        cli.ok(&["append", "item", "b", "touched", "{}"]);
        assert_eq!(
            actual,
            format!(
                "@{}",
                cli.json(&["read", "item", "a", "--from", "3"])[0]["token"].as_str().unwrap()
            )
        );
    }
}
