//! Statements about logs and the store's heads.

use sea_query::{Expr, ExprTrait, Query};

use super::bound::Array;
use super::capability::Dialect;
use super::set::{Present, RowSet, Sought, among, looked_up};
use super::statement::{Build, Statement};

const TABLE: &str = "gundb_log";

/// A log as stored.
#[derive(Clone, Debug)]
pub(crate) struct LogRow {
    pub(crate) id: i64,
    pub(crate) origin: i64,
    pub(crate) genesis_hash: Vec<u8>,
    pub(crate) head_sequence: i64,
    pub(crate) head_hash: Vec<u8>,
}

/// All logs: id, origin, head sequence and hash.
pub(crate) fn all(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["id", "origin", "head_sequence", "head_hash"])
        .from(TABLE)
        .order_by("id", sea_query::Order::Asc)
        .build_for(dialect)
}

/// The own log, and the one that began last, which may be the same: id, origin, head sequence and
/// hash.
pub(crate) fn own_and_last(dialect: Dialect) -> Statement {
    let sql = "SELECT id, origin, head_sequence, head_hash FROM gundb_log \
               WHERE id = (SELECT log FROM gundb_store) OR id = (SELECT MAX(id) FROM gundb_log)";
    Statement::numbered(dialect, sql, Vec::new())
}

/// The logs of some origins, as far as they are held: id, origin, head sequence and hash.
pub(crate) fn of_origins(dialect: Dialect, origins: Vec<i64>) -> Vec<Statement> {
    let begun = Query::select()
        .columns(["id", "origin", "head_sequence", "head_hash"])
        .from(TABLE)
        .build_for(dialect);
    let cells = Array::Ints(origins.into_iter().map(Some).collect());
    among(
        dialect,
        &begun,
        " WHERE ",
        vec![Sought { column: "origin".to_owned(), cast: None, cells }],
    )
}

/// Who writes the logs that began after one: id, origin.
pub(crate) fn origins_after(dialect: Dialect, id: i64) -> Statement {
    Query::select()
        .columns(["id", "origin"])
        .from(TABLE)
        .and_where(Expr::col("id").gt(id))
        .build_for(dialect)
}

/// All logs with their genesis: id, origin, branch, parent, fork sequence, space, genesis and its
/// hash, head sequence and hash.
pub(crate) fn whole(dialect: Dialect) -> Statement {
    let begin = ["id", "origin", "branch", "parent", "fork_sequence", "space", "genesis"];
    Query::select()
        .columns(begin)
        .columns(["genesis_hash", "head_sequence", "head_hash"])
        .from(TABLE)
        .order_by("id", sea_query::Order::Asc)
        .build_for(dialect)
}

/// How some logs begin: id, genesis record, its hash.
pub(crate) fn geneses(dialect: Dialect, ids: Vec<i64>) -> Vec<Statement> {
    let begun =
        Query::select().columns(["id", "genesis", "genesis_hash"]).from(TABLE).build_for(dialect);
    let cells = Array::Ints(ids.into_iter().map(Some).collect());
    among(dialect, &begun, " WHERE ", vec![Sought { column: "id".to_owned(), cast: None, cells }])
}

/// Begins a log at its genesis record.
pub(crate) fn create(
    dialect: Dialect,
    row: &LogRow,
    space: Vec<u8>,
    genesis: Vec<u8>,
) -> Statement {
    Query::insert()
        .into_table(TABLE)
        .columns(["id", "origin", "space", "genesis", "genesis_hash", "head_sequence", "head_hash"])
        .values_panic([
            row.id.into(),
            row.origin.into(),
            space.into(),
            genesis.into(),
            row.genesis_hash.clone().into(),
            row.head_sequence.into(),
            row.head_hash.clone().into(),
        ])
        .build_for(dialect)
}

/// Moves a log's head.
pub(crate) fn save_head(dialect: Dialect, log: i64, sequence: i64, hash: Vec<u8>) -> Statement {
    let values = vec![sequence.into(), hash.into(), log.into()];
    Statement::numbered(
        dialect,
        "UPDATE gundb_log SET head_sequence = ?, head_hash = ? WHERE id = ?",
        values,
    )
}

/// The store's heads besides the own log's last record: log, sequence, hash.
pub(crate) fn head_rows(dialect: Dialect) -> Statement {
    Query::select().columns(["log", "sequence", "hash"]).from("gundb_head").build_for(dialect)
}

/// Those of them that have some logs and sequences: log, sequence, hash.
pub(crate) fn head_rows_at(dialect: Dialect, dots: Vec<(i64, i64)>) -> Vec<Statement> {
    looked_up(dialect, ("gundb_head", &["log", "sequence", "hash"]), by_dot(&dots))
}

/// Adds to them: log, sequence, hash.
pub(crate) fn add_heads(dialect: Dialect, heads: Vec<(i64, i64, Vec<u8>)>) -> Vec<Statement> {
    RowSet::new("gundb_head", heads.len())
        .ints("log", heads.iter().map(|(log, ..)| *log))
        .ints("sequence", heads.iter().map(|(_, sequence, _)| *sequence))
        .blobs("hash", heads.into_iter().map(|(.., hash)| hash))
        .insert(dialect, &Present::Fails)
}

/// Takes some of them out: log, sequence.
pub(crate) fn remove_heads(dialect: Dialect, heads: Vec<(i64, i64)>) -> Vec<Statement> {
    let begun = Query::delete().from_table("gundb_head").build_for(dialect);
    among(dialect, &begun, " WHERE ", by_dot(&heads))
}

/// Rows by log and sequence.
fn by_dot(dots: &[(i64, i64)]) -> Vec<Sought> {
    let sought = |column: &str, cells: Vec<Option<i64>>| Sought {
        column: column.to_owned(),
        cast: None,
        cells: Array::Ints(cells),
    };
    let logs = sought("log", dots.iter().map(|(log, _)| Some(*log)).collect());
    let sequences = sought("sequence", dots.iter().map(|(_, sequence)| Some(*sequence)).collect());
    vec![logs, sequences]
}
