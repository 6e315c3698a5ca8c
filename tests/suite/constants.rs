//! A constant instead of a field, in every rule: from derives and from model files, folded on both
//! databases.

use std::collections::BTreeSet;

use gundb::model::Model;
use gundb::prelude::*;
use gundb::view::NamedQuery;
use gundb::{Gundb, Siblings};
use gundb_tests::backend::Database;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::bank::assert_sound;

gundb_tests::scenarios! { constants_are_folded_as_fields_are, a_model_file_has_constants_in_every_rule }

const SEATS: i64 = 2;
const TAG: &str = "paid";

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Field, Serialize, Deserialize,
)]
enum Mood {
    #[default]
    Calm,
    Cross,
}

#[derive(Event)]
#[event(stream = "course")]
enum CourseEvent {
    Opened { seats: i64, tags: Vec<String> },
    Enrolled,
    Left,
    Paid,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "courses", event = CourseEvent)]
struct Course {
    #[view(key)]
    id: String,
    #[view(add(Opened.seats, Left = 1), sub(Enrolled = SEATS))]
    free: i64,
    #[view(first(Enrolled = "enrolled", Paid = TAG))]
    began_by: Option<String>,
    #[view(min(Opened.seats, Paid = -3))]
    least: Option<i64>,
    #[view(max(Paid = 1.5))]
    most: Option<f64>,
    #[view(insert(Opened.tags, Enrolled = "taken", Paid = TAG), remove(Left = "taken"))]
    tags: BTreeSet<String>,
    #[view(insert(Enrolled = 18446744073709551615, Left = 0))]
    numbers: Vec<u64>,
    #[view(insert(Left = Mood::Cross))]
    moods: BTreeSet<Mood>,
    #[view(siblings(Enrolled = "open", Left = TAG, Paid = None))]
    said: Siblings<String>,
    #[view(siblings(Enrolled = Mood::Cross))]
    mood: Siblings<Mood>,
    #[view(siblings(Enrolled = 7))]
    number: Siblings<u64>,
}

async fn constants_are_folded_as_fields_are(db: Database) {
    let db = Gundb::builder().view::<Course>().open(db.url()).await.unwrap();
    let opened = CourseEvent::Opened { seats: 9, tags: vec!["new".into()] };
    db.append("a", Expect::New, [opened, CourseEvent::Enrolled]).await.unwrap();
    let row = db.get::<Course>("a").await.unwrap().unwrap();
    assert_eq!(
        (row.free, row.began_by.as_deref(), row.least, row.most),
        (7, Some("enrolled"), Some(9), None)
    );
    assert_eq!(row.tags.iter().map(String::as_str).collect::<Vec<_>>(), ["new", "taken"]);
    assert_eq!((row.numbers.as_slice(), row.moods.len()), ([u64::MAX].as_slice(), 0));
    assert_eq!(row.said.single().map(String::as_str), Some("open"));
    assert_eq!((row.mood.single(), row.number.single()), (Some(&Mood::Cross), Some(&7)));
    db.append("a", Expect::Any, [CourseEvent::Left, CourseEvent::Paid]).await.unwrap();
    let row = db.get::<Course>("a").await.unwrap().unwrap();
    assert_eq!((row.free, row.least, row.most), (8, Some(-3), Some(1.5)));
    assert_eq!(row.tags.iter().map(String::as_str).collect::<Vec<_>>(), ["new", "paid"]);
    assert_eq!(row.numbers, [0, u64::MAX]);
    assert_eq!(
        (row.moods, row.said.len()),
        (BTreeSet::from([Mood::Cross]), 0),
        "null clears what was seen"
    );
    assert_sound(&db).await;
}

/// A rule of a model file, in a column that may have it, with a constant that it takes.
fn column(rule: &str, constant: &Value) -> Value {
    let found = gundb_rules::rule(rule).expect("a rule of the list");
    let kind =
        found.columns.types().iter().find(|name| **name == "int").or(found.columns.types().first());
    json!({"name": rule, "type": kind, "rules": [{"event": "t.a", rule: {"constant": constant}}]})
}

fn model(columns: Vec<Value>) -> gundb::Result<Model> {
    let key = json!({"name": "id", "type": "text", "key": "stream"});
    let columns: Vec<Value> = [key].into_iter().chain(columns).collect();
    let model = json!({
        "gundb_model": 1,
        "streams": [{"type": "t", "events": [{"type": "t.a"}]}],
        "views": [{"table": "v", "columns": columns}],
    });
    Model::from_json(&model.to_string())
}

async fn a_model_file_has_constants_in_every_rule(database: Database) {
    let rules =
        || gundb_rules::RULES.iter().filter(|rule| rule.operands.len() == 1).map(|rule| rule.name);
    let db = Gundb::open(database.url()).await.unwrap();
    db.apply_model(&model(rules().map(|rule| column(rule, &json!(4))).collect()).unwrap())
        .await
        .unwrap();
    let event = || vec![NewEvent::json("t.a", "{}")];
    db.append_events(StreamRef::new("t", "k"), Expect::New, event()).await.unwrap();
    let rows = NamedQuery::new("v").limit(10).all(&db).await.unwrap();
    let cells: Vec<Value> = rows.rows[0].iter().map(gundb::model::Value::to_json).collect();
    for (name, cell) in rows.columns.iter().map(|column| column.name.as_str()).zip(&cells).skip(1) {
        let expected = match name {
            "sub" => json!(-4),
            "min" => json!(4),
            "insert" => json!([4]),
            "remove" => json!([]),
            "siblings" => cell.clone(),
            _ => json!(4),
        };
        assert_eq!(*cell, expected, "{name}");
    }
    assert_eq!(cells.last().unwrap()[0]["value"], json!(4), "siblings");
    let bad = [
        ("add", json!("4"), "no value of its type `int`"),
        ("sub", json!(1.5), "no value of its type `int`"),
        ("first", json!(null), "skips"),
        ("min", json!(null), "skips"),
        ("insert", json!(null), "skips"),
        ("insert", json!({"a": 1}), "texts, whole numbers and flags"),
        ("remove", json!(["a", 1.5]), "texts, whole numbers and flags"),
    ];
    for (rule, constant, reason) in bad {
        let error =
            db.apply_model(&model(vec![column(rule, &constant)]).unwrap()).await.unwrap_err();
        let text = error.to_string();
        assert!(error.is_definition() && text.contains(reason) && text.contains(rule), "{text}");
    }
    assert_sound(&db).await;
}
