//! What columns hold before any event said otherwise.

use std::collections::{BTreeMap, BTreeSet};

use gundb::prelude::*;
use gundb::{Bytes, Decimal, Json, Siblings};
use gundb_tests::backend::Database;

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! { rows_are_born_with_defaults, null_falls_back_to_the_default, zeros_of_the_types }

const LIMIT: i64 = -500;
const TAX: Decimal = Decimal::TEN;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: Option<String>, limit: Option<i64>, fee: Decimal },
    Touched,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "defaults", event = AccountEvent)]
struct DefaultRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner), default = "nobody")]
    owner: String,
    #[view(set(Opened.owner), default = "somebody")]
    maybe: Option<String>,
    #[view(set(Opened.limit), default = LIMIT)]
    limit: i64,
    #[view(count(Touched), default = -7)]
    touched: i64,
    #[view(set(Opened.fee), default = "-12.50")]
    fee: Decimal,
    #[view(max(Opened.fee), default = TAX)]
    tax: Decimal,
    #[view(set(Opened = false), default = true)]
    fresh: bool,
    #[view(set(Opened = 2.5), default = -1.5)]
    real: f32,
    #[view(insert(Opened.owner))]
    owners: BTreeSet<String>,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "zeros", event = AccountEvent, fold)]
struct ZeroRow {
    #[view(key)]
    id: String,
    #[view(count(Touched))]
    touched: i64,
    text: String,
    decimal: Decimal,
    bytes: Bytes,
    id_of: uuid::Uuid,
    list: Vec<i64>,
    map: BTreeMap<String, i64>,
    json: Json<(i64, bool)>,
    siblings: Siblings<i64>,
    maybe: Option<i64>,
    anything: serde_json::Value,
}

impl gundb::view::Fold<AccountEvent> for ZeroRow {
    fn fold(&mut self, _: &AccountEvent, _: &gundb::view::Moment) {}
}

async fn rows_are_born_with_defaults(db: Database) {
    let db = open::<DefaultRow>(&db).await;
    db.append("a", Expect::New, [AccountEvent::Touched]).await.unwrap();
    let row = row::<DefaultRow>(&db, "a").await;
    assert_eq!((row.owner.as_str(), row.maybe.as_deref()), ("nobody", Some("somebody")));
    assert_eq!((row.limit, row.touched, row.fresh, row.real), (-500, -6, true, -1.5));
    assert_eq!((row.fee, row.tax), ("-12.5".parse().unwrap(), Decimal::TEN));
    assert!(row.owners.is_empty());
    assert_sound(&db).await;
}

async fn null_falls_back_to_the_default(db: Database) {
    let db = open::<DefaultRow>(&db).await;
    let opened = |owner: Option<&str>, limit| AccountEvent::Opened {
        owner: owner.map(str::to_owned),
        limit,
        fee: Decimal::ONE,
    };
    db.append("a", Expect::New, [opened(Some("Ann"), Some(5)), opened(None, None)]).await.unwrap();
    let row = row::<DefaultRow>(&db, "a").await;
    assert_eq!(
        (row.owner.as_str(), row.maybe, row.limit, row.tax),
        ("nobody", None, -500, Decimal::ONE)
    );
    assert_eq!((row.fee, row.fresh, row.real), (Decimal::ONE, false, 2.5));
    assert_eq!(row.owners, BTreeSet::from(["Ann".to_owned()]));
    assert_sound(&db).await;
}

async fn zeros_of_the_types(db: Database) {
    let db = open::<ZeroRow>(&db).await;
    db.append("a", Expect::New, [AccountEvent::Touched]).await.unwrap();
    let expected = ZeroRow {
        id: "a".into(),
        touched: 1,
        text: String::new(),
        decimal: Decimal::ZERO,
        bytes: Bytes::default(),
        id_of: uuid::Uuid::nil(),
        list: Vec::new(),
        map: BTreeMap::new(),
        json: Json((0, false)),
        siblings: Siblings::default(),
        maybe: None,
        anything: serde_json::Value::Null,
    };
    assert_eq!(row::<ZeroRow>(&db, "a").await, expected);
    assert_sound(&db).await;
}
