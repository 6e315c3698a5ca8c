//! `gundb import --mapping`: rules, and mappings that make no sense.

use std::fs;

use gundb_tests::backend::{Backend, Database};
use serde_json::json;

use crate::support::{Cli, has};

gundb_tests::scenarios! { the_first_rule_that_fits_counts }

const MAPPING: &str = r#"
otherwise = "skip"

[defaults]
stream_type = "item"
key = "{shop}/{order.id}"
time = "at"
headers = { agent = "client.agent" }

[[rule]]
match = { type = ["ping", "pong"] }
skip = true

[[rule]]
match = { type = "sold", "order.test" = false }
event_type = "noted"
constants = { flag = true, day = 2024-02-29 }

[rule.fields]
text = { from = "order.id", as = "text" }
whole = { from = "cents", as = "integer" }
real = "price"
at = "at"

[[rule]]
match = { status = 200 }
event_type = "item.touched"
fields = {}
"#;

const LOG: &str = r#"{"type":"ping"}
{"type":"sold","shop":"a/b","order":{"id":7,"test":false},"cents":"12","price":-0.0,"at":"2024-02-29T12:00:00Z","client":{"agent":"x"}}
{"type":"sold","shop":"a/b","order":{"id":7,"test":true},"cents":"12","price":1.0,"at":"2024-02-29T12:00:00Z"}
{"shop":"a","order":{"id":"b/7"},"status":200,"at":"2024-02-29T12:00:00+01:00"}
"#;

