//! Taking runs in: in any order, visible only after what they refer to and with their whole batch.

use super::super::super::{OpenRun, Received, Run};
use super::{Held, Log, Node, references};
use crate::error::{Error, Result};
use crate::model::{Origin, Reference};

impl Node {
    /// Takes runs in, in any order.
    pub(crate) fn receive(&mut self, runs: Vec<Run>) -> Received {
        let (before, mut received) = (self.len(), Received::default());
        for run in runs {
            let opened = run.clone().open().and_then(|open| self.take(open, &run));
            match opened {
                Ok(known) => received.known += known,
                Err(error) => received.refuse(&run, &error),
            }
        }
        self.deliver();
        received.new = (self.len() - before) as u64;
        received.pending = self.pending.len() as u64;
        received
    }

    /// Forgets what waits, as a store does that runs out of room.
    pub(crate) fn forget_pending(&mut self) {
        self.pending.clear();
        self.begun.clear();
    }

    /// Notes the records of a run as waiting, and says how many are held already.
    fn take(&mut self, open: OpenRun, run: &Run) -> Result<u64> {
        if let Some(genesis) = open.genesis {
            if genesis.space != self.space {
                return Err(Error::invalid("the genesis is of another space"));
            }
            let bytes = run.genesis.clone().expect("an open genesis has bytes");
            self.begun.insert(genesis.origin, (bytes, genesis.hash()));
        }
        let (mut known, mut previous) = (0, open.previous);
        for ((record, hash), bytes) in open.records.into_iter().zip(&run.records) {
            match self.held(record.origin, record.sequence) {
                Some(held) if held.hash == hash => known += 1,
                Some(_) => return Err(Error::invalid("another record of this number is held")),
                None => {
                    let at = (record.origin, record.sequence);
                    self.pending.insert(at, Held { record, bytes: bytes.clone(), previous, hash });
                }
            }
            previous = hash;
        }
        Ok(known)
    }

    /// Makes visible what can be, until nothing more can.
    fn deliver(&mut self) {
        while let Some(batch) = self.next_batch() {
            for at in batch {
                let held = self.pending.remove(&at).expect("a batch is made of what waits");
                if let Some((genesis, begin)) = self.begun.remove(&at.0) {
                    let log = Log { genesis, begin, records: Vec::new() };
                    self.logs.entry(at.0).or_insert(log);
                }
                self.show(held);
            }
        }
    }

    /// A whole batch that waits for nothing.
    fn next_batch(&self) -> Option<Vec<(Origin, u64)>> {
        let begins = self.pending.iter().filter(|(_, held)| held.record.batch_index == 0);
        let mut batches = begins.map(|(&(origin, first), held)| {
            (first..first + u64::from(held.record.batch_length))
                .map(|at| (origin, at))
                .collect::<Vec<_>>()
        });
        batches.find(|batch| self.is_next(batch[0]) && batch.iter().all(|at| self.is_ready(*at)))
    }

    fn is_next(&self, at: (Origin, u64)) -> bool {
        let held = &self.pending[&at];
        let head = self.logs.get(&at.0).map(|log| (log.records.len() as u64, log.head()));
        let head = head.or_else(|| self.begun.get(&at.0).map(|(_, begin)| (0, *begin)));
        head == Some((at.1 - 1, held.previous))
    }

    fn is_ready(&self, at: (Origin, u64)) -> bool {
        let Some(held) = self.pending.get(&at) else { return false };
        references(&held.record).all(|reference| self.has(reference))
    }

    fn has(&self, reference: &Reference) -> bool {
        let held = self.held(reference.origin, reference.sequence);
        held.is_some_and(|held| held.hash.prefix() == reference.hash)
    }

    fn held(&self, origin: Origin, sequence: u64) -> Option<&Held> {
        self.logs.get(&origin)?.records.get(usize::try_from(sequence).ok()? - 1)
    }
}
