//! Events that come late to a store: another node wrote them at a time before what is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use gundb::clock::Clock;
use gundb::prelude::*;
use gundb::replication::protocol::{Load, LogPosition, Wanted};
use gundb::replication::{EventSink, EventSource};
use jiff::Timestamp;

/// A clock that stands where it is put, and ticks a millisecond with every append.
#[derive(Clone, Debug)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    /// One that stands at a millisecond since 1970.
    pub fn at(ms: i64) -> Self {
        Self(Arc::new(AtomicI64::new(ms)))
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.fetch_add(1, Ordering::Relaxed))
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// The median of what it takes a store to receive an event of a stream that another node, whose
/// clock is `hand`, writes at a millisecond.
///
/// # Errors
/// A store that can't be written or read.
pub async fn receive_late<E: Event>(
    db: &Gundb,
    (writer, hand): (&Gundb, &Hand),
    key: &str,
    at_ms: i64,
    events: impl Iterator<Item = E>,
) -> Result<Duration> {
    let mut took = Vec::new();
    let mut sent = None;
    for event in events {
        hand.0.store(at_ms, Ordering::Relaxed);
        writer.append(key, Expect::Any, [event]).await?;
        let head = writer
            .heads()
            .await?
            .into_iter()
            .next()
            .ok_or_else(|| anyhow!("nothing was written"))?;
        let after = sent.map_or_else(|| LogPosition::start(head.origin), LogPosition::from);
        let wanted = vec![Wanted { after, up_to: head.sequence }];
        let loaded = writer.runs(Load::new(wanted, 1 << 20)).await?;
        sent = Some(head);
        let begun = Instant::now();
        let received = db.receive(loaded.runs).await?;
        took.push(begun.elapsed());
        anyhow::ensure!(received.new == 1, "{received:?}");
    }
    took.sort();
    Ok(took[took.len() / 2])
}
