//! Events as they are read, page by page.

use std::collections::VecDeque;

use crate::error::Result;
use crate::sql::Direction;
use crate::sql::page::{After, Page, Scope};
use crate::store::backend::{Connection, Failure};
use crate::store::events::{EventPage, Recorded};
use crate::store::handle::Gundb;

/// Events as they are read, page by page. No connection is held between pages.
pub struct Events {
    pub(super) db: Gundb,
    pub(super) scope: Option<Scope>,
    pub(super) direction: Direction,
    pub(super) after: After,
    pub(super) offset: u64,
    pub(super) left: u64,
    /// Events of the next page.
    pub(super) limit: u64,
    pub(super) page: VecDeque<Recorded>,
}

impl Events {
    /// The next event; `None` after the last.
    ///
    /// # Errors
    /// A database that can't be read, or that holds what GunDB did not write.
    pub async fn next(&mut self) -> Result<Option<Recorded>> {
        if self.page.is_empty() {
            self.fetch().await?;
        }
        Ok(self.page.pop_front())
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

    async fn fetch(&mut self) -> Result<()> {
        if self.scope.is_none() || self.left == 0 {
            return Ok(());
        }
        let mut connection = self.db.shared.pools.reader().await?;
        self.fetch_from(&mut connection).await.map_err(|failure| failure.error)
    }

    async fn fetch_from(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        let Some(scope) = &self.scope else { return Ok(()) };
        let (limit, shared) = (self.left.min(self.limit), &self.db.shared);
        let (after, offset, direction) = (self.after, self.offset, self.direction);
        let page = Page { scope, after, offset, direction, limit };
        let page = EventPage::read(connection, &page, Recorded::FIELDS).await?;
        let names = shared.names_of(connection, &page).await?;
        let events = (0..page.len()).map(|index| Recorded::of_page(&page, index, &names));
        self.page = events.collect::<Result<_>>()?;
        self.offset = 0;
        let read = page.len() as u64;
        self.left -= read;
        if read == limit {
            self.after = page.after(scope, &names.origins)?;
            self.limit = page.next_limit();
        } else {
            self.scope = None;
        }
        Ok(())
    }
}
