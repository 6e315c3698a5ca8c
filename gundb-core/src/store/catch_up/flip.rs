//! The last step: a view that has caught up becomes live.

use super::standing::{catalog_with, lock};
use crate::error::Result;
use crate::sql::{catalog as sql, store, view_table};
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::catalog::{Catalog, RegisteredView, ViewState, hung};
use crate::store::refold::Folder;
use crate::store::shared::Shared;
use crate::store::{identity, retry};

/// Pages folded under the store's lock at most; with more to fold, chunks go on.
const PAGES_MAX: usize = 4;

/// Tries the last step until readers of the old table let it through; whether the view is live (or
/// gone) now.
pub(super) async fn patiently(shared: &Shared, view: i64) -> Result<bool> {
    retry::patiently(|| flip(shared, view)).await
}

async fn flip(shared: &Shared, view: i64) -> Result<bool, Failure> {
    let mut transaction = Transaction::begin(&shared.pools).await?;
    let done = flip_in(transaction.connection(), shared, view).await;
    transaction.end(done).await
}

/// Under the store's lock: folds what is left, swaps the tables, and makes the view live.
async fn flip_in(connection: &mut Connection, shared: &Shared, view: i64) -> Result<bool, Failure> {
    let dialect = connection.dialect();
    let mut row = identity::lock(connection).await?;
    connection.be_quick().await?;
    let Some(locked) = lock(connection, view).await?.filter(|locked| !locked.state.is_caught_up())
    else {
        return Ok(true);
    };
    let mut position = locked.position;
    let catalog = catalog_with(connection, shared, view, &locked).await?;
    let folder = Folder::begin(connection, &catalog, view).await?;
    let Some(mut folder) = folder else { return Ok(true) };
    for page in 1.. {
        let Some(last) = folder.chunk(connection, position, shared.short_chunk()).await? else {
            break;
        };
        position = last;
        if page == PAGES_MAX {
            folder.persist(connection).await?;
            connection
                .execute(sql::move_view(dialect, view, locked.state.as_str(), position))
                .await?;
            return Ok(false);
        }
    }
    folder.persist(connection).await?;
    if let Some(registered) = catalog.views.iter().find(|registered| registered.id == view) {
        swap(connection, &catalog, registered).await?;
    }
    let live = ViewState::Live.as_str();
    connection.execute(sql::move_view(dialect, view, live, row.next_position - 1)).await?;
    row.catalog += 1;
    connection.execute(store::save(dialect, &row)).await?;
    Ok(true)
}

/// Replaces the table that served by the one that was built beside it.
async fn swap(
    connection: &mut Connection,
    catalog: &Catalog,
    built: &RegisteredView,
) -> Result<(), Failure> {
    if built.is_serving() {
        return Ok(());
    }
    let (dialect, name) = (connection.dialect(), built.plan.name());
    let mut hung = None;
    if let Some(old) = catalog.versions(name).find(|version| version.is_serving()) {
        connection.execute_all(sql::remove_view(dialect, old.id)).await?;
        hung = Some(hung::set_aside(connection, name, old.id).await?);
    }
    connection.execute(view_table::rename(dialect, &built.stored.table, name)).await?;
    connection.execute(sql::name_table(dialect, built.id, name)).await?;
    match hung {
        Some(hung) => hung.hang_on(connection, &built.plan.description).await,
        None => Ok(()),
    }
}
