//! Reading view tables.

use std::sync::Arc;

use super::handle::Gundb;
use crate::error::{Error, Result};
use crate::model::{ColumnDescription, Hash, Value, ViewDescription, words};
use crate::sql::view_table;
use crate::store::catalog::{RegisteredView, ViewState};
use crate::store::query::check_operand;
use crate::store::rows::row_from;

/// A view and where it stands.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ViewInfo {
    /// Its definition.
    pub description: ViewDescription,
    /// Where it stands.
    pub state: ViewState,
    /// Up to which position its events are folded.
    pub position: u64,
    /// The last position of the store.
    pub last_position: u64,
    /// Whether it is built beside a table that serves meanwhile.
    pub is_beside: bool,
}

/// # Reading views
impl Gundb {
    /// All views that the database keeps.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn views(&self) -> Result<Vec<ViewInfo>> {
        let catalog = self.reload_catalog().await?;
        let last_position = self.last_position().await?;
        let info = |view: &Arc<RegisteredView>| ViewInfo {
            description: view.plan.description.clone(),
            state: view.state,
            position: if view.state.is_caught_up() {
                last_position
            } else {
                view.position.cast_unsigned()
            },
            last_position,
            is_beside: !view.is_serving()
                && catalog.view(view.plan.name()).is_ok_and(|serving| serving.is_serving()),
        };
        Ok(catalog.views.iter().map(info).collect())
    }

    /// The cells of the row of a key.
    pub(crate) async fn row_of_key(
        &self,
        table: &str,
        definition: Hash,
        key: Vec<Value>,
    ) -> Result<Option<Vec<Value>>> {
        let view = self.registered_as(table, definition).await?;
        let columns: Vec<_> = view.plan.description.key_columns().collect();
        let fits = columns.len() == key.len()
            && columns
                .iter()
                .zip(&key)
                .all(|(column, cell)| cell.column_type() == Some(column.column_type));
        if !fits {
            let name = |column: &&ColumnDescription| {
                format!("`{}` of type `{}`", column.name, column.column_type.name())
            };
            let names: Vec<_> = columns.iter().map(name).collect();
            return Err(Error::invalid(format!(
                "the key of view `{table}` is {}, not {}",
                names.join(" and "),
                words::key(&key)
            )));
        }
        key.iter().try_for_each(check_operand)?;
        let mut connection = self.shared.pools.queries().await?;
        let statement = view_table::by_keys(connection.dialect(), &view.stored, &[key]);
        let rows = connection.fetch_each(statement).await.map_err(|failure| failure.error)?;
        rows.into_iter().flatten().next().map(|cells| Ok(row_from(cells, &view)?.cells)).transpose()
    }
}
