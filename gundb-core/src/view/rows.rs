//! Rows of a query, one after the other.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;

use super::View;
use super::row_stream::RowStream;
use crate::error::Result;
use crate::store::{Gundb, Question};

/// All rows of a query, one after the other: by [`Rows::next`], or as a [`Stream`].
///
/// At most [`STREAM_PAGE_ROWS`](super::STREAM_PAGE_ROWS) rows are in memory. They come page by
/// page, each after the last row of the page before, and no connection is held between pages: a
/// caller that stops early, or takes long, hinders nobody. So each page sees its own moment: a
/// row that stays as it is comes once; one that is changed meanwhile so that it comes elsewhere in
/// the order may come twice or not at all.
#[must_use = "no row is fetched until `next`"]
pub struct Rows<V> {
    cells: RowStream,
    view: PhantomData<fn() -> V>,
}

impl<V: View> Rows<V> {
    pub(super) fn new(db: &Gundb, question: Result<Question>, limit: Option<u64>) -> Self {
        Self { cells: RowStream::new(db, question, limit), view: PhantomData }
    }

    /// The next row; `None` after the last. It may be dropped before it is done: no row is lost.
    ///
    /// # Errors
    /// As [`Query::all`](super::Query::all). After an error there are no more rows.
    pub async fn next(&mut self) -> Result<Option<V>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// How many rows are in memory just now.
    pub fn buffered(&self) -> usize {
        self.cells.buffered()
    }
}

impl<V: View> Stream for Rows<V> {
    type Item = Result<V>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let row = ready!(Pin::new(&mut self.cells).poll_next(context));
        let row = row.map(|cells| cells.and_then(V::from_cells));
        if matches!(row, Some(Err(_))) {
            self.cells.end();
        }
        Poll::Ready(row)
    }
}

impl<V> fmt::Debug for Rows<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("buffered", &self.cells.buffered()).finish_non_exhaustive()
    }
}
