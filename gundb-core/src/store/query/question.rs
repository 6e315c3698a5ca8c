//! A query, and the view that it was written for.

use std::sync::Arc;

use super::check;
use crate::error::Result;
use crate::model::{Hash, Value};
use crate::sql::Statement;
use crate::sql::view_query::{self, Wanted};
use crate::store::backend::Cells;
use crate::store::catalog::RegisteredView;
use crate::store::handle::Gundb;
use crate::store::rows::row_from;

/// A query, and the view that it was written for.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) table: String,
    pub(crate) definition: Hash,
    pub(crate) wanted: Wanted,
}

impl Gundb {
    /// Rows that a query wants.
    pub(crate) async fn wanted_rows(&self, question: &Question) -> Result<Vec<Vec<Value>>> {
        let view = self.questioned(question).await?;
        self.rows_of(&view, &question.wanted).await
    }

    /// The view of a question, which is checked.
    pub(super) async fn questioned(&self, question: &Question) -> Result<Arc<RegisteredView>> {
        let view = self.registered_as(&question.table, question.definition).await?;
        check::check(self.shared.pools.dialect(), &view.stored, &question.wanted)?;
        Ok(view)
    }

    pub(in crate::store) async fn rows_of(
        &self,
        view: &RegisteredView,
        wanted: &Wanted,
    ) -> Result<Vec<Vec<Value>>> {
        let dialect = self.shared.pools.dialect();
        let rows = self.read_statement(view_query::query(dialect, &view.stored, wanted)).await?;
        rows.into_iter().map(|cells| Ok(row_from(cells, view)?.cells)).collect()
    }

    pub(super) async fn read_statement(&self, statement: Statement) -> Result<Vec<Cells>> {
        let mut connection = self.shared.pools.queries().await?;
        connection.fetch(statement).await.map_err(|failure| failure.error)
    }
}
