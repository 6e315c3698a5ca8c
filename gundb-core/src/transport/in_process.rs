//! Two stores of one process.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::carrier::{CarrierError, MessageReceiver, MessageSender};
use super::counted::{Counted, Traffic};
use super::run_session::{Role, run_session};
use crate::error::Result;
use crate::model::Origin;
use crate::replication::protocol::Summary;
use crate::replication::{EventSink, EventSource, Received};

/// What a meeting of two stores cost, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncReport {
    /// Round trips: half the longest chain of messages of which each waited for the one before.
    pub rounds: u32,
    /// From the first store to the second.
    pub there: Way,
    /// From the second store to the first.
    pub back: Way,
    /// Origins of which the stores hold different records of one number, ascending. Nothing of them
    /// was sent.
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

/// Brings two stores together: afterwards each holds what the other held when it began. Every
/// message goes through its bytes, as over a network.
///
/// # Errors
/// A store failed, or one refused the session (their spaces differ): [`crate::Error::is_refused`].
/// What was received until then stays, and the next call goes on from there.
pub async fn sync<A, B>(first: &A, second: &B) -> Result<SyncReport>
where
    A: EventSource + EventSink,
    B: EventSource + EventSink,
{
    let traffic = [Traffic::default(), Traffic::default()];
    let depths = [Depth::default(), Depth::default()];
    let [near, far] = line(&depths);
    let there = run_session(first, Counted::new(near, &traffic[0]), Role::Initiator);
    let back = run_session(second, Counted::new(far, &traffic[1]), Role::Responder);
    let (there, back) = futures_util::future::join(there, back).await;
    let [first, second] = both(there, back)?;
    let forked: BTreeSet<Origin> = first.forked.iter().chain(&second.forked).copied().collect();
    Ok(SyncReport {
        rounds: depths.iter().map(Depth::get).max().unwrap_or_default().div_ceil(2),
        there: way(&traffic[0], first.sent, second.received),
        back: way(&traffic[1], second.sent, first.received),
        forked: forked.into_iter().collect(),
    })
}

/// Where both sides have an error, the one of a store that failed says more than that the session
/// was broken off.
fn both(there: Result<Summary>, back: Result<Summary>) -> Result<[Summary; 2]> {
    match (there, back) {
        (Ok(there), Ok(back)) => Ok([there, back]),
        (Err(there), Err(back)) if there.is_refused() && !back.is_refused() => Err(back),
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

fn way(traffic: &Traffic, records: u64, received: Received) -> Way {
    let sent = traffic.sent();
    Way { messages: sent.messages, bytes: sent.bytes, records, received }
}

/// The longest chain of messages, each sent after the one before was heard, that led to one end.
#[derive(Clone, Default)]
struct Depth(Arc<AtomicU32>);

impl Depth {
    fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Sends to the other end of a line in memory; a message goes together with its number in its
/// chain.
struct LineSender {
    out: UnboundedSender<(u32, Vec<u8>)>,
    depth: Depth,
}

struct LineReceiver {
    inbox: UnboundedReceiver<(u32, Vec<u8>)>,
    depth: Depth,
}

/// A line in memory. It is unbounded, as both ends are sessions, which have a window of their own.
fn line(depths: &[Depth; 2]) -> [(LineSender, LineReceiver); 2] {
    let ((to_far, from_near), (to_near, from_far)) = (unbounded_channel(), unbounded_channel());
    let end = |out, inbox, depth: &Depth| {
        (LineSender { out, depth: depth.clone() }, LineReceiver { inbox, depth: depth.clone() })
    };
    [end(to_far, from_far, &depths[0]), end(to_near, from_near, &depths[1])]
}

impl MessageSender for LineSender {
    async fn send(&mut self, message: Vec<u8>) -> Result<(), CarrierError> {
        // Whoever is gone is noticed where it is listened to.
        let _ = self.out.send((self.depth.get() + 1, message));
        Ok(())
    }
}

impl MessageReceiver for LineReceiver {
    async fn receive(&mut self) -> Result<Option<Vec<u8>>, CarrierError> {
        let Some((depth, message)) = self.inbox.recv().await else { return Ok(None) };
        self.depth.0.fetch_max(depth, Ordering::Relaxed);
        Ok(Some(message))
    }
}
