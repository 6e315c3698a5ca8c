//! Wares with a column of every type that a database has no type of its own for, or reads through a
//! cast.

use gundb::prelude::*;
use gundb::store::Append;
use gundb::{Bytes, Decimal};
use gundb_tests::backend::Database;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use uuid::Uuid;

gundb_tests::scenarios! {
    decimals_come_in_the_order_of_numbers, what_is_read_through_a_cast_is_ordered_as_it_is,
    equal_decimals_of_a_unique_column_are_found,
}

#[derive(Clone, Debug, PartialEq, Event)]
#[event(stream = "ware")]
pub(super) enum WareEvent {
    Put {
        price: Decimal,
        discount: Option<Decimal>,
        code: Uuid,
        seal: Bytes,
        made: Timestamp,
        day: Date,
        tags: Vec<String>,
    },
}

#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "wares", event = WareEvent)]
pub(super) struct Ware {
    #[view(key)]
    pub(super) id: String,
    #[view(set(Put.price), index)]
    pub(super) price: Decimal,
    #[view(set(Put.discount))]
    pub(super) discount: Option<Decimal>,
    #[view(set(Put.code))]
    pub(super) code: Uuid,
    #[view(set(Put.seal))]
    pub(super) seal: Bytes,
    #[view(set(Put.made))]
    pub(super) made: Timestamp,
    #[view(set(Put.day))]
    pub(super) day: Date,
    #[view(set(Put.tags))]
    pub(super) tags: Vec<String>,
}

pub(super) fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// A ware of a price, which is its id as well.
pub(super) fn ware(price: &str) -> Ware {
    Ware {
        id: price.to_owned(),
        price: decimal(price),
        discount: None,
        code: Uuid::nil(),
        seal: Bytes::default(),
        made: Timestamp::UNIX_EPOCH,
        day: date(2024, 1, 1),
        tags: Vec::new(),
    }
}

/// A store with these wares.
pub(super) async fn store(db: &Database, wares: impl IntoIterator<Item = Ware>) -> Gundb {
    let store = Gundb::builder().view::<Ware>().open(db.url()).await.expect("the store opens");
    let append = |ware: Ware| {
        let Ware { id, price, discount, code, seal, made, day, tags } = ware;
        let event = WareEvent::Put { price, discount, code, seal, made, day, tags };
        Append::new(id, Expect::Any, [event]).expect("a ware")
    };
    store.append_all(wares.into_iter().map(append).collect()).await.expect("wares are stored");
    store
}

const PRICES: [&str; 7] = ["1", "2", "10", "-1", "-2", "-10", "0.5"];
const SORTED: [&str; 7] = ["-10", "-2", "-1", "0.5", "1", "2", "10"];

fn ids(wares: Vec<Ware>) -> Vec<String> {
    wares.into_iter().map(|ware| ware.id).collect()
}

async fn paged(db: &Gundb, query: gundb::view::Query<Ware>, rows: u64) -> Vec<String> {
    let (mut all, mut next) = (Vec::new(), query.clone().limit(rows));
    loop {
        let page = next.page(db).await.unwrap();
        all.extend(ids(page.rows));
        let Some(cursor) = page.next else { return all };
        next = query.clone().limit(rows).after(cursor);
    }
}

async fn decimals_come_in_the_order_of_numbers(db: Database) {
    let db = store(&db, PRICES.map(ware)).await;
    let (up, down) =
        (Ware::query().order_by(Ware::PRICE.asc()), Ware::query().order_by(Ware::PRICE.desc()));
    let mut reversed = SORTED;
    reversed.reverse();
    assert_eq!(ids(up.all(&db).await.unwrap()), SORTED);
    assert_eq!(ids(down.all(&db).await.unwrap()), reversed);
    for rows in 1..8 {
        assert_eq!(paged(&db, up.clone(), rows).await, SORTED, "{rows} rows a page");
        assert_eq!(paged(&db, down.clone(), rows).await, reversed, "{rows} rows a page");
    }
    let all = Ware::query();
    assert_eq!(all.min(&db, Ware::PRICE).await.unwrap(), Some(decimal("-10")));
    assert_eq!(all.max(&db, Ware::PRICE).await.unwrap(), Some(decimal("10")));
    let dear =
        Ware::query().filter(Ware::PRICE.ge(decimal("1"))).order_by(Ware::PRICE.asc()).limit(2);
    assert_eq!(dear.max(&db, Ware::PRICE).await.unwrap(), Some(decimal("2")), "of a part");
    assert_eq!(
        Ware::query()
            .filter(Ware::PRICE.between(decimal("-2"), decimal("1.0")))
            .count(&db)
            .await
            .unwrap(),
        4
    );
}

