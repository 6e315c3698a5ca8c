//! Rules in views over many streams.

use gundb::model::Model;
use gundb::prelude::*;
use gundb::{Decimal, Gundb};
use gundb_tests::backend::Database;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::open;
use crate::bank::assert_sound;

gundb_tests::scenarios! { min_and_max_reach_over_streams, keys_of_every_type, a_model_says_what_order_would_decide }

#[derive(Clone, Copy, Debug, PartialEq, Field, Serialize, Deserialize)]
enum Kind {
    Cash,
    Card,
}

#[derive(Event)]
#[event(stream = "till")]
struct Paid {
    kind: Kind,
    shop: uuid::Uuid,
    number: i64,
    ok: bool,
    amount: Decimal,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "payments", event = Paid)]
struct PaymentRow {
    #[view(key(Paid.kind))]
    kind: Kind,
    #[view(key(Paid.shop))]
    shop: uuid::Uuid,
    #[view(key(Paid.number))]
    number: i64,
    #[view(key(Paid.ok))]
    ok: bool,
    #[view(min(Paid.amount))]
    least: Option<Decimal>,
    #[view(max(Paid.amount), default = "0.5")]
    greatest: Decimal,
    #[view(count(Paid), default = 10)]
    count: i64,
}

fn paid(kind: Kind, amount: &str) -> Paid {
    Paid {
        kind,
        shop: uuid::Uuid::max(),
        number: i64::MIN,
        ok: true,
        amount: amount.parse().unwrap(),
    }
}

async fn min_and_max_reach_over_streams(db: Database) {
    let db = open::<PaymentRow>(&db).await;
    db.append("a", Expect::New, [paid(Kind::Cash, "0.2"), paid(Kind::Card, "7")]).await.unwrap();
    db.append("b", Expect::New, [paid(Kind::Cash, "0.3")]).await.unwrap();
    let row = db
        .get::<PaymentRow>((Kind::Cash, uuid::Uuid::max(), i64::MIN, true))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.least, row.greatest, row.count),
        ("0.2".parse().ok(), "0.3".parse().unwrap(), 12)
    );
    assert_sound(&db).await;
}

async fn keys_of_every_type(db: Database) {
    let db = open::<PaymentRow>(&db).await;
    db.append("a", Expect::New, [paid(Kind::Cash, "1"), paid(Kind::Card, "1")]).await.unwrap();
    let rows = PaymentRow::query().order_by(PaymentRow::KIND.asc()).all(&db).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.kind).collect::<Vec<_>>(), [Kind::Card, Kind::Cash]);
    assert!(
        rows.iter()
            .all(|row| (row.shop, row.number, row.ok) == (uuid::Uuid::max(), i64::MIN, true))
    );
    assert_sound(&db).await;
}

/// A view over many streams with a column of these rules, each by an event of its own, and what
/// else it says.
fn model(column_type: &str, rules: &[Json], view: Json) -> Model {
    let events = ["t.a", "t.b", "t.gone", "t.back"];
    let payload = json!({"type": "object", "required": [], "additionalProperties": false, "properties": {
        "key": {"type": "string"}, "n": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}, "text": {"type": "string"}
    }});
    let described = events.map(|event| json!({"type": event, "payload": payload}));
    let parts = events.map(|event| json!({"event": event, "field": "key"}));
    let step = |(event, rule): (&str, &Json)| {
        let mut step = rule.clone();
        step["event"] = json!(event);
        step
    };
    let rules: Vec<Json> = events.into_iter().zip(rules).map(step).collect();
    let mut column = json!({"name": "cell", "type": column_type, "rules": rules});
    if view["unique"] == true {
        column["unique"] = json!(true);
    }
    let mut described_view = json!({"table": "rows", "columns": [{"name": "key", "type": "text", "key": parts}, column]});
    for mark in ["delete", "creates"] {
        if view[mark].is_string() {
            described_view[mark] = json!([view[mark]]);
        }
    }
    let model = json!({"gundb_model": 1, "streams": [{"type": "t", "events": described}], "views": [described_view]});
    Model::from_json(&model.to_string()).expect("it is a model")
}

async fn a_model_says_what_order_would_decide(db: Database) {
    let db = Gundb::open(db.url()).await.unwrap();
    let both = || json!({"delete": "t.gone", "creates": "t.back"});
    let latest = |at: &str, value: &str| json!({"latest": {"at": at, "value": value}});
    for (model, part) in [
        (
            model("json", &[json!({"siblings": "text"})], json!({})),
            "what writers had seen of the row",
        ),
        (
            model("int", &[json!({"set": "n"}), json!({"add": "n"})], json!({})),
            "has the rules `set` and `add`",
        ),
        (
            model("int", &[json!({"min": "n"}), json!({"max": "n"})], json!({})),
            "has the rules `min` and `max`",
        ),
        (
            model("int", &[json!({"add": "n"})], both()),
            "its rule `add` can't stand in a view over many streams with both",
        ),
        (model("int", &[json!({"first": "n"})], both()), "use `set`, `insert` or `remove`"),
        (model("int", &[latest("at", "n")], both()), "its rule `latest`"),
        (
            model(
                "int",
                &[json!({"set": "n"})],
                json!({"delete": "t.gone", "creates": "t.back", "unique": true}),
            ),
            "nobody checks",
        ),
        (
            model("int", &[json!({"set": "n"})], json!({"creates": "t.back"})),
            "has `creates` without `delete`",
        ),
        (model("int", &[latest("text", "n")], json!({})), "compares times, dates or whole numbers"),
        (
            model("int", &[latest("at", "n"), latest("n", "n")], json!({})),
            "compares times with whole numbers",
        ),
        (model("int", &[latest("at", "n"), json!({"set": "n"})], json!({})), "depends on an order"),
        (model("int", &[latest("missing", "n")], json!({})), "have no field `missing`"),
        (
            model("int", &[json!({"latest": {"at": {"constant": 1}, "value": "n"}})], json!({})),
            "compares a constant",
        ),
        (model("bytes", &[json!({"add": "n"})], json!({})), "`int` or `decimal`"),
        (model("decimal", &[json!({"count": true})], json!({})), "`int`"),
    ] {
        let refused = db.apply_model(&model).await.unwrap_err();
        assert!(refused.is_definition() && refused.to_string().contains(part), "{part}: {refused}");
    }
    for (fine, view) in [
        (vec![json!({"set": "n"}), json!({"set": {"constant": 7}})], both()),
        (vec![json!({"first": "n"})], json!({"delete": "t.gone", "unique": true})),
        (vec![latest("at", "n"), latest("at", "n")], json!({"delete": "t.gone"})),
    ] {
        db.plan_model(&model("int", &fine, view)).await.unwrap();
    }
}
