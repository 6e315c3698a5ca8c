//! Every column type, at its extremes: append → row → typed read, alike on both databases.

use std::collections::{BTreeMap, BTreeSet};

use gundb::prelude::*;
use gundb::{Bytes, Decimal, Json};
use gundb_tests::backend::{Backend, Database};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! { extremes_come_back, nothing_comes_back_as_nothing, extremes_are_found_by_filters }

#[derive(Clone, Copy, Debug, PartialEq, Field, Serialize, Deserialize)]
enum Side {
    Left,
    #[serde(rename = "→ \"right\"")]
    Right,
}

#[derive(Clone, Debug, Default, PartialEq, Field, Serialize, Deserialize)]
struct Point {
    x: f64,
    label: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Event)]
#[event(stream = "thing")]
struct Seen {
    flag: bool,
    tiny: i8,
    int: i64,
    unsigned: u32,
    single: f32,
    real: f64,
    decimal: Decimal,
    text: String,
    id: Uuid,
    bytes: Bytes,
    time: Timestamp,
    day: Date,
    side: Side,
    list: Vec<Option<i64>>,
    set: BTreeSet<String>,
    map: BTreeMap<String, f64>,
    point: Point,
    any: Value,
    maybe: Option<Decimal>,
}

#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "things", event = Seen)]
struct SeenRow {
    #[view(key)]
    key: String,
    #[view(set(Seen.flag))]
    flag: bool,
    #[view(set(Seen.tiny))]
    tiny: i8,
    #[view(set(Seen.int), index)]
    int: i64,
    #[view(set(Seen.unsigned))]
    unsigned: u32,
    #[view(set(Seen.single))]
    single: f32,
    #[view(set(Seen.real), index)]
    real: f64,
    #[view(set(Seen.decimal), index)]
    decimal: Decimal,
    #[view(set(Seen.int))]
    whole: Decimal,
    #[view(set(Seen.text), index)]
    text: String,
    #[view(set(Seen.id), index)]
    id: Uuid,
    #[view(set(Seen.id))]
    id_text: String,
    #[view(set(Seen.bytes), index)]
    bytes: Bytes,
    #[view(set(Seen.time), index)]
    time: Timestamp,
    #[view(set(Seen.day), index)]
    day: Date,
    #[view(set(Seen.side), index)]
    side: Side,
    #[view(set(Seen.list))]
    list: Vec<Option<i64>>,
    #[view(set(Seen.set))]
    set: BTreeSet<String>,
    #[view(set(Seen.map))]
    map: BTreeMap<String, f64>,
    #[view(set(Seen.point))]
    point: Json<Point>,
    #[view(set(Seen.any))]
    any: Value,
    #[view(set(Seen.maybe))]
    maybe: Option<Decimal>,
    #[view(set(Seen.point.label))]
    label: Option<String>,
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn least() -> Seen {
    Seen {
        flag: false,
        tiny: i8::MIN,
        int: i64::MIN,
        unsigned: 0,
        single: f32::MIN,
        real: f64::MIN,
        decimal: decimal("-9999999999999999999999999999"),
        text: String::new(),
        id: Uuid::nil(),
        bytes: Bytes::default(),
        time: "0001-01-01T00:00:00Z".parse().unwrap(),
        day: date(1, 1, 1),
        side: Side::Left,
        list: Vec::new(),
        set: BTreeSet::new(),
        map: BTreeMap::new(),
        point: Point { x: f64::MIN_POSITIVE, label: None },
        any: json!({"b": [i64::MIN, u64::MAX, 1e300, 0.1], "a": {"é\"\\\n\u{1}": "🦀"}}),
        maybe: None,
    }
}

fn greatest() -> Seen {
    let nested =
        (0..50).fold(
            json!(1),
            |inner, level| if level % 2 == 0 { json!([inner]) } else { json!({"n": inner}) },
        );
    Seen {
        flag: true,
        tiny: i8::MAX,
        int: i64::MAX,
        unsigned: u32::MAX,
        single: f32::MIN_POSITIVE,
        real: f64::MAX,
        decimal: decimal("0.0000000000000000000000000001"),
        text: "é 🦀 '\"\\\r\n\t\u{7f}\u{200b}\u{feff}".into(),
        id: Uuid::max(),
        bytes: Bytes::from((0..=255).collect::<Vec<u8>>()),
        time: "9999-12-30T22:00:00.999999Z".parse().unwrap(),
        day: date(9999, 12, 31),
        side: Side::Right,
        list: vec![Some(i64::MIN), None, Some(i64::MAX)],
        set: ["", "z", "é"].map(str::to_owned).into(),
        map: [("".to_owned(), 5e-324), ("\u{10ffff}".to_owned(), -1.5)].into(),
        point: Point { x: 0.1, label: Some("null".into()) },
        any: nested,
        maybe: Some(decimal("-1234567890.123456789012345678")),
    }
}

/// The row that an event must give.
fn expected(key: &str, seen: Seen) -> SeenRow {
    SeenRow {
        key: key.into(),
        flag: seen.flag,
        tiny: seen.tiny,
        int: seen.int,
        unsigned: seen.unsigned,
        single: seen.single,
        real: seen.real,
        decimal: seen.decimal,
        whole: seen.int.into(),
        text: seen.text,
        id: seen.id,
        id_text: seen.id.to_string(),
        bytes: seen.bytes,
        time: seen.time,
        day: seen.day,
        side: seen.side,
        list: seen.list,
        set: seen.set,
        map: seen.map,
        label: seen.point.label.clone(),
        point: Json(seen.point),
        any: seen.any,
        maybe: seen.maybe,
    }
}

/// −0.0, and what is written in several ways.
fn zeros() -> Seen {
    Seen {
        real: -0.0,
        single: -0.0,
        decimal: decimal("-0.00"),
        any: json!([-0.0, 1.0, 100]),
        ..least()
    }
}

async fn append_all(db: &Gundb) {
    for (key, seen) in [("least", least()), ("greatest", greatest()), ("zeros", zeros())] {
        db.append(key, Expect::New, [seen]).await.unwrap();
    }
}

async fn extremes_come_back(db: Database) {
    let db = open::<SeenRow>(&db).await;
    append_all(&db).await;
    for (key, seen) in [("least", least()), ("greatest", greatest())] {
        assert_eq!(row::<SeenRow>(&db, key).await, expected(key, seen));
    }
    let zeros = row::<SeenRow>(&db, "zeros").await;
    assert!(zeros.real.is_sign_positive() && zeros.single.is_sign_positive());
    assert_eq!(zeros.decimal.to_string(), "0.00");
    assert_sound(&db).await;
}

async fn nothing_comes_back_as_nothing(db: Database) {
    let db = open::<SeenRow>(&db).await;
    db.append("a", Expect::New, [Seen { any: Value::Null, maybe: None, ..greatest() }])
        .await
        .unwrap();
    let row = row::<SeenRow>(&db, "a").await;
    assert_eq!((row.any, row.maybe), (Value::Null, None));
    assert_sound(&db).await;
}

async fn extremes_are_found_by_filters(db: Database) {
    let db = open::<SeenRow>(&db).await;
    append_all(&db).await;
    let greatest = greatest();
    let filters = [
        SeenRow::FLAG.eq(true),
        SeenRow::INT.eq(i64::MAX),
        SeenRow::REAL.ge(f64::MAX),
        SeenRow::DECIMAL.eq(greatest.decimal),
        SeenRow::DECIMAL.gt(Decimal::ZERO),
        SeenRow::WHOLE.gt(decimal("9223372036854775806.9")),
        SeenRow::MAYBE.lt(decimal("-1234567890.123")),
        SeenRow::TEXT.eq(greatest.text.as_str()),
        SeenRow::ID.eq(Uuid::max()),
        SeenRow::ID.gt(Uuid::nil()),
        SeenRow::BYTES.eq(greatest.bytes.clone()),
        SeenRow::TIME.ge(greatest.time),
        SeenRow::DAY.gt(date(9999, 12, 30)),
        SeenRow::SIDE.ne(Side::Left),
    ];
    for (index, filter) in filters.into_iter().enumerate() {
        let rows = SeenRow::query().filter(filter).all(&db).await.unwrap();
        assert_eq!(
            rows.iter().map(|row| row.key.as_str()).collect::<String>(),
            "greatest",
            "filter {index}"
        );
    }
    let least_first = SeenRow::query().order_by(SeenRow::DECIMAL.asc()).all(&db).await.unwrap();
    assert_eq!(
        least_first.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(),
        ["least", "zeros", "greatest"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_give_one_hash() {
    let mut hashes = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let database = backend.fresh().await;
        let db = open::<SeenRow>(&database).await;
        append_all(&db).await;
        let report = db.verify().await.unwrap();
        assert!(report.is_sound(), "{:#?}", report.findings);
        hashes.push((report.views[0].rows, report.views[0].hash));
    }
    assert_eq!(hashes[0], hashes[1]);
    assert_eq!(hashes[0].0, 3);
}
