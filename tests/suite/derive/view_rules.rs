//! Every rule and constant, as the description has it.

use gundb::prelude::*;
use jiff::Timestamp;
use serde_json::json;

const NAME: &str = "nobody";
const LEVEL: Option<u8> = None;
const LIMIT: i64 = 1 << 40;

#[derive(Event)]
#[event(stream = "all")]
enum AllEvent {
    Said {
        text: String,
        small: u8,
        half: f32,
        maybe: Option<String>,
        at: Timestamp,
        id: uuid::Uuid,
    },
    Unsaid {},
    Over,
}

#[derive(View)]
#[view(table = "all_rules", event = AllEvent)]
#[allow(dead_code)]
struct AllRow {
    #[view(key)]
    key: String,
    #[view(set(Said.text, Unsaid = "", Over = NAME))]
    text: String,
    #[view(first(Said.maybe))]
    first: Option<String>,
    #[view(set(Said.maybe, Over = None))]
    cleared: Option<String>,
    #[view(add(Said.small), sub(Unsaid.missing))]
    #[cfg(any())]
    not_there: i64,
    #[view(add(Said.small))]
    #[view(count(Unsaid, Over), index)]
    sum: i64,
    #[view(set(Said.small, Unsaid = -1, Over = LIMIT))]
    wide: i64,
    #[view(set(Said.small, Unsaid = 255, Over = LEVEL))]
    narrow: Option<u8>,
    #[view(set(Said.half, Unsaid = -1.5))]
    real: f64,
    #[view(set(Said = true, Over = false))]
    open: bool,
    #[view(set(Said.at))]
    at: Timestamp,
    #[view(first(Said.id))]
    id: String,
    #[view(updated_at)]
    updated: Option<Timestamp>,
    #[view(version)]
    version: i64,
    #[view(clock)]
    clock: String,
}

fn column(name: &str) -> serde_json::Value {
    let columns = AllRow::describe().unwrap().description.columns;
    let column = columns.iter().find(|other| other.name == name).expect("the column exists");
    serde_json::to_value(column).unwrap()
}

/// The rules of a column: event and the rule's operand, by the name of the rule.
fn rules(name: &str) -> serde_json::Value {
    column(name)["rules"].clone()
}

#[test]
fn set_takes_fields_and_constants() {
    let said = |field: &str| json!({"event": "all.said", "set": field});
    let constant =
        |event: &str, value: serde_json::Value| json!({"event": event, "set": {"constant": value}});
    let unsaid = |value: serde_json::Value| constant("all.unsaid", value);
    let over = |value: serde_json::Value| constant("all.over", value);
    for (column, expected) in [
        ("text", json!([said("text"), unsaid("".into()), over("nobody".into())])),
        ("cleared", json!([said("maybe"), over(json!(null))])),
        ("wide", json!([said("small"), unsaid((-1).into()), over(LIMIT.into())])),
        ("narrow", json!([said("small"), unsaid(255.into()), over(json!(null))])),
        ("real", json!([said("half"), unsaid((-1.5).into())])),
        ("open", json!([constant("all.said", true.into()), over(false.into())])),
        ("at", json!([said("at")])),
    ] {
        assert_eq!(rules(column), expected, "{column}");
    }
}

#[test]
fn first_add_and_count() {
    assert_eq!(rules("first"), json!([{"event": "all.said", "first": "maybe"}]));
    assert_eq!(rules("id"), json!([{"event": "all.said", "first": "id"}]));
    let count = |event: &str| json!({"event": event, "count": true});
    let sum =
        json!([{"event": "all.said", "add": "small"}, count("all.unsaid"), count("all.over")]);
    assert_eq!(rules("sum"), sum);
}

#[test]
fn metadata_columns() {
    for (name, kept) in [("updated", "updated_at"), ("version", "version"), ("clock", "clock")] {
        assert_eq!(column(name)["kept"], kept);
    }
}
