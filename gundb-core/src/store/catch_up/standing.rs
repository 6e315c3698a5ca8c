//! Where a view stands, and the catalog that goes with it.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::sql::{Statement, catalog as sql};
use crate::store::backend::{Connection, Failure};
use crate::store::catalog::{Catalog, RegisteredView, ViewState};
use crate::store::shared::Shared;

/// Locks a view's row; `None` where it is gone.
pub(super) async fn lock(
    connection: &mut Connection,
    view: i64,
) -> Result<Option<Standing>, Failure> {
    let locked = sql::lock_view(connection.dialect(), view);
    standing(connection, locked).await
}

pub(super) async fn standing(
    connection: &mut Connection,
    row: Statement,
) -> Result<Option<Standing>, Failure> {
    let Some(mut cells) = connection.fetch(row).await?.into_iter().next() else { return Ok(None) };
    let (hash, state, position, table) =
        (cells.bytes()?, cells.text()?, cells.int()?, cells.text()?);
    let state = ViewState::of_text(&state);
    let state =
        state.ok_or_else(|| Error::corrupt("the state of a view in `gundb_view` is unknown"))?;
    Ok(Some(Standing { hash, state, position, table }))
}

/// Where a view stands.
#[derive(PartialEq)]
pub(super) struct Standing {
    hash: Vec<u8>,
    pub(super) state: ViewState,
    pub(super) position: i64,
    table: String,
}

/// The catalog, read again where this process does not know the view yet, or not that its table was
/// swapped in.
pub(super) async fn catalog_with(
    connection: &mut Connection,
    shared: &Shared,
    view: i64,
    locked: &Standing,
) -> Result<Arc<Catalog>, Failure> {
    let known = shared.catalog();
    let found = known.views.iter().find(|registered| {
        registered.id == view
            && registered.hash == locked.hash
            && registered.stored.table == locked.table
    });
    let catalog = match found {
        Some(_) => known,
        None => {
            let number = crate::store::identity::read(connection).await?.catalog;
            shared.renew_catalog(Catalog::load(connection, number, &shared.codes).await?)
        }
    };
    match catalog.views.iter().find(|registered| registered.id == view) {
        Some(registered) if registered.plan.is_blind() => {
            Err(Failure::from(without_code(registered)))
        }
        _ => Ok(catalog),
    }
}

/// What a program hears that lacks the code of a view.
pub(in crate::store) fn without_code(view: &RegisteredView) -> Error {
    Error::behind(format!(
        "application code that this program does not have computes the rows of view `{}`; open the database with that \
         application",
        view.plan.name()
    ))
}
