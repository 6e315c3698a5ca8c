//! Defaults, unique, nested fields, code, and the rules that keep lists, as the description has
//! them.

use std::collections::BTreeSet;

use gundb::model::Value;
use gundb::prelude::*;
use gundb::view::{Fold, Moment};
use gundb::{Decimal, Siblings};
use serde::{Deserialize, Serialize};
use serde_json::json;

const FEE: Decimal = Decimal::ONE_HUNDRED;

#[derive(Field, Serialize, Deserialize)]
enum Status {
    Open,
    Shut,
}

#[derive(Field, Serialize, Deserialize)]
struct Address {
    #[serde(rename = "town")]
    city: String,
}

#[derive(Field, Serialize, Deserialize)]
struct Closing {
    reason: String,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { email: String, tags: Vec<String>, address: Option<Box<Address>>, status: Status },
    Closed(Closing),
    Reopened {},
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, delete(Closed), creates(Reopened, Opened), fold)]
#[allow(dead_code)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.email), unique, default = "nobody")]
    email: String,
    #[view(set(Opened.address.city), first(Closed.0.reason), index)]
    city: Option<String>,
    #[view(insert(Opened.tags), remove(Closed.0.reason))]
    tags: BTreeSet<String>,
    #[view(siblings(Opened.email))]
    emails: Siblings<String>,
    #[view(min(Opened.email), max(Closed.0.reason))]
    odd: String,
    #[view(set(Opened.status, Closed = Status::Shut), default = Status::Open)]
    status: Status,
    #[view(set(Opened.status))]
    zero: Status,
    #[view(default = "0.50")]
    fee: Decimal,
    #[view(default = FEE, index)]
    fees: Option<Decimal>,
    by_code: i64,
}

impl Fold<AccountEvent> for AccountRow {
    fn fold(&mut self, _: &AccountEvent, _: &Moment) {}
}

fn columns() -> serde_json::Value {
    serde_json::to_value(AccountRow::describe().unwrap().description.columns).unwrap()
}

fn column(name: &str) -> serde_json::Value {
    columns().as_array().unwrap().iter().find(|column| column["name"] == name).unwrap().clone()
}

#[test]
fn marks_and_defaults() {
    let email = column("email");
    assert_eq!((&email["unique"], &email["default"]), (&json!(true), &json!("nobody")));
    assert_eq!(
        (column("fee")["default"].clone(), column("fee")["code"].clone()),
        (json!("0.50"), json!(true))
    );
    let fees = column("fees");
    assert_eq!(
        (&fees["default"], &fees["index"], &fees["nullable"]),
        (&json!("100"), &json!(true), &json!(true))
    );
    assert_eq!(column("by_code"), json!({"name": "by_code", "type": "int", "code": true}));
}

#[test]
fn paths_lead_into_structs() {
    let expected = json!([
        {"event": "account.opened", "set": ["address", "town"]},
        {"event": "account.closed", "first": "reason"},
    ]);
    assert_eq!(column("city")["rules"], expected);
}

#[test]
fn rules_that_keep_lists() {
    let expected = json!([
        {"event": "account.opened", "insert": "tags"},
        {"event": "account.closed", "remove": "reason"},
    ]);
    assert_eq!(
        (column("tags")["rules"].clone(), column("tags")["type"].clone()),
        (expected, json!("json"))
    );
    assert_eq!(
        column("emails")["rules"],
        json!([{"event": "account.opened", "siblings": "email"}])
    );
    assert_eq!(column("odd")["rules"][1], json!({"event": "account.closed", "max": "reason"}));
}

#[test]
fn enums_are_text() {
    let status = column("status");
    assert_eq!((&status["type"], &status["default"]), (&json!("text"), &json!("Open")));
    assert_eq!(status["rules"][1], json!({"event": "account.closed", "set": {"constant": "Shut"}}));
    // Its zero is the first variant, said as a default.
    assert_eq!(column("zero")["default"], json!("Open"));
}

#[test]
fn delete_and_creates() {
    let description = AccountRow::describe().unwrap().description;
    assert_eq!(description.delete, ["account.closed"]);
    assert_eq!(description.creates, ["account.reopened", "account.opened"]);
    assert_eq!(description.events, ["account.opened", "account.closed", "account.reopened"]);
}

#[test]
fn filters_take_the_enum() {
    let _ = AccountRow::query()
        .filter(AccountRow::STATUS.eq(Status::Open))
        .filter(AccountRow::FEE.gt(FEE));
    let cells = AccountRow::describe()
        .unwrap()
        .description
        .columns
        .iter()
        .map(|column| column.zero())
        .collect();
    let row = AccountRow::from_cells(cells).unwrap();
    assert_eq!(row.into_cells()[6], Value::Text("Open".into()));
}
