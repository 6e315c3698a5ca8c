//! Statements about streams.

use sea_query::{Expr, ExprTrait, InsertStatement, OnConflict, Order, Query};

use super::capability::Dialect;
use super::statement::{Build, Statement, clamped};

const TABLE: &str = "gundb_stream";
const COLUMNS: [&str; 8] = ["id", "uuid", "type", "key", "version", "last_order", "clock", "heads"];

/// A stream as stored.
#[derive(Clone, Debug)]
pub(crate) struct StreamRow {
    pub(crate) id: i64,
    pub(crate) uuid: Vec<u8>,
    pub(crate) stream_type: i64,
    pub(crate) key: String,
    pub(crate) version: i64,
    pub(crate) last_order: Vec<u8>,
    pub(crate) clock: String,
    pub(crate) heads: Vec<u8>,
}

/// The streams of some ids: the columns of [`StreamRow`].
pub(crate) fn by_uuid(dialect: Dialect, uuids: &[Vec<u8>]) -> Statement {
    Query::select()
        .columns(COLUMNS)
        .from(TABLE)
        .and_where(Expr::col("uuid").is_in(uuids.iter().cloned()))
        .build_for(dialect)
}

/// The streams of a key, of some stream types: id.
pub(crate) fn of_key(dialect: Dialect, key: &str, types: impl IntoIterator<Item = i64>) -> Statement {
    Query::select()
        .column("id")
        .from(TABLE)
        .and_where(Expr::col("type").is_in(types))
        .and_where(Expr::col("key").eq(key))
        .build_for(dialect)
}

/// All streams: the columns of [`StreamRow`].
pub(crate) fn all(dialect: Dialect) -> Statement {
    Query::select().columns(COLUMNS).from(TABLE).order_by("id", Order::Asc).build_for(dialect)
}

/// Inserts new streams; an id that is taken is an error, never somebody else's row.
pub(crate) fn insert(dialect: Dialect, rows: &[StreamRow]) -> Statement {
    values(rows).build_for(dialect)
}

/// Moves known streams on.
pub(crate) fn save(dialect: Dialect, rows: &[StreamRow]) -> Statement {
    let moved =
        OnConflict::column("id").update_columns(["version", "last_order", "clock", "heads"]).to_owned();
    values(rows).on_conflict(moved).build_for(dialect)
}

fn values(rows: &[StreamRow]) -> InsertStatement {
    let mut insert = Query::insert();
    insert.into_table(TABLE).columns(COLUMNS);
    for row in rows {
        insert.values_panic([
            row.id.into(),
            row.uuid.clone().into(),
            row.stream_type.into(),
            row.key.clone().into(),
            row.version.into(),
            row.last_order.clone().into(),
            row.clock.clone().into(),
            row.heads.clone().into(),
        ]);
    }
    insert
}

/// A page of streams behind an id: id, type name, key, version, heads.
pub(crate) fn page(dialect: Dialect, stream_type: Option<&str>, behind_id: i64, limit: u64) -> Statement {
    let mut select = Query::select();
    select
        .column((TABLE, "id"))
        .column(("gundb_stream_type", "name"))
        .columns([(TABLE, "key"), (TABLE, "version"), (TABLE, "heads")])
        .from(TABLE)
        .inner_join("gundb_stream_type", Expr::col(("gundb_stream_type", "id")).equals((TABLE, "type")))
        .and_where(Expr::col((TABLE, "id")).gt(behind_id))
        .order_by((TABLE, "id"), Order::Asc)
        .limit(clamped(limit));
    if let Some(name) = stream_type {
        select.and_where(Expr::col(("gundb_stream_type", "name")).eq(name));
    }
    select.build_for(dialect)
}

/// The version of a stream.
pub(crate) fn version(dialect: Dialect, id: i64) -> Statement {
    Query::select().column("version").from(TABLE).and_where(Expr::col("id").eq(id)).build_for(dialect)
}
