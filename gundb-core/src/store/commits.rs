//! What this process commits, for who waits for it.

use tokio::sync::watch;

use super::handle::Gundb;
use crate::store::counters::Counters;

/// News of the commits of this process. Made by [`Gundb::commits`].
///
/// Only the newest position is kept: nothing is queued for a caller that looks seldom, and nobody
/// waits for it. It is a hint when to look, not what was stored: read that with [`Gundb::read`],
/// from the position where you stopped. Commits of other processes give no news here.
#[derive(Clone, Debug)]
pub struct Commits {
    positions: watch::Receiver<u64>,
}

/// # Reading events
impl Gundb {
    /// News of what this process commits, its own events and those that it receives.
    ///
    /// ```
    /// # use gundb::prelude::*;
    /// # #[derive(Event)]
    /// # #[event(stream = "account")]
    /// # enum AccountEvent { Deposited { cents: i64 } }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> gundb::Result<()> {
    /// let db = Gundb::open("sqlite::memory:").await?;
    /// let mut commits = db.commits();
    /// db.append("alice", Expect::Any, [AccountEvent::Deposited { cents: 5 }]).await?;
    /// assert_eq!(commits.next().await, Some(1));
    /// # Ok(())
    /// # }
    /// ```
    pub fn commits(&self) -> Commits {
        Commits { positions: self.shared.committed.subscribe() }
    }

    /// What the handles of this open database have done in this process since it was opened.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> gundb::Result<()> {
    /// let db = gundb::Gundb::open("sqlite::memory:").await?;
    /// assert_eq!(db.counters().commits, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn counters(&self) -> Counters {
        self.shared.counting.now(self.writer.queued())
    }
}

impl Commits {
    /// The position of the last event that this process committed since the database was opened; 0
    /// where it committed none.
    pub fn position(&self) -> u64 {
        *self.positions.borrow()
    }

    /// Waits until there is a commit that was not looked at yet, and gives the position of its last
    /// event; where several came, that of the newest. `None` once the database is closed. It may be
    /// dropped before it is done: no news is lost.
    pub async fn next(&mut self) -> Option<u64> {
        self.positions.changed().await.ok()?;
        Some(*self.positions.borrow_and_update())
    }
}
