//! Statements about what views remember beyond their rows.

use sea_query::{Expr, ExprTrait, OnConflict, Order, Query};

use super::capability::Dialect;
use super::statement::{Build, Statement};

/// So much is kept of why a view could not take an event.
const REASON_CHARS_MAX: usize = 1000;

/// What a view remembers of some keys: key, state.
pub(crate) fn memories(dialect: Dialect, view: i64, keys: &[Vec<u8>]) -> Statement {
    Query::select()
        .columns(["key", "state"])
        .from("gundb_fold")
        .and_where(Expr::col("view").eq(view))
        .and_where(Expr::col("key").is_in(keys.iter().cloned()))
        .build_for(dialect)
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
pub(crate) fn remember(dialect: Dialect, rows: &[(i64, Vec<u8>, String)]) -> Statement {
    let mut insert = Query::insert();
    insert.into_table("gundb_fold").columns(["view", "key", "state"]);
    for (view, key, state) in rows {
        insert.values_panic([(*view).into(), key.clone().into(), state.clone().into()]);
    }
    insert
        .on_conflict(OnConflict::columns(["view", "key"]).update_column("state").to_owned())
        .build_for(dialect)
}

/// Events that a view could not take: (view, position, reason).
pub(crate) fn skip(dialect: Dialect, rows: &[(i64, i64, String)]) -> Statement {
    let mut insert = Query::insert();
    insert.into_table("gundb_skipped").columns(["view", "position", "reason"]);
    for (view, position, reason) in rows {
        insert.values_panic([(*view).into(), (*position).into(), storable(reason).into()]);
    }
    insert.build_for(dialect)
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

/// Forgets what a view remembered of a key.
pub(crate) fn forget(dialect: Dialect, view: i64, key: Vec<u8>) -> Statement {
    Query::delete()
        .from_table("gundb_fold")
        .and_where(Expr::col("view").eq(view))
        .and_where(Expr::col("key").eq(key))
        .build_for(dialect)
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
pub(crate) fn list_conflicts(dialect: Dialect, rows: &[ConflictRow]) -> Statement {
    let mut insert = Query::insert();
    insert.into_table("gundb_conflict").columns(["kind", "view", "key", "column_name", "position"]);
    for row in rows {
        insert.values_panic([
            row.kind.into(),
            row.view.into(),
            row.key.clone().into(),
            row.column.clone().into(),
            row.position.into(),
        ]);
    }
    insert
        .on_conflict(OnConflict::columns(["kind", "view", "key", "column_name"]).do_nothing().to_owned())
        .build_for(dialect)
}
