//! The logs: genesis, sequences, hashes, batches, heads.

use std::collections::{BTreeMap, HashMap};

use super::findings::Findings;
use super::scan::Scan;
use crate::error::Result;
use crate::model::format::{Genesis, Record};
use crate::model::{Hash, Origin, Reference, Space};
use crate::sql::log;
use crate::store::backend::{Cells, Failure};
use crate::store::events::{Recorded, hash_from};

/// The logs by id, as far as their records were read.
pub(super) struct Logs {
    by_id: BTreeMap<i64, Log>,
    /// Which logs an origin has. Every reference of every record asks for it: no search through all
    /// logs.
    of_origin: HashMap<Origin, Vec<i64>>,
}

pub(super) struct Log {
    pub(super) origin: Origin,
    /// Of the last record.
    sequence: u64,
    hash: Hash,
    /// The batch of the last record, while it lacks some.
    open: Option<Batch>,
    /// What gundb_log says.
    head: (i64, Vec<u8>),
}

/// What the records of a batch share, and which comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Batch {
    hlc: u64,
    nonce: u64,
    length: u32,
    next: u32,
}

impl Logs {
    pub(super) async fn read(scan: &mut Scan<'_>, space: Space) -> Result<Self, Failure> {
        let (mut by_id, mut of_origin) = (BTreeMap::new(), HashMap::<Origin, Vec<i64>>::new());
        scan.each("I3", "gundb_log", log::whole(scan.dialect()), |cells, findings| {
            let (id, log) = Log::read(cells, space, findings)?;
            of_origin.entry(log.origin).or_default().push(id);
            by_id.insert(id, log);
            Ok(())
        })
        .await?;
        Ok(Self { by_id, of_origin })
    }

    pub(super) fn get(&self, id: i64) -> Option<&Log> {
        self.by_id.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: i64) -> Option<&mut Log> {
        self.by_id.get_mut(&id)
    }

    /// The log that has a record which was read already.
    pub(super) fn holding(&self, reference: &Reference) -> Option<i64> {
        let mut ids = self.of_origin.get(&reference.origin)?.iter().copied();
        ids.find(|id| self.by_id.get(id).is_some_and(|log| log.sequence >= reference.sequence))
    }

    pub(super) fn origins(&self) -> impl Iterator<Item = (i64, Origin)> {
        self.by_id.iter().map(|(id, log)| (*id, log.origin))
    }

    pub(super) fn count(&self) -> usize {
        self.by_id.len()
    }

    /// Ascending by origin. A log without a record is nothing that a node holds: it is listed
    /// nowhere, so that equal records give equal vectors.
    pub(super) fn version_vector(&self) -> Vec<(Origin, u64)> {
        let logs = self.by_id.values().filter(|log| log.sequence > 0);
        let mut vector: Vec<_> = logs.map(|log| (log.origin, log.sequence)).collect();
        vector.sort_unstable();
        vector
    }

    /// The ends of the logs, when all records were read.
    pub(super) fn finish(&self, findings: &mut Findings) {
        for (id, log) in &self.by_id {
            let (sequence, hash) = &log.head;
            let same = sequence.cast_unsigned() == log.sequence && hash == log.hash.as_bytes();
            findings.check(same, "I3", || {
                format!(
                    "log {id}: gundb_log says head {sequence}, but the last record is {}",
                    log.sequence
                )
            });
            findings.check(log.open.is_none(), "I1", || format!("log {id}: its last batch is cut"));
        }
    }
}

impl Log {
    fn read(mut cells: Cells, space: Space, findings: &mut Findings) -> Result<(i64, Self)> {
        let (id, origin) = (cells.int()?, Origin::new(cells.number()?)?);
        let (branch, parent, fork) = (cells.bytes()?, cells.opt_int()?, cells.opt_int()?);
        findings.check(branch.is_empty() && parent.is_none() && fork.is_none(), "I3", || {
            format!("log {id}: it says that it is a branch, but nothing forked here")
        });
        let own_space = cells.bytes()?;
        findings.check(own_space == space.uuid().as_bytes(), "I3", || {
            format!("log {id}: its space is another")
        });
        let (bytes, stored_hash) = (cells.bytes()?, cells.bytes()?);
        // As it was received: a later version may have written fields that are not known here.
        let genesis = Genesis::decode(&bytes).ok();
        let is_own = |genesis: &Genesis| genesis.origin == origin && genesis.space == space;
        let hash = genesis.as_ref().filter(|genesis| is_own(genesis)).map(Genesis::hash);
        let fits = hash.is_some_and(|hash| hash.as_bytes() == stored_hash.as_slice());
        findings.check(fits, "I2", || {
            format!(
                "log {id}: its genesis is not that of origin {origin}, or its hash does not fit it"
            )
        });
        // Where the genesis is lost, its hash still shows whether the records continue it.
        let hash = hash.map_or_else(|| hash_from(&stored_hash), Ok)?;
        let head = (cells.int()?, cells.bytes()?);
        Ok((id, Self { origin, sequence: 0, hash, open: None, head }))
    }

    /// The last record, or the genesis.
    pub(super) fn head(&self) -> Reference {
        Reference::to(self.origin, self.sequence, &self.hash)
    }

    /// The next record: it follows in sequence, hash and batch.
    pub(super) fn advance(&mut self, event: &Recorded, at: &str, findings: &mut Findings) {
        findings.check(event.sequence() == self.sequence + 1, "I3", || {
            format!(
                "{at}: sequence {} of origin {} follows {}",
                event.sequence(),
                self.origin,
                self.sequence
            )
        });
        findings.check(event.record.hash(&self.hash) == event.hash, "I2", || {
            format!("{at}: its hash does not fit its content; the row was changed")
        });
        self.advance_batch(&event.record, at, findings);
        self.sequence = event.sequence();
        self.hash = event.hash;
    }

    fn advance_batch(&mut self, record: &Record, at: &str, findings: &mut Findings) {
        let index = record.batch_index;
        let own = Batch {
            hlc: record.hlc,
            nonce: record.nonce,
            length: record.batch_length,
            next: index,
        };
        let follows = self.open.map_or(index == 0, |open| open == own) && index < own.length;
        findings.check(follows, "I1", || {
            format!("{at}: as number {index} of {} it does not continue its batch", own.length)
        });
        let next = index.saturating_add(1);
        self.open = (next < own.length).then_some(Batch { next, ..own });
    }
}
