//! What both databases are asked.

use std::fmt::{Debug, Display};

use gundb::model::Column;
use gundb::prelude::*;
use gundb::view::{Columns, NamedQuery, Query, TypedColumn};
use gundb::{Bytes, Decimal};
use gundb_tests::dice::Dice;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::Both;
use super::filters::{filter, ordered};
use super::parcels::{ByLabel, Parcel, code, day, decimal, number, seal, text, time};
use crate::hostile_names;

/// Asks both; fails unless their answers are equal, digit for digit.
async fn alike<T: Debug>(both: &Both, what: impl Display, ask: impl AsyncFn(&Gundb) -> T) -> T {
    // Boxed: what unoptimised code has on the stack adds up.
    let on_sqlite = Box::pin(ask(&both.sqlite)).await;
    let on_postgres = Box::pin(ask(&both.postgres)).await;
    assert_eq!(format!("{on_sqlite:?}"), format!("{on_postgres:?}"), "{what}");
    on_sqlite
}

/// All rows of all views, those of one stream and those of many.
pub(super) async fn same_rows(both: &Both) {
    let rows = alike(both, "all parcels", async |db| Parcel::query().all(db).await.unwrap()).await;
    assert!(rows.len() > 20);
    let rows = alike(both, "all labels", async |db| ByLabel::query().all(db).await.unwrap()).await;
    for row in rows {
        let key = (row.label.as_str(), row.day);
        alike(both, "a label", async |db| {
            db.get::<ByLabel>(key).await.unwrap().expect("the row of a key")
        })
        .await;
    }
    alike(both, "conflicts", async |db| db.contradictions().await.unwrap()).await;
}

pub(super) async fn one_query(dice: &mut Dice, both: &Both) {
    let mut query = Parcel::query().filter(filter(dice, 3));
    for _ in 0..dice.below(3) {
        query = ordered(dice, query);
    }
    let sql = query.to_sql(&both.postgres).unwrap();
    let rows = alike(both, &sql, async |db| query.all(db).await.unwrap()).await;
    alike(both, &sql, async |db| query.count(db).await.unwrap()).await;
    let limit = 1 + dice.below(9);
    assert_eq!(
        ids(alike(both, &sql, async |db| paged(db, &query, limit).await).await),
        ids(rows.clone()),
        "pages: {sql}"
    );
    Box::pin(totals(both, &query, &rows)).await;
    let rows_of_all = rows;
    let cut = query.clone().offset(dice.below(5)).limit(dice.below(20));
    let rows = alike(both, &sql, async |db| cut.all(db).await.unwrap()).await;
    Box::pin(totals(both, &cut, &rows)).await;
    Box::pin(groups(both, &query, &rows_of_all)).await;
    Box::pin(groups(both, &cut, &rows)).await;
}

fn ids(rows: Vec<Parcel>) -> Vec<String> {
    rows.into_iter().map(|row| row.id).collect()
}

async fn paged(db: &Gundb, query: &Query<Parcel>, limit: u64) -> Vec<Parcel> {
    let (mut all, mut next) = (Vec::new(), query.clone().limit(limit));
    loop {
        let page = next.page(db).await.unwrap();
        all.extend(page.rows);
        let Some(cursor) = page.next else { return all };
        next = query.clone().limit(limit).after(cursor.to_string().parse().unwrap());
    }
}

/// Counts, sums, least and greatest values: alike, and what the rows say.
async fn totals(both: &Both, query: &Query<Parcel>, rows: &[Parcel]) {
    let sql = query.to_sql(&both.postgres).unwrap();
    let sum = alike(both, &sql, async |db| query.sum(db, Parcel::PIECES).await.unwrap()).await;
    assert_eq!(sum, rows.iter().map(|row| i128::from(row.pieces)).sum::<i128>(), "{sql}");
    macro_rules! extremes {
        ($($column:ident $field:ident)*) => {$(
            let cells = rows.iter().filter_map(|row| row.$field.known()).collect();
            Box::pin(extremes(both, query, Parcel::$column, cells)).await;
        )*};
    }
    extremes! {
        HEAVY heavy PIECES pieces RANK rank WEIGHT weight LABEL label NOTE note AT at DAY day PRICE price DISCOUNT discount
        CODE code SEAL seal ID id
    }
}

