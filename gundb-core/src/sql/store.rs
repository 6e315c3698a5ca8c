//! Statements about the one locked row.

use sea_query::{Expr, Order, Query};

use super::capability::Dialect;
use super::statement::{Build, Statement};

const TABLE: &str = "gundb_store";

/// The locked row.
#[derive(Clone, Debug)]
pub(crate) struct StoreRow {
    pub(crate) space: Vec<u8>,
    pub(crate) log: i64,
    pub(crate) epoch: i64,
    pub(crate) next_position: i64,
    pub(crate) next_stream: i64,
    pub(crate) hlc: i64,
    pub(crate) catalog: i64,
    pub(crate) foreign_heads: i64,
    /// Grows with every transaction that writes.
    pub(crate) revision: i64,
    /// Rows in `gundb_pending`.
    pub(crate) pending: i64,
}

const COLUMNS: [&str; 10] = [
    "space",
    "log",
    "epoch",
    "next_position",
    "next_stream",
    "hlc",
    "catalog",
    "foreign_heads",
    "revision",
    "pending",
];

/// Locks the row and returns its [`StoreRow`] columns. A statement of its own: under READ COMMITTED
/// a statement that waits for the lock still reads what was there before it.
pub(crate) const LOCK: &str = "UPDATE gundb_store SET catalog = catalog WHERE id = 1 RETURNING \
    space, log, epoch, next_position, next_stream, hlc, catalog, foreign_heads, revision, pending";

/// Reads the row without a lock.
pub(crate) fn read(dialect: Dialect) -> Statement {
    Query::select().columns(COLUMNS).from(TABLE).build_for(dialect)
}

/// Writes the first row; the caller knows that there is none.
pub(crate) fn create(dialect: Dialect, row: &StoreRow) -> Statement {
    let values: [Expr; 11] = [
        1_i64.into(),
        row.space.clone().into(),
        row.log.into(),
        row.epoch.into(),
        row.next_position.into(),
        row.next_stream.into(),
        row.hlc.into(),
        row.catalog.into(),
        row.foreign_heads.into(),
        row.revision.into(),
        row.pending.into(),
    ];
    Query::insert()
        .into_table(TABLE)
        .columns(["id"].into_iter().chain(COLUMNS))
        .values_panic(values)
        .build_for(dialect)
}

/// All epochs, oldest first: epoch, first position.
pub(crate) fn epochs(dialect: Dialect) -> Statement {
    Query::select()
        .columns(["epoch", "first_position"])
        .from("gundb_epoch")
        .order_by("epoch", Order::Asc)
        .build_for(dialect)
}

/// The first epoch.
pub(crate) fn create_epoch(dialect: Dialect, epoch: i64, first_position: i64) -> Statement {
    Query::insert()
        .into_table("gundb_epoch")
        .columns(["epoch", "first_position"])
        .values_panic([epoch.into(), first_position.into()])
        .build_for(dialect)
}

/// Writes back what a write moved, as the next revision; fails where the row is no longer in the
/// revision of which `row` was made.
pub(crate) fn save(dialect: Dialect, row: &StoreRow) -> Statement {
    let sql = format!(
        "UPDATE gundb_store SET next_position = ?, next_stream = ?, hlc = ?, catalog = ?, foreign_heads = ?, pending = ?, revision = ? \
         WHERE id = 1 AND {}",
        dialect.capability().require.replace("{}", "revision = ?")
    );
    let values = [
        row.next_position,
        row.next_stream,
        row.hlc,
        row.catalog,
        row.foreign_heads,
        row.pending,
        row.revision + 1,
        row.revision,
    ];
    Statement::numbered(dialect, &sql, values.map(Into::into).into())
}
