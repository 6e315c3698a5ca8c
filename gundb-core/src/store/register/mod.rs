//! Registering what an application's code describes: append-only in the catalog, views with their
//! tables.

mod readers;
mod registration;
mod streams;
mod views;

pub(super) use registration::{Registration, warn_of_lost_names};
pub(super) use views::build_again;

use std::any::TypeId;

use crate::error::Result;
use crate::model::Event;
use crate::sql::store;
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::catalog::Catalog;
use crate::store::handle::Gundb;
use crate::store::retry::patiently;
use crate::store::shared::Shared;
use crate::store::{catch_up, identity};

impl Gundb {
    /// Makes sure that the events of a Rust type are in the catalog.
    pub(crate) async fn register_events<E: Event>(&self) -> Result<()> {
        if self.shared.is_registered(TypeId::of::<E>()) {
            return Ok(());
        }
        let mut registration = Registration::default();
        registration.add_stream(E::describe());
        registration.check()?;
        self.register(&registration).await?;
        self.shared.note_registered(TypeId::of::<E>());
        Ok(())
    }

    /// Writes what the catalog lacks; false where it was planned on a catalog that is no longer the
    /// newest.
    pub(super) async fn register(&self, registration: &Registration) -> Result<bool> {
        registration.check_readers(&self.shared.catalog())?;
        if !registration.is_known(&self.shared.catalog()) {
            return Box::pin(patiently(|| register_once(&self.shared, registration))).await;
        }
        Ok(true)
    }
}

async fn register_once(shared: &Shared, registration: &Registration) -> Result<bool, Failure> {
    let mut transaction = Transaction::begin(&shared.pools).await?;
    let registered = register_in(transaction.connection(), registration, shared).await;
    let catalog = transaction.end(registered).await?;
    let is_registered = catalog.is_some();
    catalog.map(|catalog| shared.renew_catalog(catalog));
    Ok(is_registered)
}

async fn register_in(
    connection: &mut Connection,
    registration: &Registration,
    shared: &Shared,
) -> Result<Option<Catalog>, Failure> {
    let codes = &shared.codes;
    let mut store = identity::lock(connection).await?;
    connection.be_quick().await?;
    let mut catalog = Catalog::load(connection, store.catalog, codes).await?;
    if registration.is_known(&catalog) {
        return Ok(Some(catalog));
    }
    registration.check_readers(&catalog)?;
    if registration.planned_on.is_some_and(|number| number != store.catalog) {
        return Ok(None);
    }
    store.catalog += 1;
    for stream in &registration.streams {
        streams::add_stream(connection, &catalog, stream, store.catalog).await?;
        catalog = Catalog::load(connection, store.catalog, codes).await?;
    }
    for view in &registration.views {
        let Some(added) = views::add_view(connection, &catalog, view, &store, shared).await? else {
            continue;
        };
        catalog = Catalog::load(connection, store.catalog, codes).await?;
        if added.is_live {
            catch_up::all(connection, shared, &catalog, added.id).await?;
        }
        // Triggers of somebody's must not see the folding.
        if let Some(hung) = added.hung {
            hung.hang_on(connection, &view.description).await?;
        }
    }
    connection.execute(store::save(connection.dialect(), &store)).await?;
    Ok(Some(catalog))
}
