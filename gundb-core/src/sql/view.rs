//! Statements about what views remember beyond their rows.

use sea_query::{Expr, ExprTrait, Order, Query};

use super::bound::Array;
use super::capability::Dialect;
use super::set::{Present, RowSet, Sought, among, looked_up};
use super::statement::{Build, Statement};

/// So much is kept of why a view could not take an event.
const REASON_CHARS_MAX: usize = 1000;

/// A row of a view: the view's id, and the canonical bytes of the row's key.
pub(crate) type RowId = (i64, Vec<u8>);

/// What views remember of some rows: view, key, state.
pub(crate) fn memories(dialect: Dialect, rows: Vec<RowId>) -> Vec<Statement> {
    looked_up(dialect, ("gundb_fold", &["view", "key", "state"]), of_rows(rows))
}

fn of_rows(rows: Vec<RowId>) -> Vec<Sought> {
    let (views, keys) = rows.into_iter().map(|(view, key)| (Some(view), Some(key))).unzip();
    let sought = |column: &str, cells| Sought { column: column.to_owned(), cast: None, cells };
    vec![sought("view", Array::Ints(views)), sought("key", Array::Blobs(keys))]
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

/// All conflicts: view, kind, key, column, key cells.
pub(crate) fn all_conflicts(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["view", "kind", "key", "column_name", "row_key"])
        .from("gundb_conflict")
        .order_by("view", Order::Asc)
        .order_by("key", Order::Asc)
        .build_for(dialect)
}

/// Conflicts for people: name of the view, key cells, kind, column.
pub(crate) fn conflicts(dialect: Dialect, limit: usize) -> Statement {
    let sql = format!(
        "SELECT v.name, c.row_key, c.kind, c.column_name FROM gundb_conflict AS c \
         LEFT JOIN gundb_view AS v ON v.id = c.view WHERE c.view = 0 OR v.table_name = v.name \
         ORDER BY v.name, c.row_key{}, c.kind, c.column_name LIMIT {limit}",
        dialect.capability().by_bytes
    );
    Statement::numbered(dialect, &sql, Vec::new())
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
        .insert(dialect, &Present::Stays(&["view", "position"]))
}

/// A reason as it can be stored: application code may say anything, at any length.
fn storable(reason: &str) -> String {
    reason
        .chars()
        .take(REASON_CHARS_MAX)
        .map(|one| if one == '\0' { '\u{fffd}' } else { one })
        .collect()
}

/// The first stream after an id with events that a view could not take: id, key.
pub(crate) fn skipped_stream(dialect: Dialect, view: i64, after: i64) -> Statement {
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
        .and_where(Expr::col("id").gt(after))
        .and_where(Expr::col("id").in_subquery(streams))
        .order_by("id", Order::Asc)
        .limit(1)
        .build_for(dialect)
}

/// Forgets that a view could not take the events at some positions.
pub(crate) fn unskip_at(dialect: Dialect, view: i64, positions: Vec<i64>) -> Vec<Statement> {
    let begun = Query::delete()
        .from_table("gundb_skipped")
        .and_where(Expr::col("view").eq(view))
        .build_for(dialect);
    let cells = Array::Ints(positions.into_iter().map(Some).collect());
    among(
        dialect,
        &begun,
        " AND ",
        vec![Sought { column: "position".to_owned(), cast: None, cells }],
    )
}

/// Forgets what views remembered of some rows.
pub(crate) fn forget(dialect: Dialect, rows: Vec<RowId>) -> Vec<Statement> {
    let begun = Query::delete().from_table("gundb_fold").build_for(dialect);
    among(dialect, &begun, " WHERE ", of_rows(rows))
}

/// A conflict of a row, or of one of its cells.
#[derive(Clone, Debug)]
pub(crate) struct ConflictRow {
    pub(crate) kind: &'static str,
    pub(crate) view: i64,
    pub(crate) key: Vec<u8>,
    pub(crate) column: String,
    /// The key's cells, for people.
    pub(crate) row_key: String,
}

