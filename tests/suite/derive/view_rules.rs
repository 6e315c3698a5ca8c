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
    Said { text: String, small: u8, half: f32, maybe: Option<String>, at: Timestamp, id: uuid::Uuid },
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

fn role(column: &str) -> serde_json::Value {
    let columns = AllRow::describe().unwrap().description.columns;
    let column = columns.iter().find(|other| other.name == column).expect("the column exists");
    let role = serde_json::to_value(&column.role).unwrap();
    match role.get("rules").and_then(|steps| steps.as_array()) {
        Some(steps) => {
            steps.iter().map(|step| json!([step["event"].as_str().unwrap(), step["rule"]])).collect()
        }
        None => role,
    }
}

#[test]
fn set_takes_fields_and_constants() {
    let field = |name: &str| json!({"set": {"field": name}});
    let constant = |value: serde_json::Value| json!({"set": {"constant": value}});
    let (said, unsaid, over) = ("all.said", "all.unsaid", "all.over");
    for (column, expected) in [
        (
            "text",
            json!([[said, field("text")], [unsaid, constant("".into())], [over, constant("nobody".into())]]),
        ),
        ("cleared", json!([[said, field("maybe")], [over, constant(json!(null))]])),
        (
            "wide",
            json!([[said, field("small")], [unsaid, constant((-1).into())], [over, constant(LIMIT.into())]]),
        ),
        (
            "narrow",
            json!([[said, field("small")], [unsaid, constant(255.into())], [over, constant(json!(null))]]),
        ),
        ("real", json!([[said, field("half")], [unsaid, constant((-1.5).into())]])),
        ("open", json!([[said, constant(true.into())], [over, constant(false.into())]])),
        ("at", json!([[said, field("at")]])),
    ] {
        assert_eq!(role(column), expected, "{column}");
    }
}

#[test]
fn first_add_and_count() {
    assert_eq!(role("first"), json!([["all.said", {"first": {"field": "maybe"}}]]));
    assert_eq!(role("id"), json!([["all.said", {"first": {"field": "id"}}]]));
    let sum =
        json!([["all.said", {"add": {"field": "small"}}], ["all.unsaid", "count"], ["all.over", "count"]]);
    assert_eq!(role("sum"), sum);
}

#[test]
fn metadata_columns() {
    assert_eq!(role("updated"), json!({"kept": "updated_at"}));
    assert_eq!(role("version"), json!({"kept": "version"}));
    assert_eq!(role("clock"), json!({"kept": "clock"}));
}
