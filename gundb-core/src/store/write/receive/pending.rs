//! Records that wait: bounded, and never visible. What is turned away for lack of room comes again with a later session.

use std::collections::BTreeSet;

use super::batches::{Batches, Candidate, Parked};
use super::logs::Held;
use crate::error::Result;
use crate::model::format::{Genesis, Record};
use crate::model::limits::BATCH_EVENTS_MAX;
use crate::model::{Hash, Origin};
use crate::replication::limits::BATCH_FRAMED_BYTES_MAX;
use crate::sql::pending::{self as sql, ParkedRow, PendingRow};
use crate::sql::{Dialect, Statement};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::streams::hash_from;

/// Records that wait at most.
const PENDING_RECORDS_MAX: usize = 10_000;
/// Bytes of them and of their logs' geneses at most.
const PENDING_BYTES_MAX: usize = 32 * 1024 * 1024;

const _: () = assert!(BATCH_FRAMED_BYTES_MAX < PENDING_BYTES_MAX);

/// Records that can't be taken are listed up to this many: whoever sends more of them has said enough.
const PARKED_MAX: usize = 1_000;

/// What waited.
pub(super) enum Waiting {
    Genesis(Genesis),
    Record(Candidate),
}

/// Reads what waits.
pub(super) async fn load(connection: &mut Connection) -> Result<Vec<Waiting>, Failure> {
    let rows = connection.fetch(sql::all(connection.dialect())).await?;
    Ok(rows.into_iter().map(waiting).collect::<Result<_>>()?)
}

fn waiting(mut cells: Cells) -> Result<Waiting> {
    let (sequence, hash, previous) =
        (cells.number()?, hash_from(&cells.bytes()?)?, hash_from(&cells.bytes()?)?);
    let record = cells.bytes()?;
    if sequence == 0 {
        return Ok(Waiting::Genesis(Genesis::decode(&record)?));
    }
    Ok(Waiting::Record(Candidate { record: Record::decode(&record)?, hash, previous }))
}

/// What has to be done to the table.
pub(super) struct Changes {
    written: Vec<PendingRow>,
    gone: Vec<(Origin, u64, Hash)>,
    /// How many records wait then.
    pub(super) count: u64,
}

impl Changes {
    /// What is left of the candidates waits, as far as there is room: as much as a batch has of the logs of which something came
    /// just now, so that the rest of it finds it; then those near to what is held.
    pub(super) fn of(batches: &Batches, held: &Held) -> Self {
        let distance = |one: &&Candidate| one.record.sequence - held.sequence(one.record.origin);
        let mut waiting: Vec<&Candidate> = batches.candidates().collect();
        waiting.sort_by_key(distance);
        let came: BTreeSet<Origin> = {
            let is_new = |one: &&&Candidate| !batches.stored.contains(&key_of(one));
            waiting.iter().filter(is_new).map(|one| one.record.origin).collect()
        };
        let mut kept = Kept::new();
        let mut reserved = Room { records: BATCH_EVENTS_MAX, bytes: BATCH_FRAMED_BYTES_MAX };
        for one in waiting.iter().filter(|one| came.contains(&one.record.origin)) {
            if !kept.keep(one, batches, held, Some(&mut reserved)) {
                break;
            }
        }
        for one in waiting {
            if !kept.keep(one, batches, held, None) {
                break;
            }
        }
        let gone = batches.stored.difference(&kept.keys).copied().collect();
        Self { written: kept.written, gone, count: kept.count }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.written.is_empty() && self.gone.is_empty()
    }

    pub(super) fn writes(self, dialect: Dialect) -> Vec<Statement> {
        let gone = self.gone.into_iter().map(|(origin, sequence, hash)| {
            (origin.number().cast_signed(), sequence.cast_signed(), hash.as_bytes().to_vec())
        });
        let mut writes = sql::remove(dialect, gone.collect());
        writes.extend(sql::add(dialect, self.written));
        writes
    }
}

/// What waits from now on, and the room that is left.
struct Kept {
    room: Room,
    keys: BTreeSet<(Origin, u64, Hash)>,
    written: Vec<PendingRow>,
    count: u64,
}

impl Kept {
    fn new() -> Self {
        let room = Room { records: PENDING_RECORDS_MAX, bytes: PENDING_BYTES_MAX };
        Self { room, keys: BTreeSet::new(), written: Vec::new(), count: 0 }
    }

    /// Keeps a record, with its log's genesis where that is not held; false where there is no room, also of another.
    fn keep(&mut self, one: &Candidate, batches: &Batches, held: &Held, of: Option<&mut Room>) -> bool {
        if self.keys.contains(&key_of(one)) {
            return true;
        }
        let origin = one.record.origin;
        let genesis = batches.logs.get(&origin).and_then(|log| log.genesis.as_ref());
        let genesis = genesis.filter(|_| held.sequence(origin) == 0).map(genesis_row);
        let genesis = genesis.filter(|(key, _)| !self.keys.contains(key));
        let rows: Vec<_> = genesis.into_iter().chain([(key_of(one), row_of(one))]).collect();
        let bytes = rows.iter().map(|(_, row)| row.record.len()).sum();
        if !self.room.has(bytes) || of.as_ref().is_some_and(|other| !other.has(bytes)) {
            return false;
        }
        self.room.take(bytes);
        of.into_iter().for_each(|other| other.take(bytes));
        self.count += 1;
        for (key, row) in rows {
            self.keys.insert(key);
            if !batches.stored.contains(&key) {
                self.written.push(row);
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
    fn has(&self, bytes: usize) -> bool {
        self.records > 0 && self.bytes >= bytes
    }

    fn take(&mut self, bytes: usize) {
        self.records -= 1;
        self.bytes -= bytes;
    }
}

fn key_of(candidate: &Candidate) -> (Origin, u64, Hash) {
    (candidate.record.origin, candidate.record.sequence, candidate.hash)
}

/// Lists what can't be taken, as long as there is room.
pub(super) async fn park(
    connection: &mut Connection,
    parked: Vec<Parked>,
) -> Result<Vec<Statement>, Failure> {
    let dialect = connection.dialect();
    if parked.is_empty() {
        return Ok(Vec::new());
    }
    let listed = connection.fetch(sql::parked(dialect)).await?.into_iter().next();
    let listed = listed.map(|mut cells| cells.number()).transpose()?.unwrap_or_default();
    let room = PARKED_MAX.saturating_sub(usize::try_from(listed).unwrap_or(usize::MAX));
    let row = |parked: Parked| ParkedRow {
        origin: parked.origin.number().cast_signed(),
        sequence: parked.sequence.cast_signed(),
        hash: parked.hash.as_bytes().to_vec(),
        reason: parked.reason,
    };
    Ok(sql::park(dialect, parked.into_iter().take(room).map(row).collect()))
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

fn genesis_row(genesis: &Genesis) -> ((Origin, u64, Hash), PendingRow) {
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
