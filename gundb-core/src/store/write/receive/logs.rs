//! The logs that this store holds, and those that begin here.

use std::collections::HashMap;
use std::sync::Arc;

use super::batches::Batches;
use super::known::Known;
use crate::error::{Error, Result};
use crate::model::format::Genesis;
use crate::model::{Hash, Origin, Space};
use crate::replication::OpenRun;
use crate::sql::log::{self, LogRow};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::streams::hash_from;
use crate::store::write::state::{Batch, Logs, OwnLog};

/// A log, as far as it is held.
#[derive(Clone, Debug)]
pub(super) struct HeldLog {
    pub(super) id: i64,
    pub(super) sequence: u64,
    pub(super) hash: Hash,
    /// Where it begins here.
    genesis: Option<Genesis>,
}

/// All logs by origin.
pub(super) struct Held {
    logs: HashMap<Origin, HeldLog>,
    own: Origin,
    last_id: i64,
}

/// A run whose genesis, if it has one, names this space.
///
/// # Errors
/// It names another one.
pub(super) fn of_space(run: OpenRun, space: Space) -> Result<OpenRun> {
    match &run.genesis {
        Some(genesis) if genesis.space != space => Err(Error::invalid(format!(
            "origin {} writes in the space {}, this database in {}",
            run.origin,
            genesis.space.uuid(),
            space.uuid()
        ))),
        _ => Ok(run),
    }
}

impl Held {
    pub(super) async fn load(connection: &mut Connection, own: i64) -> Result<Self, Failure> {
        let rows = connection.fetch(log::all(connection.dialect())).await?;
        let mut held = Self { logs: HashMap::new(), own: Origin::new(1)?, last_id: 0 };
        for cells in rows {
            let (origin, log) = log_from(cells)?;
            if log.id == own {
                held.own = origin;
            }
            held.last_id = held.last_id.max(log.id);
            held.logs.insert(origin, log);
        }
        Ok(held)
    }

    pub(super) fn get(&self, origin: Origin) -> Option<&HeldLog> {
        self.logs.get(&origin)
    }

    pub(super) fn is_own(&self, origin: Origin) -> bool {
        origin == self.own
    }

    /// The sequence up to which a log is held.
    pub(super) fn sequence(&self, origin: Origin) -> u64 {
        self.logs.get(&origin).map_or(0, |log| log.sequence)
    }

    /// The log of an origin, begun with its genesis if it is not here yet; `None` where the genesis is not known.
    pub(super) fn begun(&mut self, origin: Origin, genesis: Option<&Genesis>) -> Option<&mut HeldLog> {
        if !self.logs.contains_key(&origin) {
            let genesis = genesis?.clone();
            self.last_id += 1;
            let (id, hash) = (self.last_id, genesis.hash());
            self.logs.insert(origin, HeldLog { id, sequence: 0, hash, genesis: Some(genesis) });
        }
        self.logs.get_mut(&origin)
    }

    /// Runs that say of a held record that it is another one: the log forked. Nothing more is taken of it.
    pub(super) fn note_forks(&self, runs: &[OpenRun], known: &Known, batches: &mut Batches) {
        for run in runs {
            let Some(log) = self.get(run.origin) else { continue };
            let stated = |(record, hash): &(crate::model::format::Record, Hash)| (record.sequence, *hash);
            let first = run.records.first().map_or(0, |(record, _)| record.sequence);
            let before = (first.saturating_sub(1), run.previous);
            let mut hashes = std::iter::once(before).chain(run.records.iter().map(stated));
            let forked = hashes.find(|(sequence, hash)| match *sequence == log.sequence {
                true => *hash != log.hash,
                false => known.hash(run.origin, *sequence).is_some_and(|held| held != *hash),
            });
            if let Some((sequence, hash)) = forked.filter(|(sequence, _)| *sequence <= log.sequence) {
                batches.fork(run.origin, sequence, hash);
            }
        }
    }

    /// The logs as a batch knows them.
    pub(super) fn logs(&self) -> Result<Logs> {
        let origins: HashMap<i64, Origin> = self.logs.iter().map(|(origin, log)| (log.id, *origin)).collect();
        let own = self.get(self.own).ok_or_else(|| Error::corrupt("the own log is not in gundb_log"))?;
        let own = OwnLog { id: own.id, origin: self.own, sequence: own.sequence, hash: own.hash };
        Ok(Logs { own, origins: Arc::new(origins) })
    }

    /// Writes the logs that begin here.
    pub(super) async fn create_logs(
        &self,
        connection: &mut Connection,
        batch: &mut Batch,
    ) -> Result<(), Failure> {
        let dialect = connection.dialect();
        // A log begins here with its first visible record.
        let visible = self.logs.values().filter(|log| log.sequence > 0);
        let mut begun: Vec<_> = visible.filter_map(|log| Some((log.id, log.genesis.as_ref()?))).collect();
        begun.sort_unstable_by_key(|(id, _)| *id);
        for (id, genesis) in begun {
            let hash = genesis.hash().as_bytes().to_vec();
            let row = LogRow {
                id,
                origin: genesis.origin.number().cast_signed(),
                genesis_hash: hash.clone(),
                head_sequence: 0,
                head_hash: hash,
            };
            let create = log::create(dialect, &row, batch.store.space.clone(), genesis.encode());
            connection.execute(create).await?;
        }
        Ok(())
    }
}

/// Reads the columns of [`log::all`].
fn log_from(mut cells: Cells) -> Result<(Origin, HeldLog)> {
    let (id, origin) = (cells.int()?, Origin::new(cells.number()?)?);
    let _genesis_hash = cells.bytes()?;
    let (sequence, hash) = (cells.number()?, hash_from(&cells.bytes()?)?);
    Ok((origin, HeldLog { id, sequence, hash, genesis: None }))
}
