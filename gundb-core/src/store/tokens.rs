//! Tokens: what an append returned, as what another node should have seen.

use std::collections::HashSet;
use std::time::Duration;

use super::handle::Gundb;
use super::identity;
use crate::clock::Hlc;
use crate::error::{Error, Result};
use crate::model::words::counted;
use crate::model::{Reference, Token};
use crate::store::events::Logged;

/// Another process may receive without a notice to this one: this often the store is read to find
/// out.
const LOOKED_EVERY: Duration = Duration::from_millis(200);

/// # Replicating
impl Gundb {
    /// What of a token this store does not hold yet: nothing where a reader here sees all that its
    /// writer had seen of the stream.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn missing_heads(&self, token: &Token) -> Result<Vec<Reference>> {
        let mut connection = self.shared.pools.reader().await?;
        let held = Logged::of_references(&mut connection, token.heads()).await;
        let held = held.map_err(|failure| failure.error)?;
        let held: HashSet<Reference> = held.iter().map(Logged::reference).collect();
        Ok(token.heads().iter().filter(|head| !held.contains(head)).copied().collect())
    }

    /// How far the latest event that this store has seen is ahead of its own clock: a node with a
    /// wrong clock wins against concurrent writes that long. Zero where none is.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn clock_lead(&self) -> Result<Duration> {
        let mut connection = self.shared.pools.reader().await?;
        let store = identity::read(&mut connection).await.map_err(|failure| failure.error)?;
        let seen_ms = Hlc::from_number(store.hlc.cast_unsigned()).milliseconds();
        let now_ms = u64::try_from(self.shared.clock.now().as_millisecond()).unwrap_or(0);
        Ok(Duration::from_millis(seen_ms.saturating_sub(now_ms)))
    }

    /// Waits until this store holds all that a token names: then a read here sees what its writer
    /// saw.
    ///
    /// ```
    /// # use gundb::prelude::*;
    /// # use std::time::Duration;
    /// # #[derive(Event)]
    /// # #[event(stream = "account")]
    /// # enum AccountEvent { Opened { owner: String } }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> gundb::Result<()> {
    /// # let here = Gundb::open("sqlite::memory:").await?;
    /// # let there = Gundb::open("sqlite::memory:").await?;
    /// let opened = here.append("alice", Expect::New, [AccountEvent::Opened { owner: "Alice".into() }]).await?;
    /// let early = there.wait_for(&opened.token(), Duration::ZERO).await.unwrap_err();
    /// assert!(early.is_behind());
    /// gundb::transport::sync(&here, &there).await?;
    /// there.wait_for(&opened.token(), Duration::from_secs(5)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::is_behind`]: it does not within `at_most`; what is missing. A database that can't be read.
    pub async fn wait_for(&self, token: &Token, at_most: Duration) -> Result<()> {
        let mut news = self.commits();
        let end = tokio::time::Instant::now() + at_most;
        loop {
            let missing = self.missing_heads(token).await?;
            if missing.is_empty() {
                return Ok(());
            }
            let now = tokio::time::Instant::now();
            if now >= end {
                let named: Vec<String> = missing.iter().map(Reference::to_string).collect();
                return Err(Error::behind(format!(
                    "this store lacks {} of the {} that the token names: {}; sync with the node that gave the token, or wait \
                     longer",
                    counted(missing.len(), "event"),
                    token.heads().len(),
                    named.join(", ")
                )));
            }
            let _ = tokio::time::timeout(LOOKED_EVERY.min(end - now), news.next()).await;
        }
    }
}