async fn the_first_rule_that_fits_counts(db: Database) {
    let cli = Cli::with_items(&db).await;
    fs::write(cli.directory().join("map.toml"), MAPPING).unwrap();
    fs::write(cli.directory().join("log"), LOG).unwrap();
    let done = cli.run(&["import", "log", "--mapping", "map.toml"]);
    assert_eq!(done.code, 0, "{done:?}");
    has(&done.err, &["4 lines: 2 stored, 0 already there, 2 skipped, 0 refused"]);
    let events = cli.json(&["read"]);
    let keys: Vec<_> =
        events.as_array().unwrap().iter().map(|event| event["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["a%2Fb/7", "a/b%2F7"]);
    let time = "2024-02-29T12:00:00.000000Z";
    assert_eq!(events[0]["metadata"], json!({"headers": {"time": time, "agent": "x"}}));
    assert_eq!(events[1]["metadata"], json!({"headers": {"time": "2024-02-29T11:00:00.000000Z"}}));
    assert_eq!(
        (&events[1]["event_type"], &events[1]["payload"]),
        (&"item.touched".into(), &json!({}))
    );
    let payload = r#""payload":{"at":"2024-02-29T12:00:00Z","real":-0.0,"text":"7","whole":12,"day":"2024-02-29","flag":true}"#;
    has(&cli.ok(&["read", "--format", "jsonl"]), &[payload]);
}

#[test]
fn nonsense_is_reported_with_its_line_before_anything_is_read() {
    gundb_tests::backend::run(Backend::Sqlite, async |db: Database| {
        let cli = Cli::with_items(&db).await;
        let rule = "[[rule]]\nstream_type = \"item\"\nkey = \"id\"\nevent_type = \"touched\"\n";
        for (text, part) in [
            ("", "it has no [[rule]]"),
            ("[[rule]]\nkey = \"id\"", "line 1: the stream type is missing"),
            (
                "[[rule]]\nstream_type = \"item\"\nevent_type = \"touched\"",
                "line 1: the stream's key is missing",
            ),
            ("[[rule]]\nstream_type = \"item\"\nkey = \"id\"", "line 1: the event type is missing"),
            (&format!("{rule}kye = 1"), "line 5: unknown field `kye`"),
            (&format!("{rule}id = 7"), "line 5: invalid type"),
            (&format!("{rule}key = \"x\""), "line 5: duplicate key"),
            (&format!("{rule}id = \"a..b\""), "line 5: `a..b` names no field"),
            (&format!("{rule}time_as = \"millis\""), "line 5: `time_as` needs `time`"),
            (
                &format!("{rule}time = \"t\"\ntime_as = \"noon\""),
                "line 6: `noon` is no form of time",
            ),
            (
                &format!("{rule}event_type_field = \"t\""),
                "line 5: `event_type` and `event_type_field` contradict",
            ),
            (
                &format!("{rule}event_types = {{ a = \"b\" }}"),
                "line 4: `event_types` needs `event_type_field`",
            ),
            (
                &format!("{rule}drop = [\"a\"]\nfields = {{ b = \"b\" }}"),
                "line 5: `fields` and `drop` contradict",
            ),
            (
                &format!("{rule}fields = {{ b = {{ from = \"b\", to = 1 }} }}"),
                "line 5: field `b`: `to` is unknown",
            ),
            (
                &format!("{rule}fields = {{ b = {{ from = \"b\", as = \"int\" }} }}"),
                "line 5: field `b`: `int` is no conversion",
            ),
            (
                &format!("{rule}fields = {{ b = \"b\" }}\nconstants = {{ b = 1 }}"),
                "line 6: `b` is both",
            ),
            (&format!("{rule}constants = {{ b = nan }}"), "line 5: JSON has no NaN"),
            (
                &format!("{rule}match = {{ a = [] }}"),
                "line 5: a list without values matches nothing",
            ),
            (
                &format!("{rule}match = {{ a = 1.5 }}"),
                "line 5: only texts, whole numbers, true and false",
            ),
            (
                &format!("{rule}match = {{ \"a.b\" = 1, \"/a/b\" = 1 }}"),
                "line 5: the field `a.b` is matched twice",
            ),
            (
                &format!("{rule}skip = true"),
                "line 1: a rule that skips can't say anything about an event",
            ),
            (
                &format!("{rule}headers = {{ time = \"x\" }}\ntime = \"t\""),
                "line 5: the header `time` is set",
            ),
            (&format!("[defaults]\nskip = true\n{rule}"), "line 2: `skip` belongs in a [[rule]]"),
            (
                &format!("[defaults]\nmatch = {{ a = 1 }}\n{rule}"),
                "line 2: `match` belongs in a [[rule]]",
            ),
            (
                &format!("otherwise = \"maybe\"\n{rule}"),
                "line 1: `otherwise` is `refuse` or `skip`",
            ),
            (
                &format!("{rule}{rule}match = {{ a = 1 }}"),
                "line 5: an earlier rule takes every line",
            ),
            (
                &format!("{rule}match = {{ a = [1, 2] }}\n{rule}match = {{ a = 2, b = 1 }}"),
                "line 6: an earlier rule takes every line",
            ),
            (&rule.replace("[[rule]]", "[rule]"), "write [[rule]] with two brackets"),
            ("otherwise = \"skip\"", "it has no [[rule]] section; `gundb help import-mapping`"),
            ("\u{0}", "line 1: "),
        ] {
            fs::write(cli.directory().join("map.toml"), text).unwrap();
            // The file of lines is not looked at yet: there is none.
            has(
                &cli.refused(2, &["import", "none", "--mapping", "map.toml"]),
                &["`map.toml`", part],
            );
        }
        fs::write(cli.directory().join("log"), "{\"id\":1}").unwrap();
        for (change, part) in
            [("touched\"", "line 1: the event type `tuched\" is"), ("\"item", "`itm` is unknown")]
        {
            let text = rule.replace(
                change,
                &change.replace("touched\"", "tuched\\\"\"").replace("item", "itm"),
            );
            fs::write(cli.directory().join("map.toml"), text).unwrap();
            let message = cli.refused(4, &["import", "log", "--mapping", "map.toml"]);
            has(
                &message,
                &[
                    "`map.toml` line 1: ",
                    part.trim_start_matches("line 1: the event type `tuched\" is"),
                    "known are: item",
                ],
            );
        }
        fs::write(cli.directory().join("map.toml"), b"\xff").unwrap();
        has(
            &cli.refused(2, &["import", "log", "--mapping", "map.toml"]),
            &["`map.toml` can't be read", "UTF-8"],
        );
        assert_eq!(cli.events(), 0);
    });
}

#[test]
fn flags_that_make_no_sense() {
    let cli = Cli::at("sqlite://none.db");
    let flags =
        ["import", "log", "--stream-type", "item", "--key", "id", "--event-type", "touched"];
    for (more, part) in [
        (&["--mapping", "m"][..], "cannot be used with"),
        (&["--event-type-field", "t"], "cannot be used with"),
        (&["--event-map", "a=b"], "--event-map needs --event-type-field, not --event-type"),
        (&["--event-map", "x"], "write it as VALUE=EVENT_TYPE, for example paid=deposited"),
        (&["--field", "a=b", "--drop", "c"], "cannot be used with"),
        (&["--field", "a=b", "--field", "a=c"], "--field is there twice for `a`"),
        (&["--time-as", "seconds"], "--time"),
        (&["--id", "a..b"], "names no field"),
    ] {
        has(&cli.refused(2, &[&flags[..], more].concat()), &[part]);
    }
    has(
        &cli.refused(2, &["import", "log", "--key", "id"]),
        &["the stream type is missing: pass --stream-type"],
    );
    let twice =
        ["import", "log", "--stream-type", "item", "--key", "{a}{b}", "--event-type", "touched"];
    has(&cli.refused(2, &twice), &["must begin with punctuation"]);
}
