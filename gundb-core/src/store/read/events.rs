//! Events as they are read, page by page.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::{FutureExt as _, Stream};
use tokio::task::{JoinError, JoinHandle};

use crate::error::{Error, Result};
use crate::sql::Direction;
use crate::sql::page::{After, Page, Scope};
use crate::store::backend::{Connection, Failure};
use crate::store::events::{EventPage, Recorded};
use crate::store::handle::Gundb;

/// Events as they are read, one after the other: by [`Events::next`], or as a [`Stream`].
///
/// They come page by page, and no connection is held between pages: whoever stops early, or takes
/// long, is in nobody's way. Events that are appended meanwhile are read as well.
///
/// ```
/// # use gundb::prelude::*;
/// # use gundb::store::Read;
/// # #[derive(Event)]
/// # #[event(stream = "account")]
/// # enum AccountEvent { Opened { owner: String } }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> gundb::Result<()> {
/// # let db = Gundb::open("sqlite::memory:").await?;
/// # db.append("alice", Expect::New, [AccountEvent::Opened { owner: "Alice".into() }]).await?;
/// let mut events = db.read(Read::all()).await?;
/// while let Some(event) = events.next().await? {
///     println!("{} {}", event.position(), event.payload());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "no event is fetched until `next`"]
pub struct Events {
    db: Gundb,
    /// What is left to read; `None` after the last page.
    rest: Option<Rest>,
    page: VecDeque<Recorded>,
    /// A task of its own: it gives its connection back, whether anyone waits for the page or not.
    fetch: Option<JoinHandle<Result<Fetched>>>,
}

/// What a read has not fetched yet.
pub(super) struct Rest {
    pub(super) scope: Scope,
    pub(super) direction: Direction,
    pub(super) after: After,
    pub(super) offset: u64,
    pub(super) left: u64,
    /// Events of the next page.
    pub(super) limit: u64,
}

/// A page, and what is left to read after it.
type Fetched = (VecDeque<Recorded>, Option<Rest>);

impl Events {
    pub(super) fn new(db: Gundb, rest: Rest) -> Self {
        Self { db, rest: Some(rest), page: VecDeque::new(), fetch: None }
    }

    /// The next event; `None` after the last. It may be dropped before it is done: no event is
    /// lost.
    ///
    /// # Errors
    /// A database that can't be read, or that holds what GunDB did not write. After an error there
    /// are no more events.
    pub async fn next(&mut self) -> Result<Option<Recorded>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// All events that are left. Mind the memory.
    ///
    /// # Errors
    /// As [`Events::next`].
    pub async fn collect(mut self) -> Result<Vec<Recorded>> {
        let mut all = Vec::new();
        while let Some(event) = self.next().await? {
            all.push(event);
        }
        Ok(all)
    }
}

impl Stream for Events {
    type Item = Result<Recorded>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let events = &mut *self;
        loop {
            if let Some(event) = events.page.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            if let Some(rest) = events.rest.take() {
                let db = events.db.clone();
                events.fetch = Some(tokio::spawn(async move { rest.fetch(&db).await }));
            }
            let Some(fetch) = &mut events.fetch else { return Poll::Ready(None) };
            let fetched = ready!(fetch.poll_unpin(context));
            events.fetch = None;
            match fetched.unwrap_or_else(stopped) {
                Ok(fetched) => (events.page, events.rest) = fetched,
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("buffered", &self.page.len()).finish_non_exhaustive()
    }
}

impl Rest {
    async fn fetch(self, db: &Gundb) -> Result<Fetched> {
        if self.left == 0 {
            return Ok((VecDeque::new(), None));
        }
        let mut connection = db.shared.pools.reader().await?;
        self.fetch_from(db, &mut connection).await.map_err(|failure| failure.error)
    }

    async fn fetch_from(
        mut self,
        db: &Gundb,
        connection: &mut Connection,
    ) -> Result<Fetched, Failure> {
        let limit = self.left.min(self.limit);
        let (after, offset, direction) = (self.after, self.offset, self.direction);
        let page = Page { scope: &self.scope, after, offset, direction, limit };
        let page = EventPage::read(connection, &page, Recorded::FIELDS).await?;
        let names = db.shared.names_of(connection, &page).await?;
        let events = (0..page.len()).map(|place| Recorded::of_page(&page, place, &names));
        let events = events.collect::<Result<_>>()?;
        let read = page.len() as u64;
        if read < limit {
            return Ok((events, None));
        }
        self.after = page.after(&self.scope, &names.origins)?;
        self.offset = 0;
        self.left -= read;
        self.limit = page.next_limit();
        Ok((events, Some(self)))
    }
}

/// The task that fetches ended without a page.
fn stopped(error: JoinError) -> Result<Fetched> {
    Err(Error::unavailable("the events can't be fetched: the runtime shuts down", error))
}
