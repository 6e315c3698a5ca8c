//! Statements about what views remember beyond their rows.

use sea_query::{Expr, ExprTrait, Order, Query};

use super::bound::Array;
use super::capability::Dialect;
use super::set::{Present, RowSet, Sought, among};
use super::statement::{Build, Statement};

/// So much is kept of why a view could not take an event.
const REASON_CHARS_MAX: usize = 1000;

/// What a view remembers of some keys: key, state.
pub(crate) fn memories(dialect: Dialect, view: i64, keys: Vec<Vec<u8>>) -> Vec<Statement> {
    let begun = Query::select()
        .columns(["key", "state"])
        .from("gundb_fold")
        .and_where(Expr::col("view").eq(view))
        .build_for(dialect);
    among(dialect, &begun, " AND ", vec![of_key(keys)])
}

fn of_key(keys: Vec<Vec<u8>>) -> Sought {
    let cells = Array::Blobs(keys.into_iter().map(Some).collect());
    Sought { column: "key".to_owned(), cast: None, cells }
}

/// What all views remember: view, key, state.
pub(crate) fn all_memories(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["view", "key", "state"])
        .from("gundb_fold")
        .order_by("view", Order::Asc)
        .order_by("key", Order::Asc)
        .build_for(dialect)
}

/// What all views could not take: view, position.
pub(crate) fn all_skipped(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["view", "position"])
        .from("gundb_skipped")
        .order_by("view", Order::Asc)
        .order_by("position", Order::Asc)
        .build_for(dialect)
}

/// All conflicts: view, kind, key, column, position.
pub(crate) fn all_conflicts(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["view", "kind", "key", "column_name", "position"])
        .from("gundb_conflict")
        .order_by("view", Order::Asc)
        .order_by("key", Order::Asc)
        .build_for(dialect)
}

/// Remembers: (view, key, state).
pub(crate) fn remember(dialect: Dialect, rows: Vec<(i64, Vec<u8>, String)>) -> Vec<Statement> {
    RowSet::new("gundb_fold", rows.len())
        .ints("view", rows.iter().map(|(view, ..)| *view))
        .blobs("key", rows.iter().map(|(_, key, _)| key.clone()))
        .texts("state", rows.into_iter().map(|(.., state)| state))
        .insert(dialect, &Present::Takes(&["view", "key"]))
}

/// Events that a view could not take: (view, position, reason).
pub(crate) fn skip(dialect: Dialect, rows: Vec<(i64, i64, String)>) -> Vec<Statement> {
    RowSet::new("gundb_skipped", rows.len())
        .ints("view", rows.iter().map(|(view, ..)| *view))
        .ints("position", rows.iter().map(|(_, position, _)| *position))
        .texts("reason", rows.iter().map(|(.., reason)| storable(reason)))
        .insert(dialect, &Present::Fails)
}

/// A reason as it can be stored: code of the application's may say anything, at any length.
fn storable(reason: &str) -> String {
    reason.chars().take(REASON_CHARS_MAX).map(|one| if one == '\0' { '\u{fffd}' } else { one }).collect()
}

/// The first stream behind an id with events that a view could not take: id, key.
pub(crate) fn skipped_stream(dialect: Dialect, view: i64, behind: i64) -> Statement {
    let positions = Query::select()
        .column("position")
        .from("gundb_skipped")
        .and_where(Expr::col("view").eq(view))
        .to_owned();
    let streams = Query::select()
        .column("stream")
        .from("gundb_event")
        .and_where(Expr::col("position").in_subquery(positions))
        .to_owned();
    Query::select()
        .columns(["id", "key"])
        .from("gundb_stream")
        .and_where(Expr::col("id").gt(behind))
        .and_where(Expr::col("id").in_subquery(streams))
        .order_by("id", Order::Asc)
        .limit(1)
        .build_for(dialect)
}

/// Forgets which events of a stream a view could not take.
pub(crate) fn unskip(dialect: Dialect, view: i64, stream: i64) -> Statement {
    let of_stream = Query::select()
        .column("position")
        .from("gundb_event")
        .and_where(Expr::col("stream").eq(stream))
        .to_owned();
    Query::delete()
        .from_table("gundb_skipped")
        .and_where(Expr::col("view").eq(view))
        .and_where(Expr::col("position").in_subquery(of_stream))
        .build_for(dialect)
}

/// Forgets what a view remembered of some keys.
pub(crate) fn forget(dialect: Dialect, view: i64, keys: Vec<Vec<u8>>) -> Vec<Statement> {
    let begun =
        Query::delete().from_table("gundb_fold").and_where(Expr::col("view").eq(view)).build_for(dialect);
    among(dialect, &begun, " AND ", vec![of_key(keys)])
}

/// Forgets the conflicts of a key.
pub(crate) fn clear_conflicts(dialect: Dialect, view: i64, key: Vec<u8>) -> Statement {
    Query::delete()
        .from_table("gundb_conflict")
        .and_where(Expr::col("view").eq(view))
        .and_where(Expr::col("key").eq(key))
        .build_for(dialect)
}

/// A conflict of one cell.
#[derive(Clone, Debug)]
pub(crate) struct ConflictRow {
    pub(crate) kind: &'static str,
    pub(crate) view: i64,
    pub(crate) key: Vec<u8>,
    pub(crate) column: String,
    pub(crate) position: i64,
}

/// Lists conflicts; each once.
pub(crate) fn list_conflicts(dialect: Dialect, rows: Vec<ConflictRow>) -> Vec<Statement> {
    const KEY: [&str; 4] = ["kind", "view", "key", "column_name"];
    RowSet::new("gundb_conflict", rows.len())
        .texts(KEY[0], rows.iter().map(|row| row.kind.to_owned()))
        .ints(KEY[1], rows.iter().map(|row| row.view))
        .blobs(KEY[2], rows.iter().map(|row| row.key.clone()))
        .texts(KEY[3], rows.iter().map(|row| row.column.clone()))
        .ints("position", rows.iter().map(|row| row.position))
        .insert(dialect, &Present::Stays(&KEY))
}
