//! What a writer whose expectation did not hold had not seen.

use super::Read;
use crate::clock::VectorClock;
use crate::error::Result;
use crate::model::{Expect, Token};
use crate::store::append::Append;
use crate::store::handle::Gundb;
use crate::store::recorded::Recorded;

impl Gundb {
    /// What a writer who expected something missed of a stream that is at `version`, oldest first.
    pub(in crate::store) async fn missed(
        &self,
        append: &Append,
        version: u64,
        limit: usize,
    ) -> Result<Vec<Recorded>> {
        let seen = match &append.expect {
            Expect::New => Seen::Versions(0),
            Expect::Exact(seen) => Seen::Versions(*seen),
            Expect::At(token) => Seen::Past(self.past_of(append, token).await?),
            Expect::Exists | Expect::Any => return Ok(Vec::new()),
        };
        let mut missed = Vec::new();
        let mut events = self.read(Read::stream(append.stream.clone())).await?;
        while let Some(event) = events.next().await? {
            if missed.len() == limit {
                break;
            }
            if event.version <= version && !seen.contains(&event) {
                missed.push(event);
            }
        }
        Ok(missed)
    }

    /// All that the heads of a token had seen of the stream.
    async fn past_of(&self, append: &Append, token: &Token) -> Result<VectorClock<i64>> {
        let mut past = VectorClock::new();
        let mut events = self.read(Read::stream(append.stream.clone())).await?;
        while let Some(event) = events.next().await? {
            if token.heads().contains(&event.reference()) {
                past.merge(&event.clock);
            }
        }
        Ok(past)
    }
}

/// What a writer had seen of a stream.
enum Seen {
    /// So many events, as this store counts them.
    Versions(u64),
    /// A causal past.
    Past(VectorClock<i64>),
}

impl Seen {
    fn contains(&self, event: &Recorded) -> bool {
        match self {
            Self::Versions(seen) => event.version <= *seen,
            Self::Past(past) => event.sequence() <= past.get(event.log),
        }
    }
}
