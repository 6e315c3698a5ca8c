//! Rows of a view that is known by its name.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;

use super::query::{Asked, NamedQuery};
use crate::error::{Error, Result};
use crate::model::{ColumnDescription, Value};
use crate::store::{Explanation, Gundb};
use crate::view::Cursor;
use crate::view::row_stream::RowStream;

/// Rows as cells, and where the next page begins.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NamedPage {
    /// The columns of the rows.
    pub columns: Vec<ColumnDescription>,
    /// Of each row its cells, in the order of the columns.
    pub rows: Vec<Vec<Value>>,
    /// Where the next page begins: for [`NamedQuery::after`]. `None` after the last row.
    pub next: Option<Cursor>,
}

/// All rows of a query as cells, one after the other: by [`NamedRows::next`], or as a [`Stream`].
///
/// At most [`STREAM_PAGE_ROWS`](crate::view::STREAM_PAGE_ROWS) rows are in memory, and no
/// connection is held between pages; each page sees its own moment.
#[must_use = "no row is fetched until `next`"]
pub struct NamedRows {
    columns: Vec<ColumnDescription>,
    cells: RowStream,
}

impl NamedQuery {
    /// All rows, in one page. Mind the memory, or use [`NamedQuery::stream`].
    ///
    /// # Errors
    /// `is_invalid()`: a view, column or value that does not fit; more than a query may have.
    /// `is_behind()`: the view has not folded all events. A database that can't be read.
    pub async fn all(&self, db: &Gundb) -> Result<NamedPage> {
        let Asked { columns, question } = self.asked(db).await?;
        let rows = db.wanted_rows(&question).await?;
        Ok(NamedPage { columns, rows, next: None })
    }

    /// As many rows as the limit says, and the cursor for the next ones. What is inserted or
    /// changed between pages makes them neither skip nor repeat a row that stays as it is.
    ///
    /// # Errors
    /// As [`NamedQuery::all`]; a limit of 0; a cursor of another query, or of another version of
    /// the view.
    pub async fn page(&self, db: &Gundb) -> Result<NamedPage> {
        if self.limit == Some(0) {
            return Err(Error::invalid("a page needs a limit of at least 1"));
        }
        let Asked { columns, question } = self.asked(db).await?;
        let page = db.wanted_page(&question).await?;
        let next = page.next.map(|values| Cursor::new(&question, values));
        Ok(NamedPage { columns, rows: page.rows, next })
    }

    /// All rows, one after the other, in bounded memory.
    ///
    /// # Errors
    /// As [`NamedQuery::all`].
    pub async fn stream(&self, db: &Gundb) -> Result<NamedRows> {
        let Asked { columns, question } = self.asked(db).await?;
        Ok(NamedRows { columns, cells: RowStream::new(db, Ok(question), self.limit) })
    }

    /// The SQL that [`NamedQuery::all`] runs for whole rows, and the database's plan for it.
    ///
    /// # Errors
    /// As [`NamedQuery::all`].
    pub async fn explain(&self, db: &Gundb) -> Result<Explanation> {
        db.wanted_plan(&self.asked(db).await?.question).await
    }
}

impl NamedRows {
    /// The columns of the rows.
    pub fn columns(&self) -> &[ColumnDescription] {
        &self.columns
    }

    /// The cells of the next row; `None` after the last. It may be dropped before it is done: no
    /// row is lost.
    ///
    /// # Errors
    /// As [`NamedQuery::all`]; a view that was replaced meanwhile. After an error there are no more
    /// rows.
    pub async fn next(&mut self) -> Result<Option<Vec<Value>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }
}

impl Stream for NamedRows {
    type Item = Result<Vec<Value>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.cells).poll_next(context)
    }
}

impl fmt::Debug for NamedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamedRows").field("columns", &self.columns).finish_non_exhaustive()
    }
}
