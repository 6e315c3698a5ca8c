//! Rows of a view, and single columns of them, read by a statement.

use crate::error::{Error, Result};
use crate::model::{ColumnDescription, Value, ViewDescription};
use crate::sql::Statement;
use crate::sql::view_query::{self, Wanted};
use crate::store::backend::Cells;
use crate::store::catalog::RegisteredView;
use crate::store::handle::Gundb;
use crate::store::rows::row_from;

impl Gundb {
    pub(super) async fn rows_of(
        &self,
        view: &RegisteredView,
        wanted: &Wanted,
    ) -> Result<Vec<Vec<Value>>> {
        let dialect = self.shared.pools.dialect();
        let rows = self.read_statement(view_query::query(dialect, &view.stored, wanted)).await?;
        rows.into_iter().map(|cells| Ok(row_from(cells, view)?.cells)).collect()
    }

    /// Cells of some columns of the rows.
    pub(super) async fn cells_of(
        &self,
        view: &RegisteredView,
        wanted: &Wanted,
        columns: &[&str],
    ) -> Result<Vec<Vec<Value>>> {
        let described = described(&view.stored, columns)?;
        let statement =
            view_query::cells(self.shared.pools.dialect(), &view.stored, wanted, columns);
        let rows = self.read_statement(statement).await?;
        rows.into_iter().map(|mut cells| read(&mut cells, &described)).collect()
    }

    pub(super) async fn read_statement(&self, statement: Statement) -> Result<Vec<Cells>> {
        let mut connection = self.shared.pools.queries().await?;
        connection.fetch(statement).await.map_err(|failure| failure.error)
    }
}

pub(super) fn described<'a>(
    view: &'a ViewDescription,
    names: &[&str],
) -> Result<Vec<&'a ColumnDescription>> {
    let found = |name: &&str| {
        view.columns.iter().find(|column| column.name == **name).ok_or_else(|| unknown(name))
    };
    names.iter().map(found).collect()
}

fn unknown(column: &str) -> Error {
    Error::invalid(format!("there is no column `{column}`"))
}

pub(super) fn read(cells: &mut Cells, columns: &[&ColumnDescription]) -> Result<Vec<Value>> {
    columns.iter().map(|column| cells.value(column)).collect()
}
