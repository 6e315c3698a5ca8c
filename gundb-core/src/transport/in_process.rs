//! Two stores of one process.

use std::collections::BTreeSet;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::drive::{Line, drive};
use crate::error::{Error, Result};
use crate::model::Origin;
use crate::replication::protocol::{Message, Summary};
use crate::replication::{EventSink, EventSource, Received};

/// What a meeting of two stores cost, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Round trips: half the longest chain of messages of which each waited for the one before.
    pub rounds: u32,
    /// From the first store to the second.
    pub there: Way,
    /// From the second store to the first.
    pub back: Way,
    /// Origins of which the stores hold different records of one number, ascending. Nothing of them was sent.
    pub forked: Vec<Origin>,
}

/// What went one way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Way {
    /// Messages.
    pub messages: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Records in them.
    pub records: u64,
    /// What became of the records at their end.
    pub received: Received,
}

/// Brings two stores together: afterwards each holds what the other held when it began. Every message goes through its
/// bytes, as over a network.
///
/// # Errors
/// A store failed, or one refused the session (their spaces differ): [`crate::Error::is_refused`]. What was received until
/// then stays, and the next call goes on from there.
pub async fn sync<A, B>(first: &A, second: &B) -> Result<Report>
where
    A: EventSource + EventSink,
    B: EventSource + EventSink,
{
    let (mut near, mut far) = line();
    let there = async {
        let summary = drive(first, &mut near, true).await;
        near.out = None;
        summary
    };
    let back = async {
        let summary = drive(second, &mut far, false).await;
        far.out = None;
        summary
    };
    let (there, back) = futures_util::future::join(there, back).await;
    report([there?, back?], [near, far])
}

/// Puts both sides together. Where both have an error, the one of a store that failed tells more than that the session was
/// broken off.
fn report(sides: [Summary; 2], ends: [End; 2]) -> Result<Report> {
    let ([near, far], [first, second]) = (ends, sides);
    let errors = [first.ended, second.ended].into_iter().filter_map(Result::err);
    if let Some(error) = errors.min_by_key(Error::is_refused) {
        return Err(error);
    }
    let forked: BTreeSet<Origin> = first.forked.into_iter().chain(second.forked).collect();
    Ok(Report {
        rounds: near.depth.max(far.depth).div_ceil(2),
        there: Way { records: first.sent, received: second.received, ..near.way },
        back: Way { records: second.sent, received: first.received, ..far.way },
        forked: forked.into_iter().collect(),
    })
}

/// One end of a line in memory.
struct End {
    /// Closed when its side is at its end.
    out: Option<UnboundedSender<(u32, Vec<u8>)>>,
    inbox: UnboundedReceiver<(u32, Vec<u8>)>,
    /// The longest chain of messages, each sent after the one before was heard, that led here.
    depth: u32,
    way: Way,
}

/// Unbounded, as a session has a window of its own.
fn line() -> (End, End) {
    let ((to_far, from_near), (to_near, from_far)) = (unbounded_channel(), unbounded_channel());
    let end = |out, inbox| End { out: Some(out), inbox, depth: 0, way: Way::default() };
    (end(to_far, from_far), end(to_near, from_near))
}

impl Line for End {
    fn send(&mut self, message: &Message) {
        let bytes = message.encode();
        self.way.messages += 1;
        self.way.bytes += bytes.len() as u64;
        if let Some(out) = &self.out {
            // Whoever is gone is noticed where it is listened to.
            let _ = out.send((self.depth + 1, bytes));
        }
    }

    async fn hear(&mut self) -> Option<Vec<u8>> {
        let (depth, bytes) = self.inbox.recv().await?;
        self.depth = self.depth.max(depth);
        Some(bytes)
    }
}
