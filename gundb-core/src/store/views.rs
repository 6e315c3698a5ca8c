//! Reading view tables.

use std::sync::Arc;

use super::catalog::RegisteredView;
use super::handle::Gundb;
use super::view_state::ViewState;
use super::write::row_from;
use crate::error::{Error, Result};
use crate::model::{ColumnDescription, Hash, Value, ViewDescription, in_column_range};
use crate::sql::view_table::{self, Wanted};

/// A view and where it stands.
#[derive(Clone, Debug, PartialEq)]
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
        let last_position = self.last_position().await?;
        let info = |view: &Arc<RegisteredView>| ViewInfo {
            description: view.plan.description.clone(),
            state: view.state,
            position: if view.state.is_kept() { last_position } else { view.position.cast_unsigned() },
            last_position,
            is_beside: !view.is_serving()
                && catalog.view(view.plan.name()).is_ok_and(|serving| serving.is_serving()),
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
    pub(crate) async fn row_of_key(
        &self,
        table: &str,
        definition: Hash,
        key: Vec<Value>,
    ) -> Result<Option<Vec<Value>>> {
        let view = self.registered_as(table, definition).await?;
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
        key.iter().try_for_each(Self::check_operand)?;
        let mut connection = self.shared.pools.reader().await?;
        let statement = view_table::by_keys(connection.dialect(), &view.stored, &[key]);
        let rows = connection.fetch(statement).await.map_err(|failure| failure.error)?;
        rows.into_iter().next().map(|cells| Ok(row_from(cells, &view)?.cells)).transpose()
    }

    /// Rows that a query wants.
    pub(crate) async fn wanted_rows(
        &self,
        table: &str,
        definition: Hash,
        wanted: &Wanted,
    ) -> Result<Vec<Vec<Value>>> {
        let view = self.registered_as(table, definition).await?;
        wanted.conditions.iter().try_for_each(|(_, _, value)| Self::check_operand(value))?;
        self.rows_of(&view, wanted).await
    }

    /// Values that one database would take and the other would not are refused on both.
    fn check_operand(value: &Value) -> Result<()> {
        match value {
            Value::Real(real) if real.is_nan() => Err(Error::invalid("NaN can't be compared with a column")),
            Value::Text(text) if text.contains('\0') => {
                Err(Error::invalid("a text with U+0000 in it can't be compared with a column"))
            }
            Value::Time(time) if !in_column_range(time) => {
                Err(Error::invalid(format!("the time {time} is outside the years 1 to 9999")))
            }
            Value::Date(date) if date.year() < 1 => {
                Err(Error::invalid(format!("the date {date} is outside the years 1 to 9999")))
            }
            _ => Ok(()),
        }
    }

    async fn rows_of(&self, view: &RegisteredView, wanted: &Wanted) -> Result<Vec<Vec<Value>>> {
        let mut connection = self.shared.pools.reader().await?;
        let statement = view_table::query(connection.dialect(), &view.stored, wanted);
        let rows = connection.fetch(statement).await.map_err(|failure| failure.error)?;
        rows.into_iter().map(|cells| Ok(row_from(cells, view)?.cells)).collect()
    }
}
