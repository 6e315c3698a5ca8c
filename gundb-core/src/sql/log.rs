//! Statements about logs and the store's heads.

use sea_query::{Expr, ExprTrait, Query};

use super::capability::Dialect;
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

/// All logs: the columns of [`LogRow`].
pub(crate) fn all(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["id", "origin", "genesis_hash", "head_sequence", "head_hash"])
        .from(TABLE)
        .order_by("id", sea_query::Order::Asc)
        .build_for(dialect)
}

/// All logs with their genesis: id, origin, branch, parent, fork sequence, space, genesis and its hash, head sequence
/// and hash.
pub(crate) fn whole(dialect: Dialect) -> Statement {
    let begin = ["id", "origin", "branch", "parent", "fork_sequence", "space", "genesis"];
    Query::select()
        .columns(begin)
        .columns(["genesis_hash", "head_sequence", "head_hash"])
        .from(TABLE)
        .order_by("id", sea_query::Order::Asc)
        .build_for(dialect)
}

/// Begins a log at its genesis record.
pub(crate) fn create(dialect: Dialect, row: &LogRow, space: Vec<u8>, genesis: Vec<u8>) -> Statement {
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
    Statement::numbered(dialect, "UPDATE gundb_log SET head_sequence = ?, head_hash = ? WHERE id = ?", values)
}

/// The store's heads besides the own log's last record: origin, sequence, hash.
pub(crate) fn foreign_heads(dialect: Dialect) -> Statement {
    Query::select()
        .column((TABLE, "origin"))
        .columns([("gundb_head", "sequence"), ("gundb_head", "hash")])
        .from("gundb_head")
        .inner_join(TABLE, Expr::col((TABLE, "id")).equals(("gundb_head", "log")))
        .build_for(dialect)
}

/// The same as stored: log, sequence, hash.
pub(crate) fn head_rows(dialect: Dialect) -> Statement {
    Query::select().columns(["log", "sequence", "hash"]).from("gundb_head").build_for(dialect)
}

/// Forgets them: an append joined them.
pub(crate) fn clear_foreign_heads(dialect: Dialect) -> Statement {
    Query::delete().from_table("gundb_head").build_for(dialect)
}
