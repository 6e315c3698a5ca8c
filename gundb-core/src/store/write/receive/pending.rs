//! Records that wait: bounded, and never visible. What is turned away for lack of room comes again with a later session.

use std::collections::BTreeSet;

use super::batches::{Batches, Candidate, Parked};
use super::logs::Held;
use crate::error::Result;
use crate::model::format::{Genesis, Record};
use crate::model::limits::BATCH_EVENTS_MAX;
use crate::model::{Hash, Origin};
use crate::sql::pending::{self as sql, ParkedRow, PendingRow};
use crate::sql::{Dialect, Statement};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::streams::hash_from;

/// Records that wait at most.
const PENDING_RECORDS_MAX: usize = 10_000;
/// Their bytes at most; the largest batch has 4 MiB besides its frames.
const PENDING_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Bytes of what came just now that find room whatever waits already: those of the largest batch, with its frames.
const RESERVED_BYTES: usize = 8 * 1024 * 1024;

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
    /// What is left of the candidates waits, as far as there is room: what came just now before the rest, as much as a batch
    /// has, so that the other half of it finds it; then those near to what is held.
    pub(super) fn of(batches: &Batches, held: &Held) -> Self {
        let distance = |one: &&Candidate| one.record.sequence - held.sequence(one.record.origin);
        let mut waiting: Vec<&Candidate> = batches.candidates().collect();
        waiting.sort_by_key(distance);
        let mut reserved = Room { records: BATCH_EVENTS_MAX, bytes: RESERVED_BYTES };
        let rows = waiting.into_iter().map(|one| (one, row_of(one)));
        let comes_first = |(one, row): &(&Candidate, PendingRow)| {
            !batches.stored.contains(&key_of(one)) && reserved.takes(row.record.len())
        };
        let (first, others): (Vec<_>, Vec<_>) = rows.partition(comes_first);
        let mut room = Room { records: PENDING_RECORDS_MAX, bytes: PENDING_BYTES_MAX };
        let (mut kept, mut written, mut count) = (BTreeSet::new(), Vec::new(), 0);
        for (one, row) in first.into_iter().chain(others) {
            if !room.takes(row.record.len()) {
                break;
            }
            count += 1;
            let (origin, key) = (one.record.origin, key_of(one));
            let genesis = batches.logs.get(&origin).and_then(|log| log.genesis.as_ref());
            if let Some(genesis) = genesis.filter(|_| held.sequence(origin) == 0) {
                let first = (origin, 0, genesis.hash());
                if kept.insert(first) && !batches.stored.contains(&first) {
                    written.push(genesis_row(genesis));
                }
            }
            if kept.insert(key) && !batches.stored.contains(&key) {
                written.push(row);
            }
        }
        let gone = batches.stored.difference(&kept).copied().collect();
        Self { written, gone, count }
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

/// Room that is left.
struct Room {
    records: usize,
    bytes: usize,
}

impl Room {
    /// Takes room for a record, if there is.
    fn takes(&mut self, bytes: usize) -> bool {
        let has_room = self.records > 0 && self.bytes >= bytes;
        if has_room {
            self.records -= 1;
            self.bytes -= bytes;
        }
        has_room
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

fn genesis_row(genesis: &Genesis) -> PendingRow {
    PendingRow {
        origin: genesis.origin.number().cast_signed(),
        sequence: 0,
        hash: genesis.hash().as_bytes().to_vec(),
        previous: vec![0; 32],
        record: genesis.encode(),
    }
}
