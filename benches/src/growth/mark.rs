//! One size: both sides filled up to it, weighed, and driven in turns.

use std::time::Duration;

use anyhow::Result;

use crate::database::{Database, Side};
use crate::drive::{Callers, Store};
use crate::figures::{Figures, Ratios};

/// Events of one append while the database is filled.
pub(crate) const BATCH: usize = 10;
/// Rounds of each side at each size.
pub(crate) const ROUNDS: usize = 3;
/// How long a round of appends of one event lasts.
pub(crate) const ROUND: Duration = Duration::from_secs(2);

/// Figures at one size.
pub(crate) struct Mark {
    /// What our side held when its rounds began.
    pub(crate) events: u64,
    pub(crate) ours: Figures,
    pub(crate) raw: Figures,
    pub(crate) ratios: Ratios,
    /// Bytes on disk for each event.
    pub(crate) our_bytes: f64,
    pub(crate) raw_bytes: f64,
}

/// Fills both sides up to a size and measures them there.
pub(crate) async fn measure(
    database: &mut impl Database,
    ours: &mut Callers<impl Store>,
    raw: &mut Callers<impl Store>,
    events: u64,
) -> Result<Mark> {
    ours.fill(BATCH, events).await?;
    raw.fill(BATCH, events).await?;
    let filled = ours.events();
    let our_bytes = database.bytes(Side::Ours).await? as f64 / filled as f64;
    let raw_bytes = database.bytes(Side::Raw).await? as f64 / raw.events() as f64;
    let (mut our_samples, mut raw_samples) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_samples.push(ours.round(1, ROUND).await?);
        raw_samples.push(raw.round(1, ROUND).await?);
    }
    Ok(Mark {
        events: filled,
        ours: Figures::of(&our_samples),
        raw: Figures::of(&raw_samples),
        ratios: Ratios::of(&our_samples, &raw_samples),
        our_bytes,
        raw_bytes,
    })
}

impl Mark {
    /// One line for who waits.
    pub(crate) fn summary(&self) -> String {
        let Self { events, ours, raw, ratios, our_bytes, raw_bytes } = self;
        let (ours, raw) = (ours.rate, raw.rate);
        format!(
            "{events} events: {ours:.0} of {raw:.0} events/s, {ratios}; {our_bytes:.0} and {raw_bytes:.0} bytes/event"
        )
    }
}
