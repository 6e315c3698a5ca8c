//! Views that the catalog lacks, or has in an older version.

use super::registration::Registration;
use crate::error::{Error, Result};
use crate::model::{ViewDescription, ViewModel};
use crate::sql::catalog::{self as sql, ViewRow};
use crate::sql::store::StoreRow;
use crate::sql::view_table;
use crate::store::backend::{Connection, Failure};
use crate::store::catalog::{Catalog, Hung, RegisteredView, ViewState, building, hung};
use crate::store::migrate;
use crate::store::shared::Shared;

/// A view that was registered just now.
pub(in crate::store) struct Added {
    pub(in crate::store) id: i64,
    /// What hung on the table that it replaced.
    pub(in crate::store) hung: Option<Hung>,
    /// Whether what is in the store is to be folded into it at once, in the same transaction.
    pub(in crate::store) is_live: bool,
}

/// Registers a view and makes its empty table; `None` where it is there already.
pub(super) async fn add_view(
    connection: &mut Connection,
    catalog: &Catalog,
    view: &ViewModel,
    store: &StoreRow,
    shared: &Shared,
) -> Result<Option<Added>, Failure> {
    let name = &view.description.table;
    let hash = view.definition_hash();
    if catalog.versions(name).any(|known| known.hash == hash.as_bytes()) {
        return Ok(None);
    }
    check_table(connection, catalog, name).await?;
    for known in catalog.versions(name) {
        check_replaces(known, view)?;
    }
    let is_blind = view.description.needs_code() && shared.codes.of(hash.as_bytes()).is_empty();
    let events = u64::try_from(store.next_position - 1).unwrap_or(0);
    let is_live = !is_blind && events <= shared.short_chunk();
    let state = if is_live { ViewState::Live } else { ViewState::CatchingUp };
    let (id, hung) = make(connection, catalog, view, state, store).await?;
    Ok(Some(Added { id, hung, is_live }))
}

/// Refuses a view whose table is there already and belongs to somebody else.
async fn check_table(
    connection: &mut Connection,
    catalog: &Catalog,
    name: &str,
) -> Result<(), Failure> {
    if catalog.versions(name).next().is_none() && migrate::table_exists(connection, name).await? {
        return Err(Failure::from(Error::definition(format!(
            "the database has a table `{name}` that is no view of GunDB; give the view another table name, or rename `{name}`",
        ))));
    }
    Ok(())
}

impl Registration {
    /// What registering it would find of tables that belong to somebody else.
    pub(in crate::store) async fn check_tables(
        &self,
        connection: &mut Connection,
        catalog: &Catalog,
    ) -> Result<()> {
        for view in &self.views {
            let checked = check_table(connection, catalog, &view.description.table).await;
            checked.map_err(|failure| failure.error)?;
        }
        Ok(())
    }
}

/// Begins to build a view again beside its table; its id.
pub(in crate::store) async fn build_again(
    connection: &mut Connection,
    catalog: &Catalog,
    view: &RegisteredView,
) -> Result<i64, Failure> {
    hung::check(connection, view.plan.name()).await?;
    remove_unfinished(connection, catalog, view.plan.name()).await?;
    let id = next_id(catalog);
    let row = ViewRow {
        id,
        name: view.plan.name().to_owned(),
        version: view.version.into(),
        hash: view.hash.clone(),
        definition: view.plan.description.to_text(),
        state: ViewState::CatchingUp.as_str(),
        position: 0,
        table: building(id),
    };
    add(connection, row, &view.plan.description).await?;
    Ok(id)
}

/// Makes the row and the table of a view: instead of an older table, or beside it. Its id, and what
/// hung on the older one.
async fn make(
    connection: &mut Connection,
    catalog: &Catalog,
    view: &ViewModel,
    state: ViewState,
    store: &StoreRow,
) -> Result<(i64, Option<Hung>), Failure> {
    let (dialect, description) = (connection.dialect(), &view.description);
    remove_unfinished(connection, catalog, &description.table).await?;
    let serving = catalog.versions(&description.table).find(|known| known.is_serving());
    let is_live = state.is_caught_up();
    let mut left = None;
    if let Some(old) = serving {
        hung::check(connection, &old.stored.table).await?;
        if is_live {
            connection.execute_all(sql::remove_view(dialect, old.id)).await?;
            left = Some(hung::set_aside(connection, &old.stored.table, old.id).await?);
        } else if old.state == ViewState::Live {
            let stale = ViewState::Stale.as_str();
            connection
                .execute(sql::move_view(dialect, old.id, stale, store.next_position - 1))
                .await?;
        }
    }
    let id = next_id(catalog);
    let row = ViewRow {
        id,
        name: description.table.clone(),
        version: description.version.into(),
        hash: view.definition_hash().as_bytes().to_vec(),
        definition: description.to_text(),
        state: state.as_str(),
        position: if is_live { store.next_position - 1 } else { 0 },
        table: if is_live { description.table.clone() } else { building(id) },
    };
    add(connection, row, description).await?;
    Ok((id, left))
}

async fn add(
    connection: &mut Connection,
    row: ViewRow,
    description: &ViewDescription,
) -> Result<(), Failure> {
    let dialect = connection.dialect();
    let stored = ViewDescription { table: row.table.clone(), ..description.clone() };
    let id = row.id;
    connection.execute(sql::add_view(dialect, row)).await?;
    connection.execute_all(view_table::create(dialect, &stored, id)).await
}

/// Drops what is built of a view beside its table.
async fn remove_unfinished(
    connection: &mut Connection,
    catalog: &Catalog,
    name: &str,
) -> Result<(), Failure> {
    let dialect = connection.dialect();
    for unfinished in catalog.versions(name).filter(|known| !known.is_serving()) {
        connection.execute_all(sql::remove_view(dialect, unfinished.id)).await?;
        connection.execute(view_table::drop(dialect, &unfinished.stored.table)).await?;
    }
    Ok(())
}

fn next_id(catalog: &Catalog) -> i64 {
    catalog.views.iter().map(|view| view.id).max().unwrap_or(0) + 1
}

fn check_replaces(known: &RegisteredView, view: &ViewModel) -> Result<()> {
    let (name, version) = (&view.description.table, view.description.version);
    if version > known.version {
        return Ok(());
    }
    Err(Error::definition(if version == known.version {
        format!(
            "view `{name}` is in the database with another definition of the same version {version}; \
             raise it to replace the table: #[view(version = {})]",
            version + 1
        )
    } else {
        format!(
            "view `{name}` is in the database in version {}, newer than this program's {version}; update the program",
            known.version
        )
    }))
}
