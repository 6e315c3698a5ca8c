//! Rows of a query one after the other, as cells.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::{FutureExt as _, Stream};
use tokio::task::{JoinError, JoinHandle};

use crate::error::{Error, Result};
use crate::model::Value;
use crate::store::{Gundb, Question, RawPage};

/// Rows that are fetched at once, and held in memory.
pub const STREAM_PAGE_ROWS: u64 = 500;

/// The cells of all rows of a query, page by page. No connection is held between pages.
#[derive(Debug)]
pub(super) struct RowStream {
    db: Gundb,
    /// What is left to ask; `None` after the last page.
    question: Option<Result<Question>>,
    left: u64,
    page: VecDeque<Vec<Value>>,
    /// A task of its own: it gives its connection back, whether anyone waits for the page or not.
    fetch: Option<JoinHandle<Result<RawPage>>>,
}

impl RowStream {
    pub(super) fn new(db: &Gundb, question: Result<Question>, limit: Option<u64>) -> Self {
        Self {
            db: db.clone(),
            question: Some(question),
            left: limit.unwrap_or(u64::MAX),
            page: VecDeque::new(),
            fetch: None,
        }
    }

    /// How many rows are in memory just now.
    pub(super) fn buffered(&self) -> usize {
        self.page.len()
    }

    /// Lets no more rows come.
    pub(super) fn end(&mut self) {
        self.page.clear();
        self.left = 0;
        self.fetch = None;
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
        self.page = page.rows.into();
        if let (Some(Ok(mut question)), Some(next)) = (question, page.next) {
            question.wanted.after = Some(next);
            question.wanted.offset = None;
            self.question = Some(Ok(question));
        }
        Ok(())
    }
}

impl Stream for RowStream {
    type Item = Result<Vec<Value>>;

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
