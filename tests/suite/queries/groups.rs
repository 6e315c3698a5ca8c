//! Single columns, groups, and rows of raw SQL as structs.

use std::collections::BTreeMap;

use gundb::prelude::*;
use gundb::{Bytes, Decimal};
use gundb_tests::backend::Database;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::Deserialize;
use uuid::Uuid;

use super::things::{Thing, store as things, thing};
use super::wares::{Ware, decimal, store, ware};

gundb_tests::scenarios! {
    single_columns_are_selected, rows_are_grouped, groups_of_a_part, decimals_are_grouped_as_numbers,
    sums_of_decimals_are_exact, raw_rows_become_structs, what_a_struct_lacks_is_named, texts_of_others_are_operands,
}

fn ranked() -> impl Iterator<Item = Thing> {
    let rows =
        [("a", Some(2), 5), ("b", None, 7), ("c", Some(1), 1), ("d", Some(2), -3), ("e", None, 0)];
    rows.into_iter()
        .map(|(id, rank, amount)| Thing { rank, amount, name: "é".into(), ..thing(id) })
}

async fn single_columns_are_selected(db: Database) {
    let db = things(&db, ranked()).await;
    let by_amount = || Thing::query().order_by(Thing::AMOUNT.desc());
    assert_eq!(by_amount().select(Thing::ID).all(&db).await.unwrap(), ["b", "a", "c", "e", "d"]);
    let ranks: Vec<Option<i64>> = by_amount().limit(2).select(Thing::RANK).all(&db).await.unwrap();
    assert_eq!(ranks, [None, Some(2)]);
    let pairs = by_amount().offset(3).select((Thing::AMOUNT, Thing::ID)).all(&db).await.unwrap();
    assert_eq!(pairs, [(0, "e".to_owned()), (-3, "d".to_owned())]);
    let four = (Thing::ID, Thing::AT, Thing::READY, Thing::WEIGHT);
    let four = Thing::query().filter(Thing::AMOUNT.gt(0)).select(four).first(&db).await.unwrap();
    assert_eq!(four, Some(("a".to_owned(), Timestamp::UNIX_EPOCH, false, 0.0)));
    assert_eq!(Thing::query().limit(0).select(Thing::ID).first(&db).await.unwrap(), None);
    let three = Thing::query().select((Thing::ID, Thing::DAY, Thing::NOTE)).all(&db).await.unwrap();
    assert_eq!(three[4], ("e".to_owned(), None, None));
}

async fn rows_are_grouped(db: Database) {
    let db = things(&db, ranked()).await;
    let by_rank = Thing::query().group_by(Thing::RANK);
    assert_eq!(by_rank.count(&db).await.unwrap(), [(None, 2), (Some(1), 1), (Some(2), 2)]);
    assert_eq!(
        by_rank.sum(&db, Thing::AMOUNT).await.unwrap(),
        [(None, 7), (Some(1), 1), (Some(2), 2)]
    );
    let least = [(None, Some(0)), (Some(1), Some(1)), (Some(2), Some(-3))];
    assert_eq!(by_rank.min(&db, Thing::AMOUNT).await.unwrap(), least);
    let last = by_rank.max(&db, Thing::ID).await.unwrap().into_iter().map(|(_, id)| id.unwrap());
    assert_eq!(last.collect::<String>(), "ecd");
    assert_eq!(
        by_rank.max(&db, Thing::DAY).await.unwrap(),
        [(None, None), (Some(1), None), (Some(2), None)]
    );
    let two = Thing::query().filter(Thing::RANK.is_not_null()).group_by((Thing::NAME, Thing::RANK));
    let two = two.count(&db).await.unwrap();
    assert_eq!(two, [(("é".to_owned(), Some(1)), 1), (("é".to_owned(), Some(2)), 2)]);
    let none = Thing::query().filter(Thing::ID.eq("x")).group_by(Thing::RANK);
    assert_eq!(none.count(&db).await.unwrap(), []);
    assert_eq!(none.sum(&db, Thing::AMOUNT).await.unwrap(), []);
    assert_eq!(none.min(&db, Thing::AMOUNT).await.unwrap(), []);
}

