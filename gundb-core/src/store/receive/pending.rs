//! Records that wait: bounded, and never visible. What is turned away for lack of room comes again
//! with a later session.

use std::collections::BTreeSet;

use super::batches::Batches;
use super::candidate::{Candidate, Parked};
use super::candidate::{Key, Waiting, key_of};
use super::kept::{Asleep, Kept};
use super::logs::Held;
use crate::error::Result;
use crate::model::Origin;
use crate::model::format::{Genesis, Record};
use crate::replication::protocol::OpenRun;
use crate::sql::pending::{self as sql, ParkedRow, PendingRow};
use crate::sql::store::StoreRow;
use crate::sql::{Dialect, Statement};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::events::hash_from;

/// Records that can't be taken are listed up to this many: more of them say nothing new.
const PARKED_MAX: usize = 1_000;

/// What waits and may have all that it waits for once some runs are here: records of the logs that
/// came, of logs that refer to one of those, and so on. The rest stays in the table as it is,
/// unread: a node that fills the table with references to nowhere makes no receive more costly.
pub(in crate::store) async fn woken(
    connection: &mut Connection,
    store: &StoreRow,
    runs: &[OpenRun],
) -> Result<Vec<Waiting>, Failure> {
    if store.pending == 0 {
        return Ok(Vec::new());
    }
    let dialect = connection.dialect();
    let mut origins: BTreeSet<i64> =
        runs.iter().map(|run| run.origin.number().cast_signed()).collect();
    let came = origins.iter().copied().chain([sql::ANY_ORIGIN]).collect();
    for mut cells in
        connection.fetch_each(sql::referring(dialect, came)).await?.into_iter().flatten()
    {
        origins.insert(cells.int()?);
    }
    let rows =
        connection.fetch_each(sql::of_origins(dialect, origins.into_iter().collect())).await?;
    Ok(rows.into_iter().flatten().map(waiting).collect::<Result<_>>()?)
}

fn waiting(mut cells: Cells) -> Result<Waiting> {
    let (sequence, hash, previous) =
        (cells.number()?, hash_from(&cells.bytes()?)?, hash_from(&cells.bytes()?)?);
    let record = cells.bytes()?;
    if sequence == 0 {
        return Ok(Waiting::Genesis(Genesis::decode(&record)?, record.len()));
    }
    Ok(Waiting::Record(
        Candidate { record: Record::decode(&record)?, hash, previous },
        record.len(),
    ))
}

impl Asleep {
    /// What waits besides the candidates. Its bytes are asked for where something new has to find
    /// room.
    async fn beside(
        connection: &mut Connection,
        store: &StoreRow,
        batches: &Batches,
    ) -> Result<Self, Failure> {
        let woken = batches.stored.keys().filter(|(_, sequence, _)| *sequence > 0).count();
        let records = usize::try_from(store.pending).unwrap_or(0).saturating_sub(woken);
        let is_new = |one: &Candidate| !batches.stored.contains_key(&key_of(one));
        if !batches.candidates().any(is_new) {
            return Ok(Self { records, bytes: 0 });
        }
        let all = connection.fetch(sql::bytes(connection.dialect())).await?.into_iter().next();
        let all = all.map(|mut cells| cells.number()).transpose()?.unwrap_or_default();
        let woken: usize = batches.stored.values().sum();
        Ok(Self {
            records,
            bytes: usize::try_from(all).unwrap_or(usize::MAX).saturating_sub(woken),
        })
    }
}

/// What has to be done to the table.
pub(in crate::store) struct Changes {
    written: Vec<PendingRow>,
    /// Which logs those refer to: that one, and their own.
    references: BTreeSet<(Origin, Origin)>,
    gone: Vec<Key>,
    /// Logs of which nothing waits any more.
    gone_logs: BTreeSet<Origin>,
    /// How many records wait then.
    pub(in crate::store) count: u64,
}

impl Changes {
    /// What is left of the candidates waits, as far as there is room. Where there is not room
    /// enough for them and for what waits besides, all of it is compared, and what is farthest from
    /// what is held gives way.
    pub(in crate::store) async fn of(
        connection: &mut Connection,
        store: &StoreRow,
        batches: &mut Batches,
        held: &mut Held,
    ) -> Result<Self, Failure> {
        let mut asleep = Asleep::beside(connection, store, batches).await?;
        if !Kept::has_room(batches, asleep) {
            let rows = connection.fetch(sql::all(connection.dialect())).await?;
            let all: Vec<Waiting> = rows.into_iter().map(waiting).collect::<Result<_>>()?;
            held.load_more(connection, all.iter().flat_map(Waiting::touches).collect()).await?;
            batches.add_pending(all, held);
            asleep = Asleep::default();
        }
        let Kept { keys, written, references, count, .. } = Kept::of(batches, held, asleep);
        let gone: Vec<Key> =
            batches.stored.keys().filter(|key| !keys.contains(key)).copied().collect();
        let kept_logs: BTreeSet<Origin> = keys.iter().map(|(origin, ..)| *origin).collect();
        let gone_logs = gone.iter().map(|(origin, ..)| *origin);
        let gone_logs = gone_logs.filter(|origin| !kept_logs.contains(origin)).collect();
        Ok(Self { written, references, gone, gone_logs, count })
    }

    pub(in crate::store) fn is_nothing(&self) -> bool {
        self.written.is_empty() && self.gone.is_empty()
    }

    pub(in crate::store) fn writes(self, dialect: Dialect) -> Vec<Statement> {
        let gone = self.gone.into_iter().map(|(origin, sequence, hash)| {
            (origin.number().cast_signed(), sequence.cast_signed(), hash.as_bytes().to_vec())
        });
        let mut writes = sql::remove(dialect, gone.collect());
        let number = |origin: Origin| origin.number().cast_signed();
        writes.extend(sql::forget_references(
            dialect,
            self.gone_logs.into_iter().map(number).collect(),
        ));
        writes.extend(sql::add(dialect, self.written));
        let references = self.references.into_iter().map(|(to, of)| (number(to), number(of)));
        writes.extend(sql::add_references(dialect, references.collect()));
        writes
    }
}

/// Lists what can't be taken, as long as there is room.
pub(in crate::store) async fn park(
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
