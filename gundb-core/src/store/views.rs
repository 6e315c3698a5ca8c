//! Reading view tables.

use std::sync::Arc;

use super::catalog::RegisteredView;
use super::handle::Gundb;
use super::write::row_from;
use crate::error::{Error, Result};
use crate::model::{ColumnDescription, Value, ViewDescription};
use crate::sql::view_table::{self, Wanted};

/// A view and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewInfo {
    /// Its definition.
    pub description: ViewDescription,
    /// `live`: its table changes in the transaction of the events.
    pub state: String,
}

/// Rows of a view without a Rust type for them.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewRows {
    /// Columns in table order.
    pub columns: Vec<ColumnDescription>,
    /// Cells of each row, in the order of its key.
    pub rows: Vec<Vec<Value>>,
}

impl Gundb {
    /// All views that the database keeps.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn views(&self) -> Result<Vec<ViewInfo>> {
        let catalog = self.reload_catalog().await?;
        let info = |view: &Arc<RegisteredView>| ViewInfo {
            description: view.plan.description.clone(),
            state: view.state.clone(),
        };
        Ok(catalog.views.iter().map(info).collect())
    }

    /// A page of a view's rows, by key, without a Rust type for them.
    ///
    /// # Errors
    /// A view that nobody registered; a database that can't be read.
    pub async fn view_rows(&self, name: &str, limit: u64, offset: u64) -> Result<ViewRows> {
        let view = self.registered(name).await?;
        let wanted = Wanted { limit: Some(limit), offset: Some(offset), ..Wanted::default() };
        let rows = self.rows_of(&view, &wanted).await?;
        Ok(ViewRows { columns: view.plan.description.columns.clone(), rows })
    }

    /// The cells of the row of a key.
    pub(crate) async fn row_of_key(&self, table: &str, key: Vec<Value>) -> Result<Option<Vec<Value>>> {
        let view = self.registered(table).await?;
        let columns: Vec<_> = view.plan.description.key_columns().collect();
        let fits = columns.len() == key.len()
            && columns.iter().zip(&key).all(|(column, cell)| cell.column_type() == Some(column.column_type));
        if !fits {
            let name = |column: &&ColumnDescription| format!("{} {:?}", column.name, column.column_type);
            let names: Vec<_> = columns.iter().map(name).collect();
            return Err(Error::invalid(format!(
                "the key of view `{table}` is ({}), not {key:?}",
                names.join(", ")
            )));
        }
        let mut connection = self.shared.pools.reader().await?;
        let statement = view_table::by_keys(connection.dialect(), &view.plan.description, &[key]);
        let rows = connection.fetch(statement).await.map_err(|failure| failure.error)?;
        rows.into_iter().next().map(|cells| Ok(row_from(cells, &view)?.cells)).transpose()
    }

    /// Rows that a query wants.
    pub(crate) async fn wanted_rows(&self, table: &str, wanted: &Wanted) -> Result<Vec<Vec<Value>>> {
        let view = self.registered(table).await?;
        self.rows_of(&view, wanted).await
    }

    async fn rows_of(&self, view: &RegisteredView, wanted: &Wanted) -> Result<Vec<Vec<Value>>> {
        let mut connection = self.shared.pools.reader().await?;
        let statement = view_table::query(connection.dialect(), &view.plan.description, wanted);
        let rows = connection.fetch(statement).await.map_err(|failure| failure.error)?;
        rows.into_iter().map(|cells| Ok(row_from(cells, view)?.cells)).collect()
    }

    async fn registered(&self, name: &str) -> Result<Arc<RegisteredView>> {
        match self.shared.catalog().view(name) {
            Ok(view) => Ok(view),
            Err(_) => self.reload_catalog().await?.view(name),
        }
    }
}
