//! A database that is exported, and imported into an empty one of the same model: its views show
//! the same.

use std::fs;

use gundb_tests::backend::Database;
use serde_json::{Value, json};

use crate::support::{Cli, has};

gundb_tests::scenarios! {
    streams_that_take_turns_keep_their_order, events_of_older_versions_are_copied, a_line_that_is_not_unique_is_named,
}

fn model(cli: &Cli, model: &Value) {
    fs::write(cli.directory().join("model.json"), model.to_string()).unwrap();
    cli.ok(&["migrate", "run"]);
    cli.ok(&["model", "apply", "model.json"]);
}

/// The report on the views: names, rows, hashes.
fn views(cli: &Cli) -> Value {
    cli.json(&["verify"])["views"].clone()
}

/// Shifts at desks; a row a desk, over the streams of all days.
fn shifts() -> Value {
    let payload = json!({
        "type": "object", "properties": {"desk": {"type": "string"}, "teller": {"type": "string"}},
        "required": ["desk", "teller"]
    });
    let event = |name: &str| json!({"type": name, "payload": payload});
    let each = |rule: &str, event: &str| json!({"event": event, rule: "teller"});
    let key = |event: &str| json!({"event": event, "field": "desk"});
    let (manned, left) = ("shift.manned", "shift.left");
    json!({
        "gundb_model": 1,
        "streams": [{"type": "shift", "events": [event(manned), event(left)]}],
        "views": [{"table": "desks", "columns": [
            {"name": "desk", "type": "text", "key": [key(manned), key(left)]},
            {"name": "last", "type": "text", "nullable": true, "rules": [each("set", manned)]},
            {"name": "tellers", "type": "json", "rules": [each("insert", manned), each("remove", left)]},
        ]}],
    })
}

async fn streams_that_take_turns_keep_their_order(db: Database) {
    let cli = Cli::at(db.url());
    model(&cli, &shifts());
    let lines = [
        ("monday", "manned", "Tina"),
        ("tuesday", "manned", "Tom"),
        ("tuesday", "left", "Tom"),
        ("monday", "manned", "Tim"),
        ("monday", "left", "Tina"),
        ("tuesday", "manned", "Zoe"),
        ("monday", "manned", "Tina"),
        ("tuesday", "left", "Zoe"),
    ];
    let csv = lines.map(|(day, what, teller)| format!("{day},{what},a,{teller}\n")).concat();
    fs::write(cli.directory().join("shifts.csv"), format!("day,what,desk,teller\n{csv}")).unwrap();
    let flags = ["--stream-type", "shift", "--key", "day", "--event-type-field", "what"];
    cli.ok(&[
        &["import", "shifts.csv"][..],
        &flags,
        &["--field", "desk=desk", "--field", "teller=teller"],
    ]
    .concat());
    let keys: Vec<Value> =
        cli.json(&["read"]).as_array().unwrap().iter().map(|event| event["key"].clone()).collect();
    assert_eq!(keys, lines.map(|(day, ..)| json!(day)));
    let row = cli.json(&["view", "show", "desks"])[0].clone();
    assert_eq!((&row["last"], &row["tellers"]), (&json!("Tina"), &json!(["Tim", "Tina"])), "{row}");
    copied(&db, &cli, &shifts()).await;
}

/// Exports all of it, imports that into an empty database, and compares the views.
async fn copied(db: &Database, cli: &Cli, of: &Value) {
    let other = db.backend().fresh().await;
    let copy = Cli::at(other.url());
    model(&copy, of);
    let done = copy.run_with_input(&["import", "-"], cli.ok(&["export"]).as_bytes());
    assert_eq!(done.code, 0, "{done:?}");
    let exported = cli.json(&["verify"]);
    assert_eq!((copy.events(), views(&copy)), (cli.events(), exported["views"].clone()));
    // Once more stores nothing.
    let again = copy.run_with_input(&["import", "-"], cli.ok(&["export"]).as_bytes());
    has(&again.err, &[": 0 stored"]);
}

