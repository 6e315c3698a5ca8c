//! Statements about received records that wait, and about those that can't be taken.

use sea_query::{Expr, ExprTrait, Order, Query};

use super::bound::Array;
use super::capability::Dialect;
use super::set::{Present, RowSet, Sought, among};
use super::statement::{Build, Statement};

const TABLE: &str = "gundb_pending";
const REFERENCE: &str = "gundb_pending_reference";
const PARKED: &str = "gundb_parked";

/// What records that waited before there was a table for it refer to.
pub(crate) const ANY_ORIGIN: i64 = 0;

/// A record that waits; a genesis with sequence 0.
#[derive(Clone, Debug)]
pub(crate) struct PendingRow {
    pub(crate) origin: i64,
    pub(crate) sequence: i64,
    pub(crate) hash: Vec<u8>,
    pub(crate) previous: Vec<u8>,
    pub(crate) record: Vec<u8>,
}

/// A record that can't be taken.
#[derive(Clone, Debug)]
pub(crate) struct ParkedRow {
    pub(crate) origin: i64,
    pub(crate) sequence: i64,
    pub(crate) hash: Vec<u8>,
    pub(crate) reason: String,
}

/// All that wait: sequence, hash, previous hash, record.
pub(crate) fn all(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["sequence", "hash", "previous", "record"])
        .from(TABLE)
        .order_by("origin", Order::Asc)
        .order_by("sequence", Order::Asc)
        .build_for(dialect)
}

/// What waits of some logs, by origin: sequence, hash, previous hash, record.
pub(crate) fn of_origins(dialect: Dialect, origins: Vec<i64>) -> Vec<Statement> {
    let begun = Query::select()
        .columns(["sequence", "hash", "previous", "record"])
        .from(TABLE)
        .build_for(dialect);
    among(dialect, &begun, " WHERE ", vec![by("origin", origins)])
}

/// The logs of which records wait that refer to some logs, or to such as refer to those, and so on:
/// origin.
pub(crate) fn referring(dialect: Dialect, origins: Vec<i64>) -> Vec<Statement> {
    let begun = Query::select().column("origin").from(REFERENCE).build_for(dialect);
    let mut statements = among(dialect, &begun, " WHERE ", vec![by("refers_to", origins)]);
    for statement in &mut statements {
        // One statement however long the chain of references is, and each log once.
        statement.sql = format!(
            "WITH RECURSIVE gundb_woken (origin) AS ({} UNION SELECT r.origin FROM {REFERENCE} AS r \
             JOIN gundb_woken AS w ON r.refers_to = w.origin) SELECT origin FROM gundb_woken",
            statement.sql
        );
    }
    statements
}

/// Bytes of all that wait.
pub(crate) fn bytes(dialect: Dialect) -> Statement {
    Query::select()
        .expr(Expr::cust("COALESCE(SUM(LENGTH(record)), 0)"))
        .from(TABLE)
        .build_for(dialect)
}

fn by(column: &str, numbers: Vec<i64>) -> Sought {
    let cells = Array::Ints(numbers.into_iter().map(Some).collect());
    Sought { column: column.to_owned(), cast: None, cells }
}

/// Notes which logs waiting records refer to: that log, and the one that they are of.
pub(crate) fn add_references(dialect: Dialect, references: Vec<(i64, i64)>) -> Vec<Statement> {
    RowSet::new(REFERENCE, references.len())
        .ints("refers_to", references.iter().map(|(refers_to, _)| *refers_to))
        .ints("origin", references.iter().map(|(_, origin)| *origin))
        .insert(dialect, &Present::Stays(&["refers_to", "origin"]))
}

/// Forgets what the records of some logs referred to, of which nothing waits any more.
pub(crate) fn forget_references(dialect: Dialect, origins: Vec<i64>) -> Vec<Statement> {
    let begun = Query::delete().from_table(REFERENCE).build_for(dialect);
    among(dialect, &begun, " WHERE ", vec![by("origin", origins)])
}

/// The sequences of all that wait.
pub(crate) fn sequences(dialect: Dialect) -> Statement {
    Query::select().column("sequence").from(TABLE).build_for(dialect)
}

/// Lets records wait.
pub(crate) fn add(dialect: Dialect, rows: Vec<PendingRow>) -> Vec<Statement> {
    RowSet::new(TABLE, rows.len())
        .ints("origin", rows.iter().map(|row| row.origin))
        .ints("sequence", rows.iter().map(|row| row.sequence))
        .blobs("hash", rows.iter().map(|row| row.hash.clone()))
        .blobs("previous", rows.iter().map(|row| row.previous.clone()))
        .blobs("record", rows.into_iter().map(|row| row.record))
        .insert(dialect, &Present::Stays(&["origin", "sequence", "hash"]))
}

/// Takes records out: origin, sequence, hash.
pub(crate) fn remove(dialect: Dialect, rows: Vec<(i64, i64, Vec<u8>)>) -> Vec<Statement> {
    let begun = Query::delete().from_table(TABLE).build_for(dialect);
    let sought =
        |column: &str, cells: Array| Sought { column: column.to_owned(), cast: None, cells };
    let ints = |cell: fn(&(i64, i64, Vec<u8>)) -> i64| {
        Array::Ints(rows.iter().map(|row| Some(cell(row))).collect())
    };
    let hashes = Array::Blobs(rows.iter().map(|(.., hash)| Some(hash.clone())).collect());
    let keys = [("origin", ints(|row| row.0)), ("sequence", ints(|row| row.1)), ("hash", hashes)];
    among(dialect, &begun, " WHERE ", keys.map(|(column, cells)| sought(column, cells)).into())
}

/// How many records wait.
pub(crate) fn waiting(dialect: Dialect) -> Statement {
    Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from(TABLE)
        .and_where(Expr::col("sequence").gt(0))
        .build_for(dialect)
}

/// The logs of which records wait, by origin: origin, how many.
pub(crate) fn waiting_logs(dialect: Dialect, limit: usize) -> Statement {
    Query::select()
        .column("origin")
        .expr(Expr::cust("COUNT(*)"))
        .from(TABLE)
        .and_where(Expr::col("sequence").gt(0))
        .group_by_col("origin")
        .order_by("origin", Order::Asc)
        .limit(limit as u64)
        .build_for(dialect)
}

/// The records that can't be taken: origin, sequence, reason.
pub(crate) fn parked_records(dialect: Dialect, limit: usize) -> Statement {
    Query::select()
        .columns(["origin", "sequence", "reason"])
        .from(PARKED)
        .order_by("origin", Order::Asc)
        .order_by("sequence", Order::Asc)
        .limit(limit as u64)
        .build_for(dialect)
}

/// How many records are listed that can't be taken.
pub(crate) fn parked(dialect: Dialect) -> Statement {
    Query::select().expr(Expr::cust("COUNT(*)")).from(PARKED).build_for(dialect)
}

/// Lists what can't be taken; each once.
pub(crate) fn park(dialect: Dialect, rows: Vec<ParkedRow>) -> Vec<Statement> {
    RowSet::new(PARKED, rows.len())
        .ints("origin", rows.iter().map(|row| row.origin))
        .ints("sequence", rows.iter().map(|row| row.sequence))
        .blobs("hash", rows.iter().map(|row| row.hash.clone()))
        .texts("reason", rows.into_iter().map(|row| row.reason))
        .insert(dialect, &Present::Stays(&["origin", "sequence", "hash"]))
}
