//! A query, and the view that it was written for.

use std::sync::Arc;

use super::check;
use crate::error::{Error, Result};
use crate::model::{ColumnDescription, Hash, Value};
use crate::sql::view_query::Wanted;
use crate::store::catalog::RegisteredView;
use crate::store::handle::Gundb;

/// A query, and the view that it was written for.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) table: String,
    pub(crate) definition: Hash,
    pub(crate) wanted: Wanted,
    /// Of each row these columns; else all of the view's.
    pub(crate) columns: Option<Vec<String>>,
    /// The view, where the query was written for whatever version of it serves.
    serving: Option<Arc<RegisteredView>>,
}

impl Question {
    /// The columns of the view that serves; none where the query was written for a version of it.
    pub(crate) fn serving_columns(&self) -> &[ColumnDescription] {
        self.serving.as_ref().map_or(&[], |view| &view.plan.description.columns)
    }

    /// Asks the version of a view that the caller's code defines.
    pub(crate) fn new(table: &str, definition: Hash, wanted: Wanted) -> Self {
        Self { table: table.to_owned(), definition, wanted, columns: None, serving: None }
    }
}

/// The version of a view that serves, for callers that have no code for it.
#[derive(Clone, Debug)]
pub(crate) struct ServingView {
    definition: Hash,
    view: Arc<RegisteredView>,
}

impl ServingView {
    /// Columns in table order.
    pub(crate) fn columns(&self) -> &[ColumnDescription] {
        &self.view.plan.description.columns
    }

    /// Asks this version.
    pub(crate) fn question(&self, wanted: Wanted) -> Question {
        let serving = Some(Arc::clone(&self.view));
        Question { serving, ..Question::new(self.view.plan.name(), self.definition, wanted) }
    }
}

impl Gundb {
    /// The view of a name as it serves now.
    ///
    /// # Errors
    /// A view that nobody registered; one that has not folded all events; a database that can't be
    /// read.
    pub(crate) async fn serving_view(&self, name: &str) -> Result<ServingView> {
        let view = self.registered(name).await?;
        let definition = <[u8; 32]>::try_from(view.hash.as_slice())
            .map_err(|_| Error::corrupt(format!("the hash of view `{name}` has no 32 bytes")))?;
        Ok(ServingView { definition: Hash::from_bytes(definition), view })
    }

    /// Rows that a query wants.
    pub(crate) async fn wanted_rows(&self, question: &Question) -> Result<Vec<Vec<Value>>> {
        let view = self.questioned(question).await?;
        match &question.columns {
            None => self.rows_of(&view, &question.wanted).await,
            Some(columns) => {
                let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
                self.cells_of(&view, &question.wanted, &columns).await
            }
        }
    }

    /// The view of a question, which is checked.
    pub(super) async fn questioned(&self, question: &Question) -> Result<Arc<RegisteredView>> {
        let view = match &question.serving {
            Some(serving) => Arc::clone(serving),
            None => self.registered_as(&question.table, question.definition).await?,
        };
        check::check(self.shared.pools.dialect(), &view.stored, &question.wanted)?;
        Ok(view)
    }
}
