//! Events that code of the application's could not take are folded after all, once the code is mended.

use super::page::Folder;
use crate::error::Result;
use crate::fold::key_bytes;
use crate::model::Value;
use crate::sql::event::{self, Behind, Scope};
use crate::sql::{Direction, view as sql};
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::handle::Shared;
use crate::store::identity;
use crate::store::recorded::Recorded;
use crate::store::retry::retried;

/// Folds the rows of skipped events again from nothing, one stream a transaction. What can't be taken still is listed again.
pub(in crate::store) async fn mend(shared: &Shared, view: i64) -> Result<()> {
    let mut behind = 0;
    while let Some(position) = first_skipped(shared, view, behind).await? {
        retried(|| refold(shared, view, position)).await?;
        behind = position;
    }
    Ok(())
}

async fn first_skipped(shared: &Shared, view: i64, behind: i64) -> Result<Option<i64>> {
    let mut connection = shared.pools.reader().await?;
    let first = sql::first_skipped(connection.dialect(), view, behind);
    let rows = connection.fetch(first).await.map_err(|failure| failure.error)?;
    rows.into_iter().next().map(|mut cells| cells.int()).transpose()
}

async fn refold(shared: &Shared, view: i64, position: i64) -> Result<(), Failure> {
    let mut transaction = Transaction::begin(&shared.pools).await?;
    let done = refold_in(transaction.connection(), shared, view, position).await;
    transaction.end(done).await
}

async fn refold_in(
    connection: &mut Connection,
    shared: &Shared,
    view: i64,
    position: i64,
) -> Result<(), Failure> {
    let dialect = connection.dialect();
    identity::lock(connection).await?;
    let Some(locked) = super::lock(connection, view).await?.filter(|locked| locked.state.is_kept()) else {
        return Ok(());
    };
    let catalog = super::catalog_with(connection, shared, view, &locked.hash).await?;
    let Some(mut folder) = Folder::begin(connection, &catalog, view).await? else { return Ok(()) };
    let Some(stream) = stream_of(connection, position).await? else { return Ok(()) };
    let key = vec![Value::Text(stream.key)];
    connection.execute(sql::unskip(dialect, view, stream.id)).await?;
    connection.execute(sql::clear_conflicts(dialect, view, key_bytes(&key))).await?;
    folder.restart(connection, key).await?;
    let mut behind = Behind::Nothing;
    loop {
        let scope = Scope::Stream(stream.id);
        let page = event::page(dialect, &scope, behind, 0, Direction::Ascending, shared.chunk_events);
        let page = connection.fetch(page).await?;
        let events = page.into_iter().map(Recorded::from_cells).collect::<Result<Vec<_>>>()?;
        let Some(last) = events.last() else { break };
        behind = last.behind();
        folder.fold(connection, &events).await?;
    }
    folder.persist(connection).await
}

struct StreamOf {
    id: i64,
    key: String,
}

async fn stream_of(connection: &mut Connection, position: i64) -> Result<Option<StreamOf>, Failure> {
    let rows = connection.fetch(sql::stream_of(connection.dialect(), position)).await?;
    let Some(mut cells) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some(StreamOf { id: cells.int()?, key: cells.text()? }))
}
