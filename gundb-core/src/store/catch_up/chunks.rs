//! Folding a view chunk by chunk.

use std::time::{Duration, Instant};

use super::flip;
use super::standing::{Standing, catalog_with, lock, standing};
use crate::error::Result;
use crate::sql::catalog as sql;
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::catalog::Catalog;
use crate::store::refold::Folder;
use crate::store::retry::retried;
use crate::store::shared::Shared;

/// What became of a chunk.
enum Chunk {
    /// There is more to fold; others could not write for so long.
    More(Duration),
    /// The last event is near: the last step may follow.
    NearEnd,
    /// The view is live, or was replaced.
    Over,
}

/// Folds events into a view until it is live, and folds what could not be folded before if it has
/// code.
///
/// # Errors
/// The database failed, or this process lacks the view's code. What was folded so far is kept.
pub(super) async fn run(shared: &Shared, view: i64) -> Result<()> {
    loop {
        let folded = match retried(|| chunk(shared, view)).await {
            // Another process gave the table its name while this one read it.
            Err(error) if error.is_schema() && is_over(shared, view).await? => return Ok(()),
            folded => folded?,
        };
        match folded {
            // Where processes don't stand in line, they look for the lock now and then: it must be
            // free as often as not.
            Chunk::More(held) if !shared.pools.dialect().capability().fair_writers => {
                tokio::time::sleep(held).await;
            }
            Chunk::More(_) => {}
            Chunk::Over => return Ok(()),
            Chunk::NearEnd => {
                if flip::patiently(shared, view).await? {
                    return Ok(());
                }
            }
        }
        // Between chunks others may write: the connection went back to its pool, where they stand
        // in line.
        tokio::task::yield_now().await;
    }
}

/// Whether a view is live by now, or gone.
async fn is_over(shared: &Shared, view: i64) -> Result<bool> {
    let mut reader = shared.pools.reader().await?;
    let row = sql::read_view(reader.dialect(), view);
    let standing = standing(&mut reader, row).await.map_err(|failure| failure.error)?;
    Ok(standing.is_none_or(|standing| standing.state.is_caught_up()))
}

/// Reads and folds without a lock, and writes under that of the view's row: while a view is not
/// live, nobody changes its rows without moving its position.
async fn chunk(shared: &Shared, view: i64) -> Result<Chunk, Failure> {
    let mut reader = shared.pools.reader().await?;
    let row = sql::read_view(reader.dialect(), view);
    let Some(begun) = standing(&mut reader, row).await? else { return Ok(Chunk::Over) };
    if begun.state.is_caught_up() {
        return Ok(Chunk::Over);
    }
    let catalog = catalog_with(&mut reader, shared, view, &begun).await?;
    let folder = Folder::begin(&mut reader, &catalog, view).await?;
    let Some(mut folder) = folder else { return Ok(Chunk::Over) };
    let Some(last) = folder.chunk(&mut reader, begun.position, shared.chunk_events).await? else {
        return Ok(Chunk::NearEnd);
    };
    drop(reader);
    let mut transaction = Transaction::begin(&shared.pools).await?;
    let locked = Instant::now();
    let written = write(transaction.connection(), view, &begun, &mut folder, last).await;
    shared.counting.folded(folder.rows.take_folded());
    transaction.end(written).await.map(|()| Chunk::More(locked.elapsed()))
}

/// Writes a chunk, unless somebody else wrote one meanwhile.
async fn write(
    connection: &mut Connection,
    view: i64,
    begun: &Standing,
    folder: &mut Folder<'_>,
    last: i64,
) -> Result<(), Failure> {
    if lock(connection, view).await?.as_ref() != Some(begun) {
        return Ok(());
    }
    folder.persist(connection).await?;
    connection
        .execute(sql::move_view(connection.dialect(), view, begun.state.as_str(), last))
        .await?;
    Ok(())
}

/// Folds all events into a view that was just registered, in the caller's transaction and under the
/// store's lock.
pub(in crate::store) async fn all(
    connection: &mut Connection,
    shared: &Shared,
    catalog: &Catalog,
    view: i64,
) -> Result<(), Failure> {
    let folder = Folder::begin(connection, catalog, view).await?;
    let Some(mut folder) = folder else { return Ok(()) };
    let mut position = 0;
    while let Some(last) = folder.chunk(connection, position, shared.chunk_events).await? {
        folder.persist(connection).await?;
        position = last;
    }
    folder.persist(connection).await?;
    shared.counting.folded(folder.rows.take_folded());
    Ok(())
}
