//! Events that code of the application's could not take are folded after all, once the code is mended.

use std::collections::BTreeSet;

use super::page::Folder;
use crate::error::Result;
use crate::fold::key_bytes;
use crate::model::Value;
use crate::sql::{store, stream, view as sql};
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::catalog::{Catalog, RegisteredView};
use crate::store::handle::Shared;
use crate::store::identity;
use crate::store::retry::retried;

/// Folds the rows of skipped events again from nothing, one stream a transaction. What can't be taken still is listed again.
/// Rules are no code: what they can't take, they never can, and a view over many streams has no row of one stream's.
pub(in crate::store) async fn mend(shared: &Shared, view: &RegisteredView) -> Result<()> {
    if !view.plan.description.needs_code() {
        return Ok(());
    }
    let mut behind = 0;
    while let Some(stream) = next_stream(shared, view.id, behind).await? {
        behind = stream.id;
        retried(|| refold(shared, view.id, &stream)).await?;
    }
    Ok(())
}

/// The first stream behind an id with events that the view skipped.
async fn next_stream(shared: &Shared, view: i64, behind: i64) -> Result<Option<StreamOf>> {
    let mut connection = shared.pools.reader().await?;
    let next = sql::skipped_stream(connection.dialect(), view, behind);
    let rows = connection.fetch(next).await.map_err(|failure| failure.error)?;
    let Some(mut cells) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some(StreamOf { id: cells.int()?, key: cells.text()? }))
}

async fn refold(shared: &Shared, view: i64, stream: &StreamOf) -> Result<(), Failure> {
    let mut transaction = Transaction::begin(&shared.pools).await?;
    let done = refold_in(transaction.connection(), shared, view, stream).await;
    transaction.end(done).await
}

async fn refold_in(
    connection: &mut Connection,
    shared: &Shared,
    view: i64,
    stream: &StreamOf,
) -> Result<(), Failure> {
    let dialect = connection.dialect();
    let row = identity::lock(connection).await?;
    let Some(locked) = super::lock(connection, view).await?.filter(|locked| locked.state.is_kept()) else {
        return Ok(());
    };
    let catalog = super::catalog_with(connection, shared, view, &locked).await?;
    let Some(mut folder) = Folder::begin(shared, &catalog, view) else { return Ok(()) };
    let key = vec![Value::Text(stream.key.clone())];
    let streams = streams_of(connection, &catalog, folder.events(), &stream.key).await?;
    for stream in &streams {
        connection.execute(sql::unskip(dialect, view, *stream)).await?;
    }
    connection.execute(sql::drop_snapshots(dialect, view, key_bytes(&key), Vec::new())).await?;
    folder.restart(connection, key).await?;
    folder.streams(connection, streams, shared.short_chunk()).await?;
    folder.persist(connection).await?;
    // Writers keep rows: the revision tells them that these have changed.
    connection.execute(store::save(dialect, &row)).await.map(drop)
}

/// The streams whose events make the row of a key: one of each stream type that the view folds.
async fn streams_of(
    connection: &mut Connection,
    catalog: &Catalog,
    events: &[String],
    key: &str,
) -> Result<Vec<i64>, Failure> {
    let types = events.iter().filter_map(|event| catalog.event_types.get(event));
    let types: BTreeSet<i64> =
        types.filter_map(|event| catalog.stream_types.get(&event.stream_type).copied()).collect();
    let rows = connection.fetch(stream::of_key(connection.dialect(), key, types)).await?;
    Ok(rows.into_iter().map(|mut cells| cells.int()).collect::<Result<_>>()?)
}

/// A stream with skipped events.
struct StreamOf {
    id: i64,
    key: String,
}
