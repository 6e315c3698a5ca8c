//! Views that the catalog lacks, or has in an older version.

use crate::error::{Error, Result};
use crate::model::ViewModel;
use crate::sql::catalog::{self as sql, ViewRow};
use crate::sql::store::StoreRow;
use crate::sql::view_table;
use crate::store::backend::{Connection, Failure};
use crate::store::catalog::{Catalog, RegisteredView};
use crate::store::migrate;

/// Registers a view and makes its empty table; false where it is there already.
pub(super) async fn add_view(
    connection: &mut Connection,
    catalog: &Catalog,
    view: &ViewModel,
    store: &StoreRow,
) -> Result<bool, Failure> {
    let dialect = connection.dialect();
    let description = &view.description;
    let hash = view.definition_hash().as_bytes().to_vec();
    let known = catalog.views.iter().find(|known| known.plan.name() == description.table);
    match known {
        Some(known) if known.hash == hash => return Ok(false),
        Some(known) => {
            check_replaces(known, view)?;
            connection.execute_all(sql::remove_view(dialect, known.id)).await?;
            connection.execute(view_table::drop(dialect, &description.table)).await?;
        }
        None if migrate::table_exists(connection, &description.table).await? => {
            return Err(Failure::from(Error::definition(format!(
                "the database has a table `{0}` that is no view of GunDB; give the view another table name, or rename `{0}`",
                description.table
            ))));
        }
        None => {}
    }
    let id = catalog.views.iter().map(|view| view.id).max().unwrap_or(0) + 1;
    let row = ViewRow {
        id,
        name: description.table.clone(),
        version: description.version.into(),
        hash,
        definition: description.to_text(),
        position: store.next_position - 1,
    };
    connection.execute(sql::add_view(dialect, row)).await?;
    connection.execute_all(view_table::create(dialect, description)).await?;
    Ok(true)
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
