//! Rows of a query, one after the other.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::{FutureExt as _, Stream};
use tokio::task::{JoinError, JoinHandle};

use super::View;
use crate::error::{Error, Result};
use crate::store::{Gundb, Question, RawPage};

/// Rows that are fetched at once, and held in memory.
pub const STREAM_PAGE_ROWS: u64 = 500;

/// All rows of a query, one after the other: by [`Rows::next`], or as a [`Stream`].
///
/// At most [`STREAM_PAGE_ROWS`] rows are in memory. They come page by page, each behind the last row of the page before, and no
/// connection is held between pages: whoever stops early, or takes long, is in nobody's way. So each page sees its own
/// moment: a row that stays as it is comes once; one that is changed meanwhile so that its place in the order is another may
/// come twice or not at all.
#[must_use = "no row is fetched until `next`"]
pub struct Rows<V> {
    db: Gundb,
    /// What is left to ask; `None` behind the last page.
    question: Option<Result<Question>>,
    left: u64,
    page: VecDeque<V>,
    /// A task of its own: it gives its connection back, whether anyone waits for the page or not.
    fetch: Option<JoinHandle<Result<RawPage>>>,
}

// Nothing in it is pinned in place.
impl<V> Unpin for Rows<V> {}

impl<V: View> Rows<V> {
    pub(super) fn new(db: &Gundb, question: Result<Question>, limit: Option<u64>) -> Self {
        Self {
            db: db.clone(),
            question: Some(question),
            left: limit.unwrap_or(u64::MAX),
            page: VecDeque::new(),
            fetch: None,
        }
    }

    /// The next row; `None` behind the last. It may be dropped before it is done: no row is lost.
    ///
    /// # Errors
    /// As [`Query::all`](super::Query::all). After an error there are no more rows.
    pub async fn next(&mut self) -> Result<Option<V>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// How many rows are in memory just now.
    pub fn buffered(&self) -> usize {
        self.page.len()
    }

    /// Begins to fetch the next page, unless that is under way; `None` where there is none.
    fn fetch(&mut self) -> Option<Result<&mut JoinHandle<Result<RawPage>>>> {
        if self.fetch.is_none() {
            if self.left == 0 {
                return None;
            }
            let mut question = match self.question.take()? {
                Ok(question) => question,
                Err(error) => return Some(Err(error)),
            };
            question.wanted.limit = Some(self.left.min(STREAM_PAGE_ROWS));
            let (db, asked) = (self.db.clone(), question.clone());
            self.question = Some(Ok(question));
            self.fetch = Some(tokio::spawn(async move { db.wanted_page(&asked).await }));
        }
        self.fetch.as_mut().map(Ok)
    }

    /// Takes a page in.
    fn take(&mut self, page: Result<RawPage>) -> Result<()> {
        let question = self.question.take();
        let page = page?;
        self.left -= page.rows.len() as u64;
        self.page = page.rows.into_iter().map(V::from_cells).collect::<Result<_>>()?;
        if let (Some(Ok(mut question)), Some(next)) = (question, page.next) {
            (question.wanted.behind, question.wanted.offset) = (Some(next), None);
            self.question = Some(Ok(question));
        }
        Ok(())
    }
}

impl<V: View> Stream for Rows<V> {
    type Item = Result<V>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let rows = &mut *self;
        loop {
            if let Some(row) = rows.page.pop_front() {
                return Poll::Ready(Some(Ok(row)));
            }
            let page = match rows.fetch() {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(fetch)) => ready!(fetch.poll_unpin(context)),
            };
            rows.fetch = None;
            if let Err(error) = rows.take(page.unwrap_or_else(stopped)) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

/// The task that fetches ended without a page.
fn stopped(error: JoinError) -> Result<RawPage> {
    Err(Error::unavailable("the rows can't be fetched, because the runtime shuts down", error))
}
