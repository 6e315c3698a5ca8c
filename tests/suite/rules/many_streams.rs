//! Rules in views over many streams.

use gundb::Decimal;
use gundb::prelude::*;
use gundb_tests::backend::Database;

use super::open;
use crate::bank::assert_sound;

gundb_tests::scenarios! { min_and_max_reach_over_streams, keys_of_every_type }

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
    Paid { kind, shop: uuid::Uuid::max(), number: i64::MIN, ok: true, amount: amount.parse().unwrap() }
}

async fn min_and_max_reach_over_streams(db: Database) {
    let db = open::<PaymentRow>(&db).await;
    db.append("a", Expect::New, [paid(Kind::Cash, "0.2"), paid(Kind::Card, "7")]).await.unwrap();
    db.append("b", Expect::New, [paid(Kind::Cash, "0.3")]).await.unwrap();
    let row = db.get::<PaymentRow>((Kind::Cash, uuid::Uuid::max(), i64::MIN, true)).await.unwrap().unwrap();
    assert_eq!((row.least, row.greatest, row.count), ("0.2".parse().ok(), "0.3".parse().unwrap(), 12));
    assert_sound(&db).await;
}

async fn keys_of_every_type(db: Database) {
    let db = open::<PaymentRow>(&db).await;
    db.append("a", Expect::New, [paid(Kind::Cash, "1"), paid(Kind::Card, "1")]).await.unwrap();
    let rows = PaymentRow::query().order_by(PaymentRow::KIND.asc()).all(&db).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.kind).collect::<Vec<_>>(), [Kind::Card, Kind::Cash]);
    assert!(rows.iter().all(|row| (row.shop, row.number, row.ok) == (uuid::Uuid::max(), i64::MIN, true)));
    assert_sound(&db).await;
}