async fn extremes<T>(
    both: &Both,
    query: &Query<Parcel>,
    column: TypedColumn<Parcel, T>,
    cells: Vec<T::Base>,
) where
    T: Column<Base: Column + PartialOrd + Debug>,
{
    let sql = query.to_sql(&both.postgres).unwrap();
    let least = alike(both, &sql, async |db| query.min(db, column).await.unwrap()).await;
    let greatest = alike(both, &sql, async |db| query.max(db, column).await.unwrap()).await;
    let by = |a: &&T::Base, b: &&T::Base| a.partial_cmp(b).expect("they have an order");
    assert_eq!(least.as_ref(), cells.iter().min_by(by), "least {}: {sql}", column.name());
    assert_eq!(greatest.as_ref(), cells.iter().max_by(by), "greatest {}: {sql}", column.name());
}

/// Groups by columns of every type: alike, and what the rows say.
async fn groups(both: &Both, query: &Query<Parcel>, rows: &[Parcel]) {
    let sql = query.to_sql(&both.postgres).unwrap();
    macro_rules! grouped {
        ($($column:ident $field:ident)*) => {$(
            Box::pin(grouped(both, query, rows, Parcel::$column, |row, cell| row.$field == *cell)).await;
        )*};
    }
    grouped! {
        HEAVY heavy RANK rank WEIGHT weight LABEL label NOTE note AT at DAY day PRICE price DISCOUNT discount CODE code SEAL seal
    }
    let pairs = query.select((Parcel::PRICE, Parcel::LABEL));
    let pairs = alike(both, &sql, async |db| pairs.all(db).await.unwrap()).await;
    assert_eq!(
        pairs,
        rows.iter().map(|row| (row.price, row.label.clone())).collect::<Vec<_>>(),
        "{sql}"
    );
    let several = query.group_by((Parcel::DISCOUNT, Parcel::NOTE, Parcel::HEAVY));
    alike(both, &sql, async |db| several.sum(db, Parcel::PRICE).await.ok()).await;
}

async fn grouped<C: Columns<Parcel, Row: Debug>>(
    both: &Both,
    query: &Query<Parcel>,
    rows: &[Parcel],
    column: C,
    is_of: impl Fn(&Parcel, &C::Row) -> bool,
) {
    let sql = query.to_sql(&both.postgres).unwrap();
    let groups = query.group_by(column);
    let counts = alike(both, &sql, async |db| groups.count(db).await.unwrap()).await;
    let sums = alike(both, &sql, async |db| groups.sum(db, Parcel::PIECES).await.unwrap()).await;
    alike(both, &sql, async |db| groups.sum(db, Parcel::DISCOUNT).await.ok()).await;
    let most = alike(both, &sql, async |db| groups.max(db, Parcel::PRICE).await.unwrap()).await;
    let least = alike(both, &sql, async |db| groups.min(db, Parcel::NOTE).await.unwrap()).await;
    assert_eq!(counts.iter().map(|(_, rows)| *rows).sum::<u64>(), rows.len() as u64, "{sql}");
    for (number, (cell, count)) in counts.iter().enumerate() {
        let of_group = || rows.iter().filter(|row| is_of(row, cell));
        assert_eq!(of_group().count() as u64, *count, "{cell:?}: {sql}");
        assert_eq!(
            sums[number].1,
            of_group().map(|row| i128::from(row.pieces)).sum::<i128>(),
            "{cell:?}: {sql}"
        );
        assert_eq!(most[number].1, of_group().map(|row| row.price).max(), "{cell:?}: {sql}");
        assert_eq!(
            least[number].1,
            of_group().filter_map(|row| row.note.clone()).min(),
            "{cell:?}: {sql}"
        );
    }
}

/// A cell that may be null.
trait Known {
    type Value;

    /// Its value, unless it is null.
    fn known(&self) -> Option<Self::Value>;
}

