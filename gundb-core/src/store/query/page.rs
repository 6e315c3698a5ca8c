//! Pages of rows by key: a page begins behind the last row of the one before, so nothing is counted through again.

use super::question::Question;
use crate::error::Result;
use crate::model::{ColumnDescription, Hash, Value};
use crate::sql::view_query::{self, Wanted};
use crate::store::handle::Gundb;

/// A page of rows, and the place behind its last one, if there are more.
pub(crate) struct RawPage {
    pub(crate) rows: Vec<Vec<Value>>,
    /// Cells of the last row in the ordered columns.
    pub(crate) next: Option<Vec<Value>>,
}

impl Gundb {
    /// A page of a query, of as many rows as its limit.
    pub(crate) async fn wanted_page(&self, question: &Question) -> Result<RawPage> {
        let view = self.questioned(question).await?;
        let Wanted { limit, .. } = question.wanted;
        // One row more tells whether there are more.
        let wanted = Wanted { limit: limit.map(|limit| limit.saturating_add(1)), ..question.wanted.clone() };
        let mut rows = self.rows_of(&view, &wanted).await?;
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        if rows.len() <= limit {
            return Ok(RawPage { rows, next: None });
        }
        rows.truncate(limit);
        let columns = &view.plan.description.columns;
        let place = |column: &ColumnDescription| columns.iter().position(|other| other.name == column.name);
        let order = view_query::order(&view.stored, &wanted);
        let places: Vec<usize> = order.iter().filter_map(|(column, _)| place(column)).collect();
        let next = rows.last().map(|row| places.iter().map(|place| row[*place].clone()).collect());
        Ok(RawPage { rows, next })
    }
}

/// Rows of a view by key, page by page, without a Rust type for them. No connection is held between pages.
pub struct ViewPages {
    db: Gundb,
    question: Option<Question>,
    columns: Vec<ColumnDescription>,
    left: u64,
}

/// Rows of one page.
const PAGE_ROWS: u64 = 1_000;

impl Gundb {
    /// Begins to read a view's rows by key, all or at most `limit`, behind the first `offset`.
    ///
    /// # Errors
    /// A view that nobody registered; a database that can't be read.
    pub async fn view_pages(&self, name: &str, limit: Option<u64>, offset: u64) -> Result<ViewPages> {
        let view = self.registered(name).await?;
        let definition = <[u8; 32]>::try_from(view.hash.as_slice()).map_err(|_| {
            crate::error::Error::corrupt(format!("the hash of view `{name}` has no 32 bytes"))
        })?;
        let wanted = Wanted { offset: (offset > 0).then_some(offset), ..Wanted::default() };
        let question = Question { table: name.to_owned(), definition: Hash::from_bytes(definition), wanted };
        Ok(ViewPages {
            db: self.clone(),
            question: Some(question),
            columns: view.plan.description.columns.clone(),
            left: limit.unwrap_or(u64::MAX),
        })
    }
}

impl ViewPages {
    /// Columns in table order.
    pub fn columns(&self) -> &[ColumnDescription] {
        &self.columns
    }

    /// The next rows, of each the cells in the order of the columns; `None` behind the last.
    ///
    /// # Errors
    /// A view that was replaced meanwhile; a database that can't be read.
    pub async fn next(&mut self) -> Result<Option<Vec<Vec<Value>>>> {
        let Some(question) = self.question.as_mut().filter(|_| self.left > 0) else { return Ok(None) };
        question.wanted.limit = Some(self.left.min(PAGE_ROWS));
        let page = self.db.wanted_page(question).await?;
        self.left -= page.rows.len() as u64;
        question.wanted.offset = None;
        question.wanted.behind = page.next;
        if question.wanted.behind.is_none() {
            self.question = None;
        }
        Ok((!page.rows.is_empty()).then_some(page.rows))
    }
}