/// A limit is taken before rows are grouped.
async fn groups_of_a_part(db: Database) {
    let db = things(&db, ranked()).await;
    let greatest = Thing::query().order_by(Thing::AMOUNT.desc()).limit(3).group_by(Thing::RANK);
    assert_eq!(greatest.count(&db).await.unwrap(), [(None, 1), (Some(1), 1), (Some(2), 1)]);
    assert_eq!(
        greatest.sum(&db, Thing::AMOUNT).await.unwrap(),
        [(None, 7), (Some(1), 1), (Some(2), 5)]
    );
    let most = [(None, Some(7)), (Some(1), Some(1)), (Some(2), Some(5))];
    assert_eq!(greatest.max(&db, Thing::AMOUNT).await.unwrap(), most);
    // Whatever way the part is sorted, its groups are sorted from the least on.
    let by_rank = Thing::query().order_by(Thing::RANK.desc()).limit(5).group_by(Thing::RANK);
    assert_eq!(by_rank.count(&db).await.unwrap(), [(None, 2), (Some(1), 1), (Some(2), 2)]);
    assert_eq!(
        by_rank.sum(&db, Thing::AMOUNT).await.unwrap(),
        [(None, 7), (Some(1), 1), (Some(2), 2)]
    );
    let most = [(None, Some(7)), (Some(1), Some(1)), (Some(2), Some(5))];
    assert_eq!(by_rank.max(&db, Thing::AMOUNT).await.unwrap(), most);
}

fn priced(rows: &[(&str, &str, Option<&str>)]) -> Vec<Ware> {
    let ware = |(id, price, discount): &(&str, &str, Option<&str>)| Ware {
        id: (*id).to_owned(),
        discount: discount.map(decimal),
        ..ware(price)
    };
    rows.iter().map(ware).collect()
}

async fn decimals_are_grouped_as_numbers(db: Database) {
    let rows = [
        ("a", "10", None),
        ("b", "2.0", Some("1.5")),
        ("c", "9", None),
        ("d", "2.00", Some("-1.50")),
        ("e", "2", None),
    ];
    let db = store(&db, priced(&rows)).await;
    let by_price = Ware::query().group_by(Ware::PRICE);
    let counts = by_price.count(&db).await.unwrap();
    assert_eq!(counts, [(decimal("2"), 3), (decimal("9"), 1), (decimal("10"), 1)]);
    // Every node shows the longest text of equal numbers, whatever came first.
    let longest = counts[0].0.to_string();
    let known = Ware::query().select(Ware::PRICE).all(&db).await.unwrap();
    let known =
        known.into_iter().filter(|price| *price == decimal("2")).map(|price| price.to_string());
    assert_eq!(Some(&longest), known.collect::<Vec<_>>().iter().max_by_key(|text| text.len()));
    assert_eq!(Ware::query().min(&db, Ware::PRICE).await.unwrap().unwrap().to_string(), longest);
    let sums = by_price.sum(&db, Ware::DISCOUNT).await.unwrap();
    assert_eq!(
        sums,
        [(decimal("2"), decimal("0")), (decimal("9"), decimal("0")), (decimal("10"), decimal("0"))]
    );
    assert_eq!(sums[0].0.to_string(), longest);
    let most = by_price.max(&db, Ware::DISCOUNT).await.unwrap();
    assert_eq!(most[0], (decimal("2"), Some(decimal("1.5"))));
    assert_eq!((most[1].1, most[0].0.to_string()), (None, longest));
    let by_discount =
        Ware::query().group_by((Ware::DISCOUNT, Ware::DAY)).sum(&db, Ware::PRICE).await.unwrap();
    let day = date(2024, 1, 1);
    let expected = [(None, "21"), (Some(decimal("-1.5")), "2"), (Some(decimal("1.5")), "2")];
    assert_eq!(by_discount, expected.map(|(discount, sum)| ((discount, day), decimal(sum))));
    let refused = Ware::query().group_by(Ware::TAGS).count(&db).await.unwrap_err();
    assert!(refused.is_invalid() && refused.to_string().contains("JSON"), "{refused}");
}

