//! Which table a read goes to, and whether it may.

use std::sync::Arc;

use super::catch_up;
use super::handle::Gundb;
use super::identity;
use crate::error::{Error, Result};
use crate::model::Hash;
use crate::store::catalog::{Catalog, RegisteredView, ViewState};

/// Short chunks of events that a typed read folds by itself before it answers; a view further
/// behind is an error.
const READ_CHUNKS_MAX: u64 = 20;

/// # Evolving views
impl Gundb {
    /// The view as the caller's code defines it, caught up.
    pub(super) async fn registered_as(
        &self,
        name: &str,
        definition: Hash,
    ) -> Result<Arc<RegisteredView>> {
        let catalog = self.fresh_catalog().await?;
        let serving = catalog.view(name).map_err(|error| {
            error.and_do("register it where the database is opened: `Gundb::builder().view::<Row>()`, with the view's struct")
        })?;
        let Some(view) = catalog.versions(name).find(|view| view.hash == definition.as_bytes())
        else {
            return Err(Error::definition(format!(
                "view `{name}` is in the database in version {}, which is not what this program defines; \
                 open the database with the program's view registered, or update the program",
                serving.version
            )));
        };
        if view.state.is_caught_up() {
            return Ok(Arc::clone(view));
        }
        Box::pin(self.soon_caught_up(view)).await?;
        Box::pin(self.live(name, definition)).await
    }

    /// Catches a view up that lacks little.
    ///
    /// # Errors
    /// [`Error::is_behind`]: it lacks much, or this process has not its code.
    pub(super) async fn soon_caught_up(&self, view: &RegisteredView) -> Result<()> {
        let left = self.last_position().await?.saturating_sub(view.position.cast_unsigned());
        if left > READ_CHUNKS_MAX.saturating_mul(self.shared.short_chunk()) || view.plan.is_blind()
        {
            return Err(self.behind(view).await?);
        }
        catch_up::catch_up(&self.shared, view.id).await
    }

    /// A view for callers that have no code for it.
    pub(super) async fn registered(&self, name: &str) -> Result<Arc<RegisteredView>> {
        let view = self.fresh_catalog().await?.view(name)?;
        if view.state.is_caught_up() { Ok(view) } else { Err(Box::pin(self.behind(&view)).await?) }
    }

    /// Waits until a view has folded every event that the store holds; it is read without waiting
    /// then.
    ///
    /// # Errors
    /// A view that nobody registered; one whose code this program has not; a database that can't be
    /// read or written.
    pub async fn wait_until_caught_up(&self, name: &str) -> Result<()> {
        let newest = self.newest(name).await?;
        if !newest.state.is_caught_up() {
            catch_up::catch_up(&self.shared, newest.id).await?;
        }
        self.fresh_catalog().await.map(drop)
    }

    /// The version of a view that counts in the end: what is built beside a table replaces it,
    /// wherever that one stands, and whichever program has its code.
    pub(super) async fn newest(&self, name: &str) -> Result<Arc<RegisteredView>> {
        let catalog = self.fresh_catalog().await?;
        match catalog.versions(name).find(|view| !view.is_serving()) {
            Some(built) => Ok(Arc::clone(built)),
            None => catalog.view(name),
        }
    }

    async fn live(&self, name: &str, definition: Hash) -> Result<Arc<RegisteredView>> {
        let catalog = self.fresh_catalog().await?;
        let is_live = |view: &&Arc<RegisteredView>| {
            view.hash == definition.as_bytes() && view.is_serving() && view.state.is_caught_up()
        };
        match catalog.versions(name).find(is_live) {
            Some(view) => Ok(Arc::clone(view)),
            None => Err(self.behind(&*catalog.view(name)?).await?),
        }
    }

    async fn behind(&self, view: &RegisteredView) -> Result<Error> {
        let name = view.plan.name();
        let last = self.last_position().await?;
        let how_far =
            format!("it has folded the events up to position {} of {last}", view.position);
        let trouble = self.shared.catch_ups.trouble(view.id);
        let trouble = trouble
            .map_or_else(String::new, |trouble| format!("; the last try stopped: {trouble}"));
        Ok(Error::behind(match view.state {
            _ if view.plan.is_blind() => format!(
                "view `{name}` is behind: {how_far}. Application code that this program does not have computes its rows; open \
                 the database with that application{trouble}"
            ),
            ViewState::CatchingUp => format!(
                "view `{name}` is catching up: {how_far}; wait for it, or look at its progress in gundb_view{trouble}"
            ),
            _ => format!("view `{name}` is behind: {how_far}; wait for it to catch up{trouble}"),
        }))
    }

    /// The catalog as it is now: another process may have registered, replaced or left behind a
    /// view.
    pub(super) async fn fresh_catalog(&self) -> Result<Arc<Catalog>> {
        let number = self.store_row().await?.catalog;
        let known = self.shared.catalog();
        let moves = known.views.iter().any(|view| !view.state.is_caught_up());
        if known.number == number && !moves { Ok(known) } else { self.reload_catalog().await }
    }

    pub(super) async fn last_position(&self) -> Result<u64> {
        Ok(u64::try_from(self.store_row().await?.next_position - 1).unwrap_or(0))
    }

    async fn store_row(&self) -> Result<crate::sql::store::StoreRow> {
        let mut connection = self.shared.pools.reader().await?;
        identity::read(&mut connection).await.map_err(|failure| failure.error)
    }
}
