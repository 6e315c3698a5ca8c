//! Who this store is: its space, its origin, its first log.

use super::entropy;
use super::entropy::Entropy;
use crate::error::{Error, Result};
use crate::model::Space;
use crate::model::format::Genesis;
use crate::sql::store::StoreRow;
use crate::sql::{Statement, log, store};
use crate::store::backend::{Cells, Connection, Failure};

/// Catalog number of a store without registrations.
const FIRST_CATALOG: i64 = 1;

/// Reads the locked row from the columns that [`store::LOCK`] and [`store::read`] return.
pub(super) fn store_row(mut cells: Cells) -> Result<StoreRow> {
    Ok(StoreRow {
        space: cells.bytes()?,
        log: cells.int()?,
        epoch: cells.int()?,
        next_position: cells.int()?,
        next_stream: cells.int()?,
        hlc: cells.int()?,
        catalog: cells.int()?,
        foreign_heads: cells.int()?,
        revision: cells.int()?,
        pending: cells.int()?,
    })
}

/// Locks the store; every write begins so, the writer's in one round trip with what it asks.
pub(super) async fn lock(connection: &mut Connection) -> Result<StoreRow, Failure> {
    let rows = connection
        .fetch(Statement::text(store::LOCK, Vec::new()))
        .await
        .map_err(Failure::of_waiting)?;
    Ok(locked(rows)?)
}

/// The store's row from the answer to [`store::LOCK`].
pub(super) fn locked(rows: Vec<Cells>) -> Result<StoreRow> {
    let row = rows.into_iter().next();
    row.map(store_row).unwrap_or_else(|| {
        Err(Error::corrupt("the table gundb_store is empty; restore it from a backup"))
    })
}

/// The store's row as it stands, without a lock; `None` before the first open.
pub(super) async fn peek(connection: &mut Connection) -> Result<Option<StoreRow>, Failure> {
    let rows = connection.fetch(store::read(connection.dialect())).await?;
    Ok(rows.into_iter().next().map(store_row).transpose()?)
}

/// The store's row as it stands, without a lock.
///
/// # Errors
/// There is none: the database was never opened.
pub(super) async fn read(connection: &mut Connection) -> Result<StoreRow, Failure> {
    let row = peek(connection).await?;
    Ok(row
        .ok_or_else(|| Error::schema("the table gundb_store is empty; run `gundb migrate run`"))?)
}

/// The space that the store replicates.
pub(super) fn space(row: &StoreRow) -> Result<Space> {
    let bytes = row.space.as_slice().try_into();
    bytes
        .map(Space::from_bytes)
        .map_err(|_| Error::corrupt("the space in gundb_store has not 16 bytes"))
}

/// Gives a fresh store its identity. The caller holds the migration lock.
pub(super) async fn create(
    connection: &mut Connection,
    space: Space,
    entropy: &dyn Entropy,
) -> Result<(), Failure> {
    let dialect = connection.dialect();
    let origin = entropy::origin(entropy)?;
    let genesis =
        Genesis { origin, space, predecessor: None, public_key: None, unknown: Vec::new() };
    let hash = genesis.hash().as_bytes().to_vec();
    let first = log::LogRow {
        id: 1,
        origin: origin.number().cast_signed(),
        genesis_hash: hash.clone(),
        head_sequence: 0,
        head_hash: hash,
    };
    let space = space.uuid().as_bytes().to_vec();
    connection.execute(log::create(dialect, &first, space.clone(), genesis.encode())).await?;
    let row = StoreRow {
        space,
        log: first.id,
        epoch: 1,
        next_position: 1,
        next_stream: 1,
        hlc: 0,
        catalog: FIRST_CATALOG,
        foreign_heads: 0,
        revision: 0,
        pending: 0,
    };
    connection.execute(store::create_epoch(dialect, row.epoch, row.next_position)).await?;
    connection.execute(store::create(dialect, &row)).await?;
    Ok(())
}