/// Lists conflicts that are new; each once.
pub(crate) fn list_conflicts(dialect: Dialect, rows: Vec<ConflictRow>) -> Vec<Statement> {
    const KEY: [&str; 4] = ["view", "key", "kind", "column_name"];
    RowSet::new("gundb_conflict", rows.len())
        .ints(KEY[0], rows.iter().map(|row| row.view))
        .blobs(KEY[1], rows.iter().map(|row| row.key.clone()))
        .texts(KEY[2], rows.iter().map(|row| row.kind.to_owned()))
        .texts(KEY[3], rows.iter().map(|row| row.column.clone()))
        .texts("row_key", rows.into_iter().map(|row| row.row_key))
        .insert(dialect, &Present::Stays(&KEY))
}

/// Takes conflicts off the list.
pub(crate) fn resolve_conflicts(dialect: Dialect, rows: Vec<ConflictRow>) -> Vec<Statement> {
    let begun = Query::delete().from_table("gundb_conflict").build_for(dialect);
    let text = |column: &str, cells: Vec<String>| Sought {
        column: column.to_owned(),
        cast: None,
        cells: Array::Texts(cells.into_iter().map(Some).collect()),
    };
    let kinds = text("kind", rows.iter().map(|row| row.kind.to_owned()).collect());
    let columns = text("column_name", rows.iter().map(|row| row.column.clone()).collect());
    let mut sought = of_rows(rows.into_iter().map(|row| (row.view, row.key)).collect());
    sought.extend([kinds, columns]);
    among(dialect, &begun, " WHERE ", sought)
}

/// The state of a row after one of its events.
#[derive(Clone, Debug)]
pub(crate) struct SnapshotRow {
    pub(crate) view: i64,
    pub(crate) key: Vec<u8>,
    /// Canonical key of the event.
    pub(crate) place: Vec<u8>,
    /// How many events are in it.
    pub(crate) version: i64,
    pub(crate) state: String,
}

/// Keeps snapshots.
pub(crate) fn keep_snapshots(dialect: Dialect, rows: Vec<SnapshotRow>) -> Vec<Statement> {
    const KEY: [&str; 3] = ["view", "key", "place"];
    RowSet::new("gundb_snapshot", rows.len())
        .ints(KEY[0], rows.iter().map(|row| row.view))
        .blobs(KEY[1], rows.iter().map(|row| row.key.clone()))
        .blobs(KEY[2], rows.iter().map(|row| row.place.clone()))
        .ints("version", rows.iter().map(|row| row.version))
        .texts("state", rows.into_iter().map(|row| row.state))
        .insert(dialect, &Present::Takes(&KEY))
}

/// Drops the snapshots of a row at some versions.
pub(crate) fn thin_snapshots(
    dialect: Dialect,
    view: i64,
    key: Vec<u8>,
    versions: Vec<i64>,
) -> Vec<Statement> {
    let begun = Query::delete()
        .from_table("gundb_snapshot")
        .and_where(Expr::col("view").eq(view))
        .and_where(Expr::col("key").eq(key))
        .build_for(dialect);
    let cells = Array::Ints(versions.into_iter().map(Some).collect());
    among(
        dialect,
        &begun,
        " AND ",
        vec![Sought { column: "version".to_owned(), cast: None, cells }],
    )
}

/// The newest snapshot of a row before a canonical key: its state.
pub(crate) fn snapshot_before(
    dialect: Dialect,
    view: i64,
    key: Vec<u8>,
    place: Vec<u8>,
) -> Statement {
    Query::select()
        .column("state")
        .from("gundb_snapshot")
        .and_where(Expr::col("view").eq(view))
        .and_where(Expr::col("key").eq(key))
        .and_where(Expr::col("place").lt(place))
        .order_by("place", Order::Desc)
        .limit(1)
        .build_for(dialect)
}

/// Drops the snapshots of a row from a canonical key on.
pub(crate) fn drop_snapshots(
    dialect: Dialect,
    view: i64,
    key: Vec<u8>,
    from: Vec<u8>,
) -> Statement {
    Query::delete()
        .from_table("gundb_snapshot")
        .and_where(Expr::col("view").eq(view))
        .and_where(Expr::col("key").eq(key))
        .and_where(Expr::col("place").gte(from))
        .build_for(dialect)
}