async fn sums_of_decimals_are_exact(db: Database) {
    let large = "9999999999999999999999999999";
    let rows = [
        ("a", large, None),
        ("b", "0.1", None),
        ("c", "0.2", None),
        ("d", "-9999999999999999999999999999", None),
    ];
    let db = store(&db, priced(&rows)).await;
    assert_eq!(Ware::query().sum(&db, Ware::PRICE).await.unwrap(), decimal("0.3"));
    assert_eq!(Ware::query().sum(&db, Ware::DISCOUNT).await.unwrap(), decimal("0"));
    let two = Ware::query().filter(Ware::PRICE.gt(decimal("0.15")));
    let refused = two.sum(&db, Ware::PRICE).await.unwrap_err();
    let message = refused.to_string();
    assert!(
        refused.is_invalid() && message.contains("9999999999999999999999999999.2"),
        "{message}"
    );
    assert_eq!(
        Ware::query().filter(Ware::ID.eq("x")).sum(&db, Ware::PRICE).await.unwrap(),
        decimal("0")
    );
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Cheap,
    Dear,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Found {
    id: String,
    price: Decimal,
    discount: Option<Decimal>,
    code: Uuid,
    seal: Bytes,
    made: Timestamp,
    day: Date,
    tags: Vec<String>,
    kind: Kind,
    #[serde(rename = "twice")]
    double: f64,
    truth: bool,
    small: u8,
    #[serde(default)]
    missing: BTreeMap<String, i64>,
    object: BTreeMap<String, Option<i64>>,
}

async fn raw_rows_become_structs(db: Database) {
    let there =
        Ware { seal: vec![0, 255].into(), tags: vec!["é".into(), "'".into()], ..ware("2.5") };
    let db = store(&db, [there.clone()]).await;
    let sql = r#"SELECT *, 'dear' AS kind, 2 AS twice, 1 = 1 AS truth, 200 AS small, '{"a":1,"b":null}' AS object, 7 AS more FROM wares"#;
    let found: Vec<Found> = db.sql(sql).fetch_as().await.unwrap();
    let expected = Found {
        id: there.id,
        price: there.price,
        discount: None,
        code: there.code,
        seal: there.seal,
        made: there.made,
        day: there.day,
        tags: there.tags,
        kind: Kind::Dear,
        double: 2.0,
        truth: true,
        small: 200,
        missing: BTreeMap::new(),
        object: [("a".to_owned(), Some(1)), ("b".to_owned(), None)].into(),
    };
    assert_eq!(found, [expected]);
    let one: Found = db.sql(sql).rows().await.unwrap()[0].to().unwrap();
    assert_eq!(one, found[0]);
}

#[derive(Debug, Deserialize)]
struct Priced {
    #[expect(dead_code, reason = "only its type counts")]
    price: u8,
}

async fn what_a_struct_lacks_is_named(db: Database) {
    let db = store(&db, [ware("2.5")]).await;
    for (sql, part) in [
        ("SELECT id FROM wares", "missing field `price`"),
        ("SELECT id, 300 AS price FROM wares", "column `price`"),
        ("SELECT day AS price FROM wares", "column `price`"),
        ("SELECT NULL AS price FROM wares", "column `price`"),
        ("SELECT 1 AS price, 2 AS price FROM wares", "several columns `price`"),
    ] {
        let error = db.sql(sql).fetch_as::<Priced>().await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(part), "{sql}: {error}");
    }
}

async fn texts_of_others_are_operands(db: Database) {
    let db = things(&db, [thing("a")]).await;
    let name = "a".to_owned();
    let names = [&name];
    for filter in [
        Thing::NAME.eq(&name),
        Thing::NAME.is_in(names),
        Thing::NOTE.ne(&name) | Thing::NAME.ge(&name),
    ] {
        assert_eq!(Thing::query().filter(filter).count(&db).await.unwrap(), 1);
    }
}
