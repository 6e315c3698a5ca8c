//! What goes out once it is known what the other node lacks: chunk by chunk, and few at a time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::super::difference::LogPosition;
use super::super::interface::{Load, Loaded, Wanted};
use super::super::limits::{CHUNK_BYTES, EVENTS_BYTES_MAX, WINDOW};
use super::super::run::Run;
use crate::error::{Error, Result};
use crate::model::{Origin, Reference};

/// One side's outgoing events.
#[derive(Default)]
pub(super) struct Sending {
    /// What is still to be loaded.
    wanted: BTreeMap<Origin, Wanted>,
    cursor: u64,
    is_loading: bool,
    /// Message numbers and record counts of what is not acknowledged yet.
    in_flight: VecDeque<(u32, u64)>,
    /// Whether the other node knows that nothing more comes.
    pub(super) is_done: bool,
}

impl Sending {
    pub(super) fn new(wanted: BTreeMap<Origin, Wanted>) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// Whether nothing is left to load.
    pub(super) fn is_exhausted(&self) -> bool {
        self.wanted.is_empty() && !self.is_loading
    }

    /// Whether all of it came to the other node.
    pub(super) fn is_over(&self) -> bool {
        self.is_done && self.in_flight.is_empty()
    }

    /// The next load, if one is due.
    pub(super) fn next(&mut self) -> Option<Load> {
        if self.is_loading || self.wanted.is_empty() || self.in_flight.len() >= WINDOW {
            return None;
        }
        self.is_loading = true;
        let wanted = self.wanted.values().copied().collect();
        Some(Load { wanted, cursor: self.cursor, bytes_max: CHUNK_BYTES })
    }

    /// Takes in what was loaded, and gives what of it is to be sent: nothing of a log that turns
    /// out to be forked.
    ///
    /// # Errors
    /// A source that does not keep its promises.
    pub(super) fn take(
        &mut self,
        loaded: Loaded,
        forked: &mut BTreeSet<Origin>,
    ) -> Result<Vec<Run>> {
        if !std::mem::take(&mut self.is_loading) {
            return Ok(Vec::new());
        }
        self.cursor = loaded.cursor;
        if loaded.runs.is_empty() && loaded.more {
            return Err(Error::invalid("the source gave no events, and says that there are more"));
        }
        let (mut runs, mut dropped) = (Vec::with_capacity(loaded.runs.len()), BTreeSet::new());
        for run in loaded.runs {
            if self.follow(&run, &mut dropped)? {
                runs.push(run);
            }
        }
        forked.append(&mut dropped);
        if !loaded.more {
            self.wanted.clear();
        }
        if 4 + runs.iter().map(Run::wire_bytes).sum::<usize>() > EVENTS_BYTES_MAX {
            return Err(Error::invalid("the source gave more events than a message holds"));
        }
        Ok(runs)
    }

    /// A message with this many records was sent.
    pub(super) fn sent(&mut self, number: u32, records: u64) {
        self.in_flight.push_back((number, records));
    }

    /// How many records were in an acknowledged message; `None` where it is not the one that is
    /// due.
    pub(super) fn acknowledged(&mut self, number: u32) -> Option<u64> {
        let (due, records) = *self.in_flight.front()?;
        (due == number).then(|| self.in_flight.pop_front()).map(|_| records)
    }

    /// Follows a log by one run; false where the other node has another record before it than we.
    fn follow(&mut self, run: &Run, dropped: &mut BTreeSet<Origin>) -> Result<bool> {
        if dropped.contains(&run.origin) {
            return Ok(false);
        }
        let broken =
            || Error::invalid(format!("the source gave events of origin {} unasked", run.origin));
        let wanted = self.wanted.get_mut(&run.origin).ok_or_else(broken)?;
        let (after, last) = (wanted.after, run.last_sequence());
        if run.first != after.sequence + 1 || run.records.is_empty() || last > wanted.up_to {
            return Err(broken());
        }
        if after.sequence > 0 && after.hash != run.previous.prefix() {
            dropped.insert(run.origin);
            self.wanted.remove(&run.origin);
            return Ok(false);
        }
        wanted.after = LogPosition::from(Reference::to(run.origin, last, &run.last));
        if last == wanted.up_to {
            self.wanted.remove(&run.origin);
        }
        Ok(true)
    }
}
