//! The logs that this store holds, and those that begin here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::format::Genesis;
use crate::model::{Origin, Space};
use crate::replication::protocol::OpenRun;
use crate::sql::log::{self, LogRow};
use crate::store::backend::{Connection, Failure};
use crate::store::batch::{Batch, Logs};
use crate::store::events::Log;
use crate::store::shared::Shared;

/// The logs that records belong or refer to, by origin. There may be as many others as nodes ever
/// wrote: they are not read.
pub(in crate::store) struct Held {
    logs: HashMap<Origin, Log>,
    /// Of those that begin here, by log.
    geneses: BTreeMap<i64, Genesis>,
    own: Log,
    /// The log that began last, and the last one that was there before.
    last_id: i64,
    last_stored: i64,
}

/// A run whose genesis, if it has one, names this space.
///
/// # Errors
/// It names another one.
pub(in crate::store) fn of_space(run: OpenRun, space: Space) -> Result<OpenRun> {
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
    pub(in crate::store) async fn load(
        connection: &mut Connection,
        own: i64,
        origins: BTreeSet<Origin>,
    ) -> Result<Self, Failure> {
        let ends = connection.fetch(log::own_and_last(connection.dialect())).await?;
        let (own, last) = Log::own_and_last(ends, own)?;
        let logs = HashMap::from([(own.origin, own.clone())]);
        let mut held =
            Self { logs, geneses: BTreeMap::new(), own, last_id: last, last_stored: last };
        held.load_more(connection, origins).await?;
        Ok(held)
    }

    /// Reads the logs of more origins.
    pub(in crate::store) async fn load_more(
        &mut self,
        connection: &mut Connection,
        mut origins: BTreeSet<Origin>,
    ) -> Result<(), Failure> {
        origins.retain(|origin| !self.logs.contains_key(origin));
        let found = Log::of_origins(connection, origins).await?;
        self.logs.extend(found.into_iter().map(|log| (log.origin, log)));
        Ok(())
    }

    pub(in crate::store) fn get(&self, origin: Origin) -> Option<&Log> {
        self.logs.get(&origin)
    }

    pub(in crate::store) fn is_own(&self, origin: Origin) -> bool {
        origin == self.own.origin
    }

    /// The sequence up to which a log is held.
    pub(in crate::store) fn sequence(&self, origin: Origin) -> u64 {
        self.logs.get(&origin).map_or(0, |log| log.sequence)
    }

    /// The log of an origin, begun with its genesis if it is not here yet; `None` where the genesis
    /// is not known.
    pub(in crate::store) fn begun(
        &mut self,
        origin: Origin,
        genesis: Option<&Genesis>,
    ) -> Option<&mut Log> {
        if !self.logs.contains_key(&origin) {
            let genesis = genesis?.clone();
            self.last_id += 1;
            let (id, hash) = (self.last_id, genesis.hash());
            self.geneses.insert(id, genesis);
            self.logs.insert(origin, Log { id, origin, sequence: 0, hash });
        }
        self.logs.get_mut(&origin)
    }

    /// The logs as a batch knows them, those among them that begin here.
    pub(in crate::store) async fn logs(
        &self,
        connection: &mut Connection,
        shared: &Shared,
    ) -> Result<Logs, Failure> {
        let mut origins = shared.origins_up_to(connection, self.last_stored).await?;
        if !self.geneses.is_empty() {
            let origins = Arc::make_mut(&mut origins);
            self.geneses.iter().for_each(|(log, genesis)| origins.add(*log, genesis.origin));
        }
        Ok(Logs { own: self.own.clone(), last: self.last_id, origins })
    }

    /// Writes the logs that begin here.
    pub(in crate::store) async fn create_logs(
        &self,
        connection: &mut Connection,
        batch: &mut Batch,
    ) -> Result<(), Failure> {
        let dialect = connection.dialect();
        // A log begins here with its first visible record.
        let is_visible = |genesis: &Genesis| self.sequence(genesis.origin) > 0;
        for (&id, genesis) in self.geneses.iter().filter(|(_, genesis)| is_visible(genesis)) {
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
