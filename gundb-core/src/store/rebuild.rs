//! A view folded again from nothing, beside the table that serves meanwhile.

use super::handle::Gundb;
use super::identity;
use super::retry::retried;
use super::shared::Shared;
use crate::error::Result;
use crate::sql::store;
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::catalog::Catalog;
use crate::store::catch_up::{catch_up, without_code};
use crate::store::register::build_again;

/// # Evolving views
impl Gundb {
    /// Folds a view again from nothing, chunk by chunk beside its table, and swaps the two. Reads
    /// and appends go on meanwhile; interrupted, the next call goes on where this one was.
    ///
    /// # Errors
    /// A view that nobody registered; one whose code this program has not; a database that can't be
    /// written.
    pub async fn rebuild_view(&self, name: &str) -> Result<()> {
        self.fresh_catalog().await?.view(name)?;
        let view = retried(|| begin(&self.shared, name)).await?;
        catch_up(&self.shared, view).await?;
        self.fresh_catalog().await.map(drop)
    }
}

/// The id of the view to catch up: what is built already, or a new beginning.
async fn begin(shared: &Shared, name: &str) -> Result<i64, Failure> {
    let mut transaction = Transaction::begin(&shared.pools).await?;
    let begun = begin_in(transaction.connection(), shared, name).await;
    let (view, catalog) = transaction.end(begun).await?;
    shared.renew_catalog(catalog);
    Ok(view)
}

async fn begin_in(
    connection: &mut Connection,
    shared: &Shared,
    name: &str,
) -> Result<(i64, Catalog), Failure> {
    let mut row = identity::lock(connection).await?;
    let catalog = Catalog::load(connection, row.catalog, &shared.codes).await?;
    let serving = catalog.view(name)?;
    let unfinished =
        catalog.versions(name).find(|version| !version.is_serving()).map(|version| version.id);
    if let Some(unfinished) = unfinished {
        return Ok((unfinished, catalog));
    }
    if serving.plan.is_blind() {
        return Err(Failure::from(without_code(&serving)));
    }
    let view = build_again(connection, &catalog, &serving).await?;
    row.catalog += 1;
    connection.execute(store::save(connection.dialect(), &row)).await?;
    Ok((view, Catalog::load(connection, row.catalog, &shared.codes).await?))
}
