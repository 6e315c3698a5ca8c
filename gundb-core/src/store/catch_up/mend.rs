//! Events that code of the application's could not take are folded after all, once the code is mended.

use std::sync::Arc;

use super::page::Folder;
use crate::error::Result;
use crate::model::Value;
use crate::sql::{store, view as sql};
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
    loop {
        let mut connection = shared.pools.reader().await?;
        let next = next_stream(&mut connection, view.id, behind).await?;
        drop(connection);
        let Some(stream) = next else { return Ok(()) };
        behind = stream.id;
        retried(|| refold(shared, view.id, &stream)).await?;
    }
}

/// Views whose code could not take an event before, which it may take now.
pub(in crate::store) async fn to_mend(
    connection: &mut Connection,
    catalog: &Catalog,
) -> Result<Vec<Arc<RegisteredView>>> {
    let mut found = Vec::new();
    let is_code = |view: &&Arc<RegisteredView>| view.is_folded_here() && view.plan.description.needs_code();
    for view in catalog.views.iter().filter(is_code) {
        if next_stream(connection, view.id, 0).await?.is_some() {
            found.push(Arc::clone(view));
        }
    }
    Ok(found)
}

/// The first stream behind an id with events that the view skipped.
async fn next_stream(connection: &mut Connection, view: i64, behind: i64) -> Result<Option<StreamOf>> {
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
    let row = identity::lock(connection).await?;
    let Some(locked) = super::lock(connection, view).await?.filter(|locked| locked.state.is_kept()) else {
        return Ok(());
    };
    let catalog = super::catalog_with(connection, shared, view, &locked).await?;
    let Some(mut folder) = Folder::begin(connection, &catalog, view).await? else { return Ok(()) };
    let key = vec![Value::Text(stream.key.clone())];
    folder.restart(connection, key).await?;
    folder.persist(connection).await?;
    // Writers keep rows: the revision tells them that these have changed.
    connection.execute(store::save(connection.dialect(), &row)).await.map(drop)
}

/// A stream with skipped events.
struct StreamOf {
    id: i64,
    key: String,
}
