//! Which records wait from now on: bounded, so that nobody fills the store with what can't be
//! delivered.

use std::collections::BTreeSet;

use super::batches::Batches;
use super::candidate::Candidate;
use super::candidate::{Key, key_of, refers_to};
use super::logs::Held;
use crate::model::Origin;
use crate::model::format::Genesis;
use crate::model::limits::BATCH_EVENTS_MAX;
use crate::replication::limits::BATCH_FRAMED_BYTES_MAX;
use crate::sql::pending::PendingRow;

/// Records that wait at most.
const PENDING_RECORDS_MAX: usize = 10_000;
/// Bytes of them and of their logs' geneses at most.
const PENDING_BYTES_MAX: usize = 32 * 1024 * 1024;

const _: () = assert!(BATCH_FRAMED_BYTES_MAX < PENDING_BYTES_MAX);

/// What waits and stays as it is.
#[derive(Clone, Copy, Default)]
pub(in crate::store) struct Asleep {
    pub(in crate::store) records: usize,
    /// Of records and geneses, as they are stored.
    pub(in crate::store) bytes: usize,
}

/// What waits from now on, and the room that is left.
pub(in crate::store) struct Kept {
    room: Room,
    /// Logs of which something is kept, with the genesis where that is not held.
    begun: BTreeSet<Origin>,
    /// Records and geneses.
    pub(in crate::store) keys: BTreeSet<Key>,
    /// Those that are not in the table yet.
    pub(in crate::store) written: Vec<PendingRow>,
    /// Which logs those refer to: that one, and their own.
    pub(in crate::store) references: BTreeSet<(Origin, Origin)>,
    /// How many records there are.
    pub(in crate::store) count: u64,
}

impl Kept {
    /// Of the candidates, those that there is room for: as much as a batch has of the logs of which
    /// something came just now, so that the rest of it finds it; then those near to what is held.
    pub(in crate::store) fn of(batches: &Batches, held: &Held, asleep: Asleep) -> Self {
        let distance = |one: &&Candidate| one.record.sequence - held.sequence(one.record.origin);
        let mut waiting: Vec<&Candidate> = batches.candidates().collect();
        waiting.sort_by_key(distance);
        let is_new = |one: &&&Candidate| !batches.stored.contains_key(&key_of(one));
        let came: BTreeSet<Origin> =
            waiting.iter().filter(is_new).map(|one| one.record.origin).collect();
        let mut kept = Self::nothing_beside(asleep);
        let mut reserved = Room { records: BATCH_EVENTS_MAX, bytes: BATCH_FRAMED_BYTES_MAX };
        let mut first = waiting.iter().filter(|one| came.contains(&one.record.origin));
        let _ = first.all(|one| kept.keep(one, batches, held, Some(&mut reserved)));
        let _ = waiting.iter().all(|one| kept.keep(one, batches, held, None));
        kept
    }

    fn nothing_beside(asleep: Asleep) -> Self {
        Self {
            room: Room::beside(asleep),
            begun: BTreeSet::new(),
            keys: BTreeSet::new(),
            written: Vec::new(),
            references: BTreeSet::new(),
            count: asleep.records as u64,
        }
    }

    /// Whether there is room for all candidates beside what stays as it is.
    pub(in crate::store) fn has_room(batches: &Batches, asleep: Asleep) -> bool {
        let room = Room::beside(asleep);
        let geneses = batches.logs.values().filter_map(|log| log.genesis.as_ref());
        let bytes: usize = geneses.map(|genesis| genesis.encode().len()).sum();
        let records = batches.candidates().map(|one| one.record.encode().len());
        let (count, bytes) =
            records.fold((0, bytes), |(count, sum), bytes| (count + 1, sum + bytes));
        count == 0 || count <= room.records && bytes <= room.bytes
    }

    /// Keeps a record, with its log's genesis where that is not held; false where there is no room,
    /// also of what is reserved.
    fn keep(
        &mut self,
        one: &Candidate,
        batches: &Batches,
        held: &Held,
        reserved: Option<&mut Room>,
    ) -> bool {
        if self.keys.contains(&key_of(one)) {
            return true;
        }
        let origin = one.record.origin;
        let begins = held.sequence(origin) == 0 && !self.begun.contains(&origin);
        let genesis =
            batches.logs.get(&origin).and_then(|log| log.genesis.as_ref()).filter(|_| begins);
        let rows = genesis.map(genesis_row).into_iter().chain([(key_of(one), row_of(one))]);
        let rows: Vec<_> = rows.collect();
        let bytes = rows.iter().map(|(_, row)| row.record.len()).sum();
        if !self.room.has(bytes) || reserved.as_ref().is_some_and(|room| !room.has(bytes)) {
            return false;
        }
        self.room.take(bytes);
        reserved.into_iter().for_each(|room| room.take(bytes));
        self.count += 1;
        self.begun.insert(origin);
        for (key, row) in rows {
            self.keys.insert(key);
            if !batches.stored.contains_key(&key) {
                self.written.push(row);
                self.references.extend(refers_to(&one.record).map(|to| (to, origin)));
            }
        }
        true
    }
}

/// Room that is left.
struct Room {
    records: usize,
    bytes: usize,
}

impl Room {
    /// What others leave that stay as they are.
    fn beside(asleep: Asleep) -> Self {
        Self {
            records: PENDING_RECORDS_MAX.saturating_sub(asleep.records),
            bytes: PENDING_BYTES_MAX.saturating_sub(asleep.bytes),
        }
    }

    fn has(&self, bytes: usize) -> bool {
        self.records > 0 && self.bytes >= bytes
    }

    fn take(&mut self, bytes: usize) {
        self.records -= 1;
        self.bytes -= bytes;
    }
}

fn row_of(candidate: &Candidate) -> PendingRow {
    PendingRow {
        origin: candidate.record.origin.number().cast_signed(),
        sequence: candidate.record.sequence.cast_signed(),
        hash: candidate.hash.as_bytes().to_vec(),
        previous: candidate.previous.as_bytes().to_vec(),
        record: candidate.record.encode(),
    }
}

fn genesis_row(genesis: &Genesis) -> (Key, PendingRow) {
    let hash = genesis.hash();
    let row = PendingRow {
        origin: genesis.origin.number().cast_signed(),
        sequence: 0,
        hash: hash.as_bytes().to_vec(),
        previous: vec![0; 32],
        record: genesis.encode(),
    };
    ((genesis.origin, 0, hash), row)
}
