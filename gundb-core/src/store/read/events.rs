//! Events as they are read, page by page.

use std::collections::VecDeque;

use super::signed;
use crate::error::Result;
use crate::sql::Direction;
use crate::sql::event::{self, Behind, Scope};
use crate::store::handle::Gundb;
use crate::store::recorded::Recorded;

/// Events fetched at once.
const PAGE_EVENTS: u64 = 500;

/// Events as they are read, page by page. No connection is held between pages.
pub struct Events {
    pub(super) db: Gundb,
    pub(super) scope: Option<Scope>,
    pub(super) direction: Direction,
    pub(super) behind: Behind,
    pub(super) offset: u64,
    pub(super) left: u64,
    pub(super) page: VecDeque<Recorded>,
}

impl Events {
    /// The next event; `None` behind the last.
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
        let Some(scope) = self.scope.as_ref().filter(|_| self.left > 0) else { return Ok(()) };
        let limit = self.left.min(PAGE_EVENTS);
        let mut connection = self.db.shared.pools.reader().await?;
        let page = event::page(connection.dialect(), scope, self.behind, self.offset, self.direction, limit);
        let page = connection.fetch(page).await.map_err(|failure| failure.error)?;
        self.page = page.into_iter().map(Recorded::from_cells).collect::<Result<_>>()?;
        self.offset = 0;
        self.left -= self.page.len() as u64;
        match self.page.back() {
            Some(last) if (self.page.len() as u64) == limit => self.behind = behind(scope, last),
            _ => self.scope = None,
        }
        Ok(())
    }
}

fn behind(scope: &Scope, last: &Recorded) -> Behind {
    match scope {
        Scope::Stream(_) | Scope::Streams(_) => last.behind(),
        _ => Behind::Position(signed(last.position)),
    }
}
