//! Things with a column of every kind.

use gundb::prelude::*;
use gundb::store::Append;
use gundb::view::Query;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Clone, Debug, PartialEq, Event)]
#[event(stream = "thing")]
pub(super) enum ThingEvent {
    Put {
        amount: i64,
        name: String,
        note: Option<String>,
        weight: f64,
        at: Timestamp,
        day: Option<Date>,
        ready: bool,
        rank: Option<i64>,
    },
}

#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "things", event = ThingEvent)]
pub(super) struct Thing {
    #[view(key)]
    pub(super) id: String,
    #[view(set(Put.amount), index)]
    pub(super) amount: i64,
    #[view(set(Put.name), index)]
    pub(super) name: String,
    #[view(set(Put.note), index)]
    pub(super) note: Option<String>,
    #[view(set(Put.weight))]
    pub(super) weight: f64,
    #[view(set(Put.at), index)]
    pub(super) at: Timestamp,
    #[view(set(Put.day))]
    pub(super) day: Option<Date>,
    #[view(set(Put.ready))]
    pub(super) ready: bool,
    #[view(set(Put.rank))]
    pub(super) rank: Option<i64>,
}

/// Another view, of which nothing may get into a query over things.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "names", event = ThingEvent, key(Put.name))]
pub(super) struct Name {
    #[view(key)]
    pub(super) name: String,
    #[view(count(Put))]
    pub(super) puts: i64,
}

pub(super) fn thing(id: &str) -> Thing {
    Thing {
        id: id.to_owned(),
        amount: 0,
        name: id.to_owned(),
        note: None,
        weight: 0.0,
        at: Timestamp::UNIX_EPOCH,
        day: None,
        ready: false,
        rank: None,
    }
}

pub(super) async fn open(db: &Database) -> Gundb {
    Gundb::builder().view::<Thing>().view::<Name>().open(db.url()).await.expect("the store opens")
}

pub(super) async fn put(db: &Gundb, things: impl IntoIterator<Item = Thing>) {
    let append = |thing: Thing| {
        let Thing { id, amount, name, note, weight, at, day, ready, rank } = thing;
        let event = ThingEvent::Put { amount, name, note, weight, at, day, ready, rank };
        Append::new(id, Expect::Any, [event]).expect("a thing")
    };
    let appends: Vec<Append> = things.into_iter().map(append).collect();
    for appends in appends.chunks(500) {
        db.append_all(appends.to_vec()).await.expect("things are stored");
    }
}

/// A store with these things.
pub(super) async fn store(db: &Database, things: impl IntoIterator<Item = Thing>) -> Gundb {
    let store = open(db).await;
    put(&store, things).await;
    store
}

/// The ids of a query's rows, one after the other.
pub(super) async fn ids(db: &Gundb, query: &Query<Thing>) -> String {
    query.all(db).await.expect("the query runs").into_iter().map(|thing| thing.id).collect()
}

/// Copies the rows that are there until there are this many, by plain SQL, and lets the database
/// analyse the table: for queries over many rows. Ids are numbers with six digits, amounts 0 to
/// `rows`, names `n` and the id.
pub(super) async fn multiply(db: &Database, rows: u64) {
    let sql = Sql::connect(db.url()).await.expect("an observer");
    let numbers = format!(
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows})"
    );
    let id = "substr(CAST(1000000 + n AS TEXT), 2)";
    sql.execute(&format!(
        "INSERT INTO things (id, amount, name, note, weight, at, day, ready, rank, gundb_version, gundb_clock, gundb_order)
         {numbers} SELECT {id}, n, 'n' || {id}, CASE WHEN n % 3 = 0 THEN NULL ELSE {id} END, weight, at, day, ready, rank,
         gundb_version, gundb_clock, gundb_order FROM numbers, things WHERE id = 'x'"
    ))
    .await
    .expect("rows are copied");
    sql.execute("ANALYZE things").await.expect("rows are counted");
}