async fn what_is_read_through_a_cast_is_ordered_as_it_is(db: Database) {
    let early = Ware {
        code: "0000000a-0000-0000-0000-000000000000".parse().unwrap(),
        seal: vec![9].into(),
        made: "0999-12-31T23:59:59.999999Z".parse().unwrap(),
        day: date(999, 12, 31),
        discount: Some(decimal("9")),
        ..ware("9")
    };
    let late = Ware {
        code: "f0000000-0000-0000-0000-000000000000".parse().unwrap(),
        seal: vec![0x10, 0].into(),
        made: "1000-01-01T00:00:00Z".parse().unwrap(),
        day: date(1000, 1, 1),
        discount: Some(decimal("10")),
        ..ware("10")
    };
    let db = store(&db, [late.clone(), early.clone()]).await;
    let orders = [
        Ware::CODE.asc(),
        Ware::SEAL.asc(),
        Ware::MADE.asc(),
        Ware::DAY.asc(),
        Ware::DISCOUNT.asc(),
        Ware::PRICE.asc(),
    ];
    for order in orders {
        let query = Ware::query().order_by(order);
        assert_eq!(
            ids(query.all(&db).await.unwrap()),
            ["9", "10"],
            "{}",
            query.to_sql(&db).unwrap()
        );
        assert_eq!(
            paged(&db, query.clone(), 1).await,
            ["9", "10"],
            "{}",
            query.to_sql(&db).unwrap()
        );
    }
    let all = Ware::query();
    assert_eq!(all.max(&db, Ware::DISCOUNT).await.unwrap(), late.discount);
    assert_eq!(all.max(&db, Ware::CODE).await.unwrap(), Some(late.code));
    assert_eq!(all.min(&db, Ware::SEAL).await.unwrap(), Some(early.seal));
    assert_eq!(all.max(&db, Ware::MADE).await.unwrap(), Some(late.made));
    assert_eq!(all.max(&db, Ware::DAY).await.unwrap(), Some(late.day));
}

#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "priced", event = WareEvent)]
struct Priced {
    #[view(key)]
    id: String,
    #[view(set(Put.price), unique)]
    price: Decimal,
}

async fn equal_decimals_of_a_unique_column_are_found(db: Database) {
    let (_elsewhere, there) = {
        let elsewhere = db.backend().fresh().await;
        let there = Gundb::builder().view::<Priced>().open(elsewhere.url()).await.unwrap();
        (elsewhere, there)
    };
    let here = Gundb::builder().view::<Priced>().open(db.url()).await.unwrap();
    let put = |price: &str| {
        let Ware { price, discount, code, seal, made, day, tags, .. } = ware(price);
        WareEvent::Put { price, discount, code, seal, made, day, tags }
    };
    for price in ["2", "10", "9"] {
        here.append(format!("h{price}"), Expect::New, [put(price)]).await.unwrap();
        there.append(format!("t{price}"), Expect::New, [put(price)]).await.unwrap();
    }
    gundb::transport::sync(&here, &there).await.unwrap();
    let found = here.contradictions().await.unwrap();
    let rows: Vec<&str> = found.iter().map(|one| one.row.as_str()).collect();
    assert_eq!(
        rows,
        [r#"["h10"]"#, r#"["h2"]"#, r#"["h9"]"#, r#"["t10"]"#, r#"["t2"]"#, r#"["t9"]"#]
    );
    let refused = here.append("x", Expect::New, [put("10.0")]).await;
    assert!(refused.is_err(), "{refused:?}");
}
