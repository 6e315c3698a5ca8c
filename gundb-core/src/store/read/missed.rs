//! What a writer whose expectation did not hold had not seen.

use std::collections::BTreeMap;

use super::spec::Read;
use crate::clock::VectorClock;
use crate::error::Result;
use crate::model::{Expect, StreamRef, Token};
use crate::sql::stream;
use crate::store::append::Append;
use crate::store::backend::{Connection, Failure};
use crate::store::conflict::{CONFLICT_MISSED_MAX, CONFLICT_READ_MAX};
use crate::store::events::{Logged, Recorded, stream_row};
use crate::store::handle::Gundb;

/// Events that a writer missed, in canonical order.
#[derive(Default)]
pub(in crate::store) struct Missed {
    pub(in crate::store) events: Vec<Recorded>,
    /// Whether there are more, or may be.
    pub(in crate::store) more: bool,
}

impl Gundb {
    /// What a writer who expected something missed of a stream that was at `version`: it is looked
    /// for from the stream's end, and no further than where it must end.
    pub(in crate::store) async fn missed(&self, append: &Append, version: u64) -> Result<Missed> {
        let mut seen = match &append.expect {
            Expect::New => Seen::Versions { seen: 0, left: version },
            Expect::Exact(seen) => {
                Seen::Versions { seen: *seen, left: version.saturating_sub(*seen) }
            }
            Expect::At(token) => Seen::Past(self.past_of(&append.stream, token).await?),
            Expect::Exists | Expect::Any => return Ok(Missed::default()),
        };
        let (mut missed, mut read) = (Missed::default(), 0);
        let backwards =
            Read::stream(append.stream.clone()).backwards().limit(CONFLICT_READ_MAX as u64);
        let mut events = self.read(backwards).await?;
        // One more than is reported shows that there are more.
        while !seen.is_over() && missed.events.len() <= CONFLICT_MISSED_MAX {
            let Some(event) = events.next().await? else {
                missed.more = read == CONFLICT_READ_MAX;
                break;
            };
            read += 1;
            // What came since the conflict is none of its business.
            if event.version <= version && seen.lacks(&event) {
                missed.events.push(event);
            }
        }
        missed.more |= missed.events.len() > CONFLICT_MISSED_MAX;
        missed.events.truncate(CONFLICT_MISSED_MAX);
        missed.events.reverse();
        Ok(missed)
    }

    async fn past_of(&self, stream: &StreamRef, token: &Token) -> Result<Past> {
        let mut connection = self.shared.pools.reader().await?;
        let id = self
            .shared
            .space
            .stream_id(&stream.stream_type, &stream.key)
            .uuid()
            .as_bytes()
            .to_vec();
        past_of(&mut connection, id, token).await.map_err(|failure| failure.error)
    }
}

/// All that the heads of a token had seen of a stream, and which of its logs have more. Heads that
/// this store does not hold show nothing.
async fn past_of(
    connection: &mut Connection,
    stream: Vec<u8>,
    token: &Token,
) -> Result<Past, Failure> {
    let mut seen = VectorClock::new();
    for head in Logged::of_references(connection, token.heads()).await? {
        if token.heads().contains(&head.reference()) {
            seen.merge(&head.clock);
        }
    }
    let asked = stream::by_uuid(connection.dialect(), vec![stream]);
    let rows = connection.fetch_each(asked).await?;
    let whole = rows
        .into_iter()
        .flatten()
        .next()
        .map(stream_row::clock_from)
        .transpose()?
        .unwrap_or_default();
    let open = whole.iter().filter(|(log, last)| *last > seen.get(*log));
    let open = open.map(|(log, _)| (log, seen.get(log))).collect();
    Ok(Past { seen, open })
}

/// What a writer had seen of a stream.
enum Seen {
    /// This many events, as this store counts them; how many later ones are still to be found.
    Versions { seen: u64, left: u64 },
    /// A causal past.
    Past(Past),
}

/// A causal past, and how far back each log of the stream has to be read: an event of a log stands
/// after the earlier ones of that log in canonical order.
struct Past {
    seen: VectorClock<i64>,
    /// Logs with records that it lacks, and the last sequence that it has of each.
    open: BTreeMap<i64, u64>,
}

impl Seen {
    /// Takes the next event from the stream's end in; whether the writer had not seen it.
    fn lacks(&mut self, event: &Recorded) -> bool {
        match self {
            Self::Versions { seen, left } => {
                let lacks = event.version > *seen;
                *left = left.saturating_sub(u64::from(lacks));
                lacks
            }
            Self::Past(past) => {
                let lacks = event.sequence() > past.seen.get(event.log);
                if !lacks {
                    past.open.remove(&event.log);
                }
                lacks
            }
        }
    }

    /// Whether there is nothing more to be found.
    fn is_over(&self) -> bool {
        match self {
            Self::Versions { left, .. } => *left == 0,
            Self::Past(past) => past.open.is_empty(),
        }
    }
}
