//! What may be delivered: records that are not held yet, by their logs, those that waited among
//! them.

use std::collections::{BTreeMap, BTreeSet};

use super::candidate::{Candidate, Parked, Waiting};
use super::logs::Held;
use crate::model::format::Genesis;
use crate::model::{Hash, Origin};
use crate::replication::protocol::OpenRun;
use crate::replication::{Received, RefusedRun};

/// The candidates of one log.
#[derive(Default)]
pub(in crate::store) struct LogCandidates {
    pub(in crate::store) genesis: Option<Genesis>,
    /// By sequence.
    pub(in crate::store) records: BTreeMap<u64, Candidate>,
}

/// All candidates.
#[derive(Default)]
pub(in crate::store) struct Batches {
    pub(in crate::store) logs: BTreeMap<Origin, LogCandidates>,
    /// What waits in the table, as far as it was read: bytes by origin, sequence and hash.
    pub(in crate::store) stored: BTreeMap<(Origin, u64, Hash), usize>,
    pub(in crate::store) parked: Vec<Parked>,
    /// Logs of which nothing more is taken now.
    refused: BTreeSet<Origin>,
    /// Records that were held, or came twice.
    known: u64,
    dropped: Vec<RefusedRun>,
}

impl Batches {
    pub(in crate::store) fn new(runs: &[OpenRun], held: &Held) -> Self {
        let mut batches = Self::default();
        for run in runs {
            let log = batches.logs.entry(run.origin).or_default();
            log.genesis = log.genesis.take().or_else(|| run.genesis.clone());
            let mut previous = run.previous;
            for (record, hash) in &run.records {
                let candidate = Candidate { record: record.clone(), hash: *hash, previous };
                previous = *hash;
                batches.add(run.origin, candidate, held);
            }
        }
        batches
    }

    /// Adds what waited.
    pub(in crate::store) fn add_pending(&mut self, waiting: Vec<Waiting>, held: &Held) {
        for one in waiting {
            match one {
                Waiting::Genesis(genesis, bytes) => {
                    self.stored.insert((genesis.origin, 0, genesis.hash()), bytes);
                    self.logs.entry(genesis.origin).or_default().genesis.get_or_insert(genesis);
                }
                Waiting::Record(candidate, bytes) => {
                    let (origin, sequence) = (candidate.record.origin, candidate.record.sequence);
                    self.stored.insert((origin, sequence, candidate.hash), bytes);
                    let before = self.known;
                    self.add(origin, candidate, held);
                    self.known = before;
                }
            }
        }
    }

    fn add(&mut self, origin: Origin, candidate: Candidate, held: &Held) {
        let sequence = candidate.record.sequence;
        if held.is_own(origin) && sequence > held.sequence(origin) {
            // Somebody has written as this origin: a restored backup, or a clone.
            let reason = "it is of this store's own origin, and was never written here".to_owned();
            self.park(Parked { origin, sequence, hash: candidate.hash, reason });
            return;
        }
        if sequence <= held.sequence(origin) {
            self.known += 1;
            return;
        }
        let log = self.logs.entry(origin).or_default();
        match log.records.get(&sequence) {
            Some(_) => self.known += 1,
            None => drop(log.records.insert(sequence, candidate)),
        }
    }

    /// Refuses the rest of a log whose records are others than those held.
    pub(in crate::store) fn fork(&mut self, origin: Origin, sequence: u64, hash: Hash) {
        let reason = "another record with this number is held: the log forked".to_owned();
        self.park(Parked { origin, sequence, hash, reason });
    }

    /// Sets a record aside, and all of its log that came after it.
    pub(in crate::store) fn park(&mut self, parked: Parked) {
        let (origin, first) = (parked.origin, parked.sequence);
        if self.refused.insert(origin) {
            let after = self.logs.remove(&origin).map_or(0, |log| log.records.len() as u64);
            let reason = parked.reason.clone();
            self.dropped.push(RefusedRun { origin, first, records: after.max(1), reason });
            self.parked.push(parked);
        }
    }

    /// The candidates of logs of which more is taken.
    pub(in crate::store) fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        self.logs.values().flat_map(|log| log.records.values())
    }

    /// What is reported of it all.
    pub(in crate::store) fn received(&self, new: u64, pending: u64) -> Received {
        let refused_records = self.dropped.iter().map(|run| run.records).sum();
        Received { new, known: self.known, pending, refused_records, refused: self.dropped.clone() }
    }
}