impl<T: Clone> Known for Option<T> {
    type Value = T;

    fn known(&self) -> Option<T> {
        self.clone()
    }
}

macro_rules! known {
    ($($type:ty)*) => {$(
        impl Known for $type {
            type Value = Self;

            fn known(&self) -> Option<Self> {
                Some(self.clone())
            }
        }
    )*};
}

known! { bool i64 f64 String Timestamp Decimal Uuid Bytes }

type RawRow = (String, Decimal, Option<Decimal>, Uuid, Bytes, Timestamp, Option<Date>, f64);

/// Plain SQL with binds and cells of every type.
pub(super) async fn raw_sql(dice: &mut Dice, both: &Both) {
    let sign = dice.of(&["=", "<>", "<", "<=", ">", ">="]);
    let select = "SELECT id, price, discount, code, seal, at, day, weight FROM parcels";
    macro_rules! fetched {
        ($condition:expr, $($bind:expr),+) => {{
            let sql = format!("{select} WHERE {} ORDER BY id", $condition);
            let binds = ($($bind,)+);
            alike(both, format!("{sql} {binds:?}"), async |db| bound(db, &sql, binds.clone()).fetch::<RawRow>().await.unwrap()).await;
        }};
    }
    match dice.below(7) {
        0 => fetched!(format!("price {sign} ?"), decimal(dice)),
        1 => fetched!(format!("discount {sign} ? OR code = ?"), decimal(dice), code(dice)),
        2 => fetched!(format!("at {sign} ? AND label <> ?"), time(dice), text(dice)),
        3 => fetched!(format!("day {sign} ? AND pieces <> ?"), day(dice), number(dice)),
        4 => fetched!(format!("seal {sign} ?"), seal(dice)),
        5 => fetched!(format!("id {sign} ?"), text(dice)),
        _ => fetched!(
            "price = ? OR price = ? OR price BETWEEN ? AND ?",
            decimal(dice),
            decimal(dice),
            decimal(dice),
            decimal(dice)
        ),
    }
}

/// SQL with its binds.
fn bound<B: Binds>(db: &Gundb, sql: &str, binds: B) -> gundb::store::RawRead {
    binds.bind(db.sql(sql))
}

trait Binds: Clone + Debug {
    fn bind(self, read: gundb::store::RawRead) -> gundb::store::RawRead;
}

macro_rules! binds {
    ($(($($bind:ident $index:tt)+))*) => {$(
        impl<$($bind: gundb::model::IntoCell + Clone + Debug),+> Binds for ($($bind,)+) {
            fn bind(self, read: gundb::store::RawRead) -> gundb::store::RawRead {
                read$(.bind(self.$index))+
            }
        }
    )*};
}

binds! { (A 0) (A 0 B 1) (A 0 B 1 C 2 D 3) }

/// Views with names that statements use themselves, on both.
pub(super) async fn hostile_names(dice: &mut Dice, both: &Both) {
    let mut names: Vec<&str> = hostile_names::NAMES.split_whitespace().collect();
    dice.shuffle(&mut names);
    let views: Vec<_> =
        names.chunks_exact(4).map(|names| (names[0], [names[1], names[2], names[3]])).collect();
    for store in [&both.sqlite, &both.postgres] {
        store
            .apply_model(&hostile_names::model(&views, false))
            .await
            .unwrap_or_else(|error| panic!("{views:?}: {error}"));
        for key in ["a", "A", "ä"] {
            let price = decimal(dice).to_string();
            hostile_names::put(
                store,
                &format!("{key}{}", dice.below(3)),
                i64::from(dice.below(9_u8)),
                &price,
            )
            .await;
        }
    }
    gundb::transport::sync(&both.sqlite, &both.postgres).await.unwrap();
    for (table, columns) in views {
        let what = format!("{table} {columns:?}");
        both.postgres.rebuild_view(table).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        alike(both, &what, async |db| {
            NamedQuery::new(table)
                .limit(100)
                .all(db)
                .await
                .unwrap_or_else(|error| panic!("{what}: {error}"))
        })
        .await;
    }
}
