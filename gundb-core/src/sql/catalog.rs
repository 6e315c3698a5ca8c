//! Statements about the catalog: stream types, event types, schemas, views.

use sea_query::{Expr, ExprTrait, Order, Query};

use super::capability::Dialect;
use super::statement::{Build, Statement};

/// All stream types: id, name.
pub(crate) fn stream_types(dialect: Dialect) -> Statement {
    Query::select().columns(["id", "name"]).from("gundb_stream_type").build_for(dialect)
}

/// All event types: id, stream type, name.
pub(crate) fn event_types(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["id", "stream_type", "name"])
        .from("gundb_event_type")
        .build_for(dialect)
}

/// All schemas, oldest registration first: event type, version, hash, schema.
pub(crate) fn schemas(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["event_type", "version", "hash", "schema"])
        .from("gundb_schema")
        .order_by("version", Order::Asc)
        .order_by("catalog", Order::Asc)
        .build_for(dialect)
}

/// All schemas as stored: event type, version, catalog number, hash, schema.
pub(crate) fn schema_rows(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["event_type", "version", "catalog", "hash", "schema"])
        .from("gundb_schema")
        .build_for(dialect)
}

const VIEW_COLUMNS: [&str; 8] =
    ["id", "name", "version", "hash", "definition", "state", "position", "table_name"];

/// All views: id, name, version, hash, definition, state, position, table.
pub(crate) fn views(dialect: Dialect) -> Statement {
    Query::select()
        .columns(VIEW_COLUMNS)
        .from("gundb_view")
        .order_by("id", Order::Asc)
        .build_for(dialect)
}

pub(crate) fn add_stream_type(dialect: Dialect, id: i64, name: &str) -> Statement {
    Query::insert()
        .into_table("gundb_stream_type")
        .columns(["id", "name"])
        .values_panic([id.into(), name.into()])
        .build_for(dialect)
}

pub(crate) fn add_event_type(dialect: Dialect, id: i64, stream_type: i64, name: &str) -> Statement {
    Query::insert()
        .into_table("gundb_event_type")
        .columns(["id", "stream_type", "name"])
        .values_panic([id.into(), stream_type.into(), name.into()])
        .build_for(dialect)
}

/// A schema to be registered.
pub(crate) struct SchemaRow {
    pub(crate) event_type: i64,
    pub(crate) version: i64,
    pub(crate) catalog: i64,
    pub(crate) hash: Vec<u8>,
    pub(crate) schema: String,
}

pub(crate) fn add_schema(dialect: Dialect, row: SchemaRow) -> Statement {
    Query::insert()
        .into_table("gundb_schema")
        .columns(["event_type", "version", "catalog", "hash", "schema"])
        .values_panic([
            row.event_type.into(),
            row.version.into(),
            row.catalog.into(),
            row.hash.into(),
            row.schema.into(),
        ])
        .build_for(dialect)
}

/// A view to be registered.
pub(crate) struct ViewRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) version: i64,
    pub(crate) hash: Vec<u8>,
    pub(crate) definition: String,
    pub(crate) state: &'static str,
    pub(crate) position: i64,
    pub(crate) table: String,
}

pub(crate) fn add_view(dialect: Dialect, row: ViewRow) -> Statement {
    Query::insert()
        .into_table("gundb_view")
        .columns(VIEW_COLUMNS)
        .values_panic([
            row.id.into(),
            row.name.into(),
            row.version.into(),
            row.hash.into(),
            row.definition.into(),
            row.state.into(),
            row.position.into(),
            row.table.into(),
        ])
        .build_for(dialect)
}

/// Locks a view's row and returns its hash, state, position and table. A statement of its own, like
/// the store's lock.
pub(crate) fn lock_view(dialect: Dialect, id: i64) -> Statement {
    Query::update()
        .table("gundb_view")
        .value("position", Expr::col("position"))
        .and_where(Expr::col("id").eq(id))
        .returning(Query::returning().columns(["hash", "state", "position", "table_name"]))
        .build_for(dialect)
}

/// Where a view stands, without a lock: its hash, state, position and table.
pub(crate) fn read_view(dialect: Dialect, id: i64) -> Statement {
    Query::select()
        .columns(["hash", "state", "position", "table_name"])
        .from("gundb_view")
        .and_where(Expr::col("id").eq(id))
        .build_for(dialect)
}

/// Moves a view to a state and a position.
pub(crate) fn move_view(
    dialect: Dialect,
    id: i64,
    state: &'static str,
    position: i64,
) -> Statement {
    Query::update()
        .table("gundb_view")
        .values([("state", state.into()), ("position", position.into())])
        .and_where(Expr::col("id").eq(id))
        .build_for(dialect)
}

/// Names the table that holds a view's rows.
pub(crate) fn name_table(dialect: Dialect, id: i64, table: &str) -> Statement {
    Query::update()
        .table("gundb_view")
        .value("table_name", table)
        .and_where(Expr::col("id").eq(id))
        .build_for(dialect)
}

/// Takes a replaced view out, with all it remembered.
pub(crate) fn remove_view(dialect: Dialect, id: i64) -> Vec<Statement> {
    let mut statements: Vec<Statement> =
        ["gundb_fold", "gundb_skipped", "gundb_conflict", "gundb_snapshot"]
            .map(|table| {
                Query::delete()
                    .from_table(table)
                    .and_where(Expr::col("view").eq(id))
                    .build_for(dialect)
            })
            .into();
    statements.push(
        Query::delete()
            .from_table("gundb_view")
            .and_where(Expr::col("id").eq(id))
            .build_for(dialect),
    );
    statements
}
