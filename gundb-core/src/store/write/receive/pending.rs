//! Records that wait: bounded, and never visible. What is turned away for lack of room comes again with a later session.

use super::batches::{Batches, Candidate, Parked};
use super::kept::Kept;
use super::logs::Held;
use crate::error::Result;
use crate::model::format::{Genesis, Record};
use crate::model::{Hash, Origin};
use crate::sql::pending::{self as sql, ParkedRow, PendingRow};
use crate::sql::{Dialect, Statement};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::streams::hash_from;

/// Records that can't be taken are listed up to this many: whoever sends more of them has said enough.
const PARKED_MAX: usize = 1_000;

/// What waited, and its bytes as it is stored.
pub(super) enum Waiting {
    Genesis(Genesis, usize),
    Record(Candidate, usize),
}

impl Waiting {
    pub(super) fn origin(&self) -> Origin {
        match self {
            Self::Genesis(genesis, _) => genesis.origin,
            Self::Record(candidate, _) => candidate.record.origin,
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let (Self::Genesis(_, bytes) | Self::Record(_, bytes)) = self;
        *bytes
    }

    /// Whose records it refers to.
    pub(super) fn refers_to(&self) -> impl Iterator<Item = Origin> {
        let record = match self {
            Self::Genesis(..) => None,
            Self::Record(candidate, _) => Some(&candidate.record),
        };
        let references = record.into_iter().flat_map(|record| [&record.parents, &record.deps]);
        references.flatten().flatten().map(|reference| reference.origin)
    }
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
        return Ok(Waiting::Genesis(Genesis::decode(&record)?, record.len()));
    }
    Ok(Waiting::Record(Candidate { record: Record::decode(&record)?, hash, previous }, record.len()))
}

/// What has to be done to the table.
pub(super) struct Changes {
    written: Vec<PendingRow>,
    gone: Vec<(Origin, u64, Hash)>,
    /// How many records wait then.
    pub(super) count: u64,
}

impl Changes {
    /// What is left of the candidates waits, as far as there is room.
    pub(super) fn of(batches: &mut Batches, held: &Held) -> Self {
        if !Kept::has_room(batches) {
            let waiting = batches.asleep.wake();
            batches.add_pending(waiting, held);
        }
        let Kept { keys, written, count, .. } = Kept::of(batches, held);
        let gone = batches.stored.difference(&keys).copied().collect();
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
