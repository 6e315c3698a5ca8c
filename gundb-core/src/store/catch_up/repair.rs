//! Events that application code could not take are folded after all, once the code is repaired.

use std::sync::Arc;

use super::standing::{Standing, catalog_with, lock, standing};
use crate::clock::CanonicalKey;
use crate::error::Result;
use crate::fold::{RowState, key_bytes};
use crate::model::Value;
use crate::sql::{catalog, store, view as sql};
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::catalog::{Catalog, RegisteredView};
use crate::store::identity;
use crate::store::refold::{Folder, Past};
use crate::store::retry::retried;
use crate::store::shared::Shared;

/// Folds the rows of skipped events again from nothing, one stream a transaction. What can't be
/// taken still is listed again. Rules are no code: what they can't take, they never can, and a view
/// over many streams has no row of one stream's.
pub(in crate::store) async fn repair(shared: &Shared, view: &RegisteredView) -> Result<()> {
    if !view.plan.description.needs_code() {
        return Ok(());
    }
    let mut after = 0;
    loop {
        let mut connection = shared.pools.reader().await?;
        let next = next_stream(&mut connection, view.id, after).await?;
        drop(connection);
        let Some(stream) = next else { return Ok(()) };
        after = stream.id;
        retried(|| refold(shared, view.id, &stream)).await?;
    }
}

/// Views whose code could not take an event before, which it may take now.
pub(in crate::store) async fn to_repair(
    connection: &mut Connection,
    catalog: &Catalog,
) -> Result<Vec<Arc<RegisteredView>>> {
    let mut found = Vec::new();
    let is_code =
        |view: &&Arc<RegisteredView>| view.is_folded_here() && view.plan.description.needs_code();
    for view in catalog.views.iter().filter(is_code) {
        if next_stream(connection, view.id, 0).await?.is_some() {
            found.push(Arc::clone(view));
        }
    }
    Ok(found)
}

/// The first stream after an id with events that the view skipped.
async fn next_stream(
    connection: &mut Connection,
    view: i64,
    after: i64,
) -> Result<Option<StreamOf>> {
    let next = sql::skipped_stream(connection.dialect(), view, after);
    let rows = connection.fetch(next).await.map_err(|failure| failure.error)?;
    let Some(mut cells) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some(StreamOf { id: cells.int()?, key: cells.text()? }))
}

/// Folds a stream's row without a lock, as it may be long, and what came meanwhile under the
/// store's lock.
async fn refold(shared: &Shared, view: i64, stream: &StreamOf) -> Result<(), Failure> {
    let mut reader = shared.pools.reader().await?;
    let row = catalog::read_view(reader.dialect(), view);
    let Some(begun) = standing(&mut reader, row).await?.filter(|begun| begun.state.is_caught_up())
    else {
        return Ok(());
    };
    let catalog = catalog_with(&mut reader, shared, view, &begun).await?;
    let Some(folder) = Folder::begin(&mut reader, &catalog, view).await? else { return Ok(()) };
    let mut row =
        RowAgain { folder, key: vec![Value::Text(stream.key.clone())], past: Past::of(Vec::new()) };
    row.begin(&mut reader).await?;
    drop(reader);
    let mut transaction = Transaction::begin(&shared.pools).await?;
    let done = end(transaction.connection(), view, &begun, row).await;
    transaction.end(done).await
}

/// Folds what came since the row was read, and writes it.
async fn end(
    connection: &mut Connection,
    view: i64,
    begun: &Standing,
    mut row: RowAgain<'_>,
) -> Result<(), Failure> {
    let store = identity::lock(connection).await?;
    if lock(connection, view).await?.as_ref() != Some(begun) {
        return Err(Failure::again("the view was replaced while a row of it was folded again"));
    }
    row.end(connection).await?;
    row.folder.persist(connection).await?;
    // Writers keep rows: the revision shows them that these have changed.
    connection.execute(store::save(connection.dialect(), &store)).await.map(drop)
}

/// A row that is folded again from its first event.
struct RowAgain<'a> {
    folder: Folder<'a>,
    key: Vec<Value>,
    past: Past,
}

impl RowAgain<'_> {
    /// Folds all that is there now.
    async fn begin(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        let (streams, _) = self.start(connection, RowState::Absent).await?;
        self.past = Past::of(streams);
        self.folder.fold_on(connection, &mut self.past, None).await
    }

    /// Folds what came since, under the store's lock. An event that came late lies before what is
    /// folded already: then all is folded again, under the lock, which is rare.
    async fn end(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        let (catalog, view_index) = (self.folder.catalog, self.folder.view_index);
        let folded = self
            .folder
            .rows
            .take_state(view_index, &key_bytes(&self.key))
            .unwrap_or(RowState::Absent);
        let (streams, events) = self.start(connection, folded).await?;
        if streams == self.past.streams {
            self.folder.fold_on(connection, &mut self.past, None).await?;
        }
        if (&streams, events) != (&self.past.streams, self.past.events) {
            let key = key_bytes(&self.key);
            self.folder.rows.begin_again(catalog, view_index, &key, RowState::Absent);
            self.past = Past::of(streams);
            self.folder.fold_on(connection, &mut self.past, None).await?;
        }
        Ok(())
    }

    /// Reads the row, and lets it go on from a state; the streams that make it, and how many events
    /// they hold.
    async fn start(
        &mut self,
        connection: &mut Connection,
        state: RowState,
    ) -> Result<(Vec<i64>, u64), Failure> {
        let (catalog, view_index) = (self.folder.catalog, self.folder.view_index);
        let key = self.folder.rows.begin(connection, catalog, view_index, self.key.clone()).await?;
        self.folder.rows.outdate(catalog.views[view_index].id, key.clone(), CanonicalKey::FIRST);
        let mut found =
            self.folder.streams_of(connection, &[(key.clone(), CanonicalKey::FIRST)]).await?;
        self.folder.rows.go_on(view_index, &key, state);
        let (mut streams, events) = found.remove(&key).unwrap_or_default();
        streams.sort_unstable();
        Ok((streams, events))
    }
}

/// A stream with skipped events.
struct StreamOf {
    id: i64,
    key: String,
}
