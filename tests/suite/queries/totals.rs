//! Counts, sums, least and greatest.

use gundb::prelude::*;
use gundb_tests::backend::Database;
use jiff::civil::date;

use super::things::{Thing, store, thing};

gundb_tests::scenarios! { totals_are_exact, totals_of_nothing, totals_of_a_part, extremes_of_every_type }

async fn totals_are_exact(db: Database) {
    let amounts = [i64::MAX, i64::MAX, i64::MAX, -1, i64::MIN, 1 << 32, -(1 << 32) - 1];
    let sum: i128 = amounts.iter().map(|amount| i128::from(*amount)).sum();
    let rows = amounts
        .iter()
        .zip('a'..)
        .map(|(amount, id)| Thing { amount: *amount, ..thing(&id.to_string()) });
    let db = store(&db, rows).await;
    assert_eq!(Thing::query().sum(&db, Thing::AMOUNT).await.unwrap(), sum);
    assert_eq!(Thing::query().count(&db).await.unwrap(), 7);
    let negative = Thing::query().filter(Thing::AMOUNT.lt(0));
    assert_eq!(
        negative.sum(&db, Thing::AMOUNT).await.unwrap(),
        i128::from(i64::MIN) - (1 << 32) - 2
    );
    let most = Thing::query().filter(Thing::AMOUNT.gt(1 << 40));
    assert_eq!(most.sum(&db, Thing::AMOUNT).await.unwrap(), 3 * i128::from(i64::MAX));
}

async fn totals_of_nothing(db: Database) {
    let db = store(&db, [thing("a")]).await;
    let none = Thing::query().filter(Thing::ID.eq("x"));
    assert_eq!((none.count(&db).await.unwrap(), none.exists(&db).await.unwrap()), (0, false));
    assert_eq!(none.sum(&db, Thing::AMOUNT).await.unwrap(), 0);
    assert_eq!(none.min(&db, Thing::AMOUNT).await.unwrap(), None);
    // A row there is, but without a rank.
    assert!(Thing::query().exists(&db).await.unwrap());
    assert_eq!(Thing::query().sum(&db, Thing::RANK).await.unwrap(), 0);
    assert_eq!(Thing::query().max(&db, Thing::RANK).await.unwrap(), None);
}

async fn totals_of_a_part(db: Database) {
    let rows =
        (1..=6).map(|n| Thing { amount: n, rank: (n > 4).then_some(n), ..thing(&n.to_string()) });
    let db = store(&db, rows).await;
    let least = Thing::query().order_by(Thing::AMOUNT.asc()).offset(1).limit(3);
    assert_eq!(least.count(&db).await.unwrap(), 3);
    assert_eq!(least.sum(&db, Thing::AMOUNT).await.unwrap(), 9);
    assert_eq!(least.max(&db, Thing::AMOUNT).await.unwrap(), Some(4));
    assert_eq!(least.max(&db, Thing::RANK).await.unwrap(), None);
    assert_eq!(Thing::query().min(&db, Thing::RANK).await.unwrap(), Some(5));
    assert_eq!(Thing::query().offset(4).count(&db).await.unwrap(), 2);
    assert!(!Thing::query().limit(0).exists(&db).await.unwrap());
    assert!(Thing::query().offset(5).exists(&db).await.unwrap());
    assert!(!Thing::query().offset(6).exists(&db).await.unwrap());
    assert_eq!(least.first(&db).await.unwrap().unwrap().id, "2");
    let cursor = least.page(&db).await.unwrap().next.unwrap();
    let rest = Thing::query().order_by(Thing::AMOUNT.asc()).after(cursor);
    assert_eq!(
        (rest.count(&db).await.unwrap(), rest.sum(&db, Thing::AMOUNT).await.unwrap()),
        (2, 11)
    );
}

async fn extremes_of_every_type(db: Database) {
    let early = "0001-01-01T00:00:00Z".parse().unwrap();
    let first = Thing {
        weight: -0.5,
        at: early,
        day: Some(date(1, 1, 1)),
        note: Some("é".into()),
        ..thing("a")
    };
    let last = Thing { weight: 0.1 + 0.2, ready: true, note: Some("Z".into()), ..thing("b") };
    let db = store(&db, [first.clone(), last.clone()]).await;
    let all = Thing::query();
    assert_eq!(all.min(&db, Thing::WEIGHT).await.unwrap(), Some(first.weight));
    assert_eq!(all.max(&db, Thing::WEIGHT).await.unwrap(), Some(last.weight));
    assert_eq!(all.min(&db, Thing::AT).await.unwrap(), Some(first.at));
    assert_eq!(all.max(&db, Thing::AT).await.unwrap(), Some(last.at));
    assert_eq!(all.max(&db, Thing::DAY).await.unwrap(), first.day);
    assert_eq!(all.min(&db, Thing::READY).await.unwrap(), Some(false));
    assert_eq!(all.max(&db, Thing::READY).await.unwrap(), Some(true));
    assert_eq!(all.max(&db, Thing::NOTE).await.unwrap().as_deref(), Some("é"));
    assert_eq!(all.min(&db, Thing::ID).await.unwrap().as_deref(), Some("a"));
}