/// Courses, before they had seats and after.
fn courses(version: u32) -> Value {
    let mut properties = json!({"title": {"type": "string"}});
    let mut columns = vec![
        json!({"name": "id", "type": "text", "key": "stream"}),
        json!({"name": "title", "type": "text", "rules": [{"event": "course.announced", "set": "title"}]}),
    ];
    if version > 1 {
        properties["seats"] = json!({"type": "integer"});
        let rules = json!([{"event": "course.announced", "set": "seats"}]);
        columns.push(json!({"name": "seats", "type": "int", "rules": rules}));
    }
    let required: Vec<&String> = properties.as_object().unwrap().keys().collect();
    let payload = json!({"type": "object", "properties": properties, "required": required});
    json!({
        "gundb_model": 1,
        "streams": [{"type": "course", "events": [
            {"type": "course.announced", "version": version, "payload": payload}
        ]}],
        "views": [{"table": "courses", "version": version, "columns": columns}],
    })
}

async fn events_of_older_versions_are_copied(db: Database) {
    let cli = Cli::at(db.url());
    model(&cli, &courses(1));
    cli.ok(&["append", "course", "sql", "announced", r#"{"title":"SQL"}"#]);
    model(&cli, &courses(2));
    cli.ok(&["append", "course", "rust", "announced", r#"{"title":"Rust","seats":3}"#]);
    // A model file has the newest versions alone.
    copied(&db, &cli, &courses(2)).await;
    let other = db.backend().fresh().await;
    let old = Cli::at(other.url());
    model(&old, &courses(1));
    let done = old.run_with_input(&["import", "-"], cli.ok(&["export"]).as_bytes());
    assert_eq!(done.code, 4, "{done:?}");
    has(
        &done.err,
        &[
            "line 3",
            "schema version 2",
            "versions up to 1; apply the newer model first",
            "1 stored",
        ],
    );
    // What the database knows of an older version still counts.
    let bad = cli.ok(&["export"]).replace(r#"{\"title\":\"SQL\"}"#, r#"{\"titel\":\"SQL\"}"#);
    has(
        &cli.run_with_input(&["import", "-"], bad.as_bytes()).err,
        &["line 2", "the field `title` is missing"],
    );
}

/// Customers with an e-mail each.
fn customers() -> Value {
    let payload = json!({"type": "object", "properties": {"email": {"type": "string"}}, "required": ["email"]});
    json!({
        "gundb_model": 1,
        "streams": [{"type": "customer", "events": [{"type": "customer.joined", "payload": payload}]}],
        "views": [{"table": "customers", "columns": [
            {"name": "id", "type": "text", "key": "stream"},
            {"name": "email", "type": "text", "unique": true, "rules": [{"event": "customer.joined", "set": "email"}]},
        ]}],
    })
}

async fn a_line_that_is_not_unique_is_named(db: Database) {
    let cli = Cli::at(db.url());
    model(&cli, &customers());
    let rows = "id,email\nc1,one@x.org\nc2,one@x.org\nc3,two@x.org\nc4,three@x.org\n";
    fs::write(cli.directory().join("customers.csv"), rows).unwrap();
    let flags = [
        "import",
        "customers.csv",
        "--stream-type",
        "customer",
        "--key",
        "id",
        "--event-type",
        "joined",
    ];
    let flags = [&flags[..], &["--field", "email=email"]].concat();
    let refused = cli.refused(3, &flags);
    has(&refused, &["line 3", "\"one@x.org\"", "`email`", "1 stored"]);
    assert_eq!(cli.events(), 1);
    let skipped = cli.run(&[&flags[..], &["--skip-bad"]].concat());
    has(&skipped.err, &["2 stored, 1 already there, 0 skipped, 1 refused"]);
    assert_eq!((skipped.code, cli.events()), (4, 3));
}
