//! Rows and columns: constants, cells, keys over many streams.

use gundb::model::{KeySource, Value};
use gundb::prelude::*;
use gundb::view::TypedColumn;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View, Debug, PartialEq)]
#[view(table = "accounts", event = AccountEvent, version = 3, delete(Closed))]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner), index, name = "holder")]
    owner: Option<String>,
    #[view(add(Deposited.cents))]
    balance: i64,
    #[view(created_at)]
    since: Timestamp,
}

#[derive(Event)]
#[event(stream = "hours")]
struct Logged {
    activity: String,
    minutes: i64,
    #[serde(rename = "at")]
    time: Timestamp,
}

#[derive(Event)]
#[event(stream = "hours")]
struct Corrected {
    activity: String,
    minutes: i64,
    day: Date,
}

#[derive(View)]
#[view(table = "days", event = Logged, key(Logged.activity, day(Logged.time)))]
#[allow(dead_code)]
struct DayRow {
    #[view(key)]
    activity: String,
    #[view(add(Logged.minutes))]
    minutes: i64,
    #[view(key)]
    day: Date,
}

#[derive(View)]
#[view(table = "corrected_days", event = (Logged, Corrected))]
#[allow(dead_code)]
struct CorrectedRow {
    #[view(key(Logged.activity, Corrected.activity))]
    activity: String,
    #[view(key(day(Logged.time), Corrected.day))]
    day: Date,
    #[view(add(Logged.minutes), sub(Corrected.minutes))]
    minutes: i64,
    #[view(version)]
    version: i64,
}

#[test]
fn each_field_has_a_typed_constant() {
    let owner: TypedColumn<AccountRow, Option<String>> = AccountRow::OWNER;
    let balance: TypedColumn<AccountRow, i64> = AccountRow::BALANCE;
    assert_eq!((owner.name(), balance.name(), AccountRow::ID.name()), ("holder", "balance", "id"));
    assert_eq!(AccountRow::TABLE, "accounts");
}

#[test]
fn columns_compare_with_what_fits_them() {
    let _ = AccountRow::query()
        .filter(AccountRow::BALANCE.gt(3_000_000_000))
        .filter(AccountRow::OWNER.eq("Alice"))
        .filter(AccountRow::OWNER.ne(None))
        .filter(AccountRow::ID.le(String::from("b")))
        .filter(AccountRow::SINCE.lt(Timestamp::UNIX_EPOCH));
}

#[test]
fn the_description_names_table_version_and_key() {
    let description = AccountRow::describe().unwrap().description;
    assert_eq!((description.table.as_str(), description.version), ("accounts", 3));
    assert_eq!(description.key, KeySource::Stream);
    assert_eq!(description.events, ["account.opened", "account.deposited", "account.closed"]);
    assert_eq!(description.delete, ["account.closed"]);
    let columns = serde_json::to_value(&description.columns).unwrap();
    assert_eq!(
        columns,
        json!([
            {"name": "id", "type": "text", "key": "stream"},
            {"name": "holder", "type": "text", "nullable": true, "index": true, "rules": [
                {"event": "account.opened", "set": "owner"},
            ]},
            {"name": "balance", "type": "int", "rules": [{"event": "account.deposited", "add": "cents"}]},
            {"name": "since", "type": "time", "kept": "created_at"},
        ])
    );
}

#[test]
fn a_row_comes_from_its_cells() {
    let cells = |owner: Value| {
        vec![Value::Text("a".into()), owner, Value::Int(5), Value::Time(Timestamp::UNIX_EPOCH)]
    };
    let row = AccountRow { id: "a".into(), owner: None, balance: 5, since: Timestamp::UNIX_EPOCH };
    assert_eq!(AccountRow::from_cells(cells(Value::Null)).unwrap(), row);
    let error = AccountRow::from_cells(cells(Value::Int(1))).unwrap_err();
    assert!(error.is_corrupt() && error.to_string().contains("holder"), "{error}");
    let error = AccountRow::from_cells(Vec::new()).unwrap_err();
    assert!(error.is_corrupt() && error.to_string().contains("accounts"), "{error}");
}

#[test]
fn keys_of_the_table_belong_to_its_key_fields_in_order() {
    let description = DayRow::describe().unwrap().description;
    assert_eq!(description.key, KeySource::Fields);
    let columns = serde_json::to_value(&description.columns).unwrap();
    assert_eq!(columns[0]["key"], json!([{"event": "hours.logged", "field": "activity"}]));
    assert_eq!(columns[2]["key"], json!([{"event": "hours.logged", "field": "at", "day": true}]));
}

#[test]
fn keys_of_fields_come_from_several_events() {
    let model = CorrectedRow::describe().unwrap();
    assert_eq!(model.description.events, ["hours.logged", "hours.corrected"]);
    assert_eq!(model.streams.len(), 2);
    let columns = serde_json::to_value(&model.description.columns).unwrap();
    assert_eq!(
        columns[1]["key"],
        json!([
            {"event": "hours.logged", "field": "at", "day": true},
            {"event": "hours.corrected", "field": "day"},
        ])
    );
    assert_eq!(columns[2]["rules"][1], json!({"event": "hours.corrected", "sub": "minutes"}));
}
