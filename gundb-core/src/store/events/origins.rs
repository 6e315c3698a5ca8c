//! Who writes each log. A log is never renamed and never goes: what is known once is only added to.

use std::collections::HashMap;
use std::sync::Arc;

use crate::clock::VectorClock;
use crate::error::{Error, Result};
use crate::model::Origin;
use crate::sql::log;
use crate::store::backend::{Connection, Failure};

/// Which origin writes each log, up to one of them.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Origins {
    by_log: HashMap<i64, Origin>,
    /// The last log that is known; 0 for none.
    last: i64,
}

impl FromIterator<(i64, Origin)> for Origins {
    fn from_iter<I: IntoIterator<Item = (i64, Origin)>>(origins: I) -> Self {
        let by_log: HashMap<i64, Origin> = origins.into_iter().collect();
        let last = by_log.keys().copied().max().unwrap_or(0);
        Self { by_log, last }
    }
}

impl Origins {
    pub(in crate::store) async fn load(connection: &mut Connection) -> Result<Self, Failure> {
        let mut origins = Arc::default();
        Self::grow(&mut origins, connection).await?;
        Ok(Arc::unwrap_or_clone(origins))
    }

    /// Reads the logs that began after the last one that is known, and no others: there may be as
    /// many as nodes ever wrote.
    pub(in crate::store) async fn grow(
        known: &mut Arc<Self>,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        let newer = connection.fetch(log::origins_after(connection.dialect(), known.last)).await?;
        if !newer.is_empty() {
            let known = Arc::make_mut(known);
            for mut cells in newer {
                known.add(cells.int()?, Origin::new(cells.number()?)?);
            }
        }
        Ok(())
    }

    pub(in crate::store) fn add(&mut self, log: i64, origin: Origin) {
        self.by_log.insert(log, origin);
        self.last = self.last.max(log);
    }

    /// Whether all logs up to one are known.
    pub(in crate::store) fn reach(&self, log: i64) -> bool {
        self.last >= log
    }

    pub(in crate::store) fn get(&self, log: i64) -> Option<Origin> {
        self.by_log.get(&log).copied()
    }

    pub(in crate::store) fn of(&self, log: i64) -> Result<Origin> {
        self.get(log).ok_or_else(|| Error::corrupt(format!("log {log} is not in gundb_log")))
    }

    /// A clock by origin; `None` where it names a log that came later.
    pub(in crate::store) fn try_name(
        &self,
        clock: &VectorClock<i64>,
    ) -> Option<VectorClock<Origin>> {
        clock.rename(|log| self.get(log))
    }

    /// A clock by origin.
    pub(in crate::store) fn name(&self, clock: &VectorClock<i64>) -> VectorClock<Origin> {
        self.try_name(clock).unwrap_or_default()
    }

    /// How many logs there are.
    pub(in crate::store) fn len(&self) -> usize {
        self.by_log.len()
    }
}
