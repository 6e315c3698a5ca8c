//! A history: who wrote what, and knew of what.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::dice::Dice;
use crate::clock::{CanonicalKey, Hlc, VectorClock};
use crate::error::Result;
use crate::fold::EventContext;
use crate::model::{Hash, Origin, StreamRef};

/// Where the wall clocks stand at first: 2026.
const BEGIN_US: i64 = 1_767_225_600_000_000;
/// Events of one append at most.
const BATCH_EVENTS_MAX: u64 = 3;

/// An event as the user gives it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) event_type: String,
    pub(crate) payload: String,
}

/// An event that was written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) stream: StreamRef,
    pub(crate) told: Told,
    pub(crate) context: EventContext,
    /// The append call that it belongs to.
    pub(super) batch: usize,
    /// The events that its writer held before that call.
    pub(super) seen: BTreeSet<usize>,
}

/// All that was written, each event after those that its writer held.
pub(crate) type History = Vec<Written>;

/// A writer of events.
struct Writer {
    origin: Origin,
    sequence: u64,
    hlc: Hlc,
    /// How far its wall clock is from the others'.
    off_us: i64,
    held: BTreeSet<usize>,
}

/// Two to four writers write the events of some streams, which of each stream are taken in their
/// order, and hear of each other now and then. Their wall clocks are seconds apart, and jump.
pub(crate) fn write(dice: &mut Dice, streams: &[(StreamRef, Vec<Told>)]) -> Result<History> {
    let mut writers =
        (0..2 + dice.below(3)).map(|_| Writer::new(dice)).collect::<Result<Vec<_>>>()?;
    let mut left: BTreeMap<usize, &[Told]> =
        streams.iter().map(|(_, events)| events.as_slice()).enumerate().collect();
    let (mut history, mut now_us, mut batch) = (History::new(), BEGIN_US, 0);
    loop {
        left.retain(|_, events| !events.is_empty());
        if left.is_empty() {
            return Ok(history);
        }
        now_us += i64::try_from(dice.below(3_000_000)).unwrap_or(0);
        let (at, other) = (dice.index(writers.len()), dice.index(writers.len()));
        if at != other && dice.once_in(3) {
            let (held, hlc) = (writers[other].held.clone(), writers[other].hlc);
            writers[at].held.extend(held);
            writers[at].hlc = hlc.max(writers[at].hlc);
            continue;
        }
        let stream = *left.keys().nth(dice.index(left.len())).unwrap_or(&0);
        let events = left.entry(stream).or_default();
        let count = (1 + dice.below(BATCH_EVENTS_MAX)).min(events.len() as u64);
        let (told, rest) = events.split_at(usize::try_from(count).unwrap_or(1));
        *events = rest;
        writers[at].append(dice, &mut history, batch, &streams[stream].0, told, now_us);
        batch += 1;
    }
}

impl Writer {
    fn new(dice: &mut Dice) -> Result<Self> {
        let origin = Origin::new((dice.roll() >> 1).max(1))?;
        let off_us = i64::try_from(dice.below(10_000_000)).unwrap_or(0) - 5_000_000;
        Ok(Self { origin, sequence: 0, hlc: Hlc::default(), off_us, held: BTreeSet::new() })
    }

    fn append(
        &mut self,
        dice: &mut Dice,
        history: &mut History,
        batch: usize,
        stream: &StreamRef,
        told: &[Told],
        now_us: i64,
    ) {
        if dice.once_in(8) {
            self.off_us = -self.off_us;
        }
        let recorded_us = now_us + self.off_us;
        let wall = Timestamp::from_microsecond(recorded_us).unwrap_or(Timestamp::UNIX_EPOCH);
        self.hlc = self.hlc.next(wall);
        let (nonce, seen) = (dice.roll() >> 1, self.held.clone());
        let mut clock = VectorClock::new();
        let of_stream =
            seen.iter().map(|event| &history[*event]).filter(|event| event.stream == *stream);
        of_stream.for_each(|event| clock.merge(&event.context.clock));
        for told in told {
            self.sequence += 1;
            clock.observe(self.origin, self.sequence);
            let dot = [self.origin.number(), self.sequence, nonce].map(u64::to_be_bytes).concat();
            let order = CanonicalKey {
                hlc: self.hlc.number(),
                origin: self.origin.number(),
                nonce,
                sequence: self.sequence,
                hash: Hash::of(&dot),
            };
            let context = EventContext { order, clock: clock.clone(), recorded_us, repeats: false };
            self.held.insert(history.len());
            let (stream, told, seen) = (stream.clone(), told.clone(), seen.clone());
            history.push(Written { stream, told, context, batch, seen });
        }
    }
}
