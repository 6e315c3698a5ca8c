//! Logs, and single records of them, as the tables hold them.

use std::collections::{BTreeSet, HashMap};

use super::stream_row::hash_from;
use crate::clock::VectorClock;
use crate::error::{Error, Result};
use crate::model::{Hash, Origin, Reference, StreamId};
use crate::sql::{event, log};
use crate::store::backend::{Cells, Connection, Failure};

/// A log, as far as it is held.
#[derive(Clone, Debug)]
pub(in crate::store) struct Log {
    pub(in crate::store) id: i64,
    pub(in crate::store) origin: Origin,
    /// Of its last record; 0 where there is none.
    pub(in crate::store) sequence: u64,
    /// Of its last record, or of its genesis.
    pub(in crate::store) hash: Hash,
}

impl Log {
    /// All logs, by id.
    pub(in crate::store) async fn all(connection: &mut Connection) -> Result<Vec<Self>, Failure> {
        let rows = connection.fetch(log::all(connection.dialect())).await?;
        Ok(rows.into_iter().map(Self::from_cells).collect::<Result<_>>()?)
    }

    /// The own log, and the one that began last, which may be the same.
    pub(in crate::store) fn own_and_last(rows: Vec<Cells>, own: i64) -> Result<(Self, i64)> {
        let logs = rows.into_iter().map(Self::from_cells).collect::<Result<Vec<_>>>()?;
        let last = logs.iter().map(|log| log.id).max().unwrap_or(0);
        let found = logs.into_iter().find(|log| log.id == own);
        let none = || Error::corrupt(format!("the own log {own} is not in gundb_log"));
        Ok((found.ok_or_else(none)?, last))
    }

    /// The logs of some origins, as far as they are held.
    pub(in crate::store) async fn of_origins(
        connection: &mut Connection,
        origins: BTreeSet<Origin>,
    ) -> Result<Vec<Self>, Failure> {
        let origins = origins.into_iter().map(|origin| origin.number().cast_signed()).collect();
        let rows = connection.fetch_each(log::of_origins(connection.dialect(), origins)).await?;
        Ok(rows.into_iter().flatten().map(Self::from_cells).collect::<Result<_>>()?)
    }

    /// Reads the columns of [`log::all`].
    pub(in crate::store) fn from_cells(mut cells: Cells) -> Result<Self> {
        let (id, origin) = (cells.int()?, Origin::new(cells.number()?)?);
        Ok(Self { id, origin, sequence: cells.number()?, hash: hash_from(&cells.bytes()?)? })
    }
}

/// A record of a log, and what it had seen.
#[derive(Clone, Debug)]
pub(in crate::store) struct Logged {
    pub(in crate::store) log: i64,
    pub(in crate::store) origin: Origin,
    pub(in crate::store) sequence: u64,
    pub(in crate::store) hlc: u64,
    pub(in crate::store) hash: Hash,
    pub(in crate::store) stream: Option<StreamId>,
    /// By log, with the record itself.
    pub(in crate::store) clock: VectorClock<i64>,
}

impl Logged {
    /// The records that are held of some logs and sequences.
    pub(in crate::store) async fn at(
        connection: &mut Connection,
        dots: Vec<(i64, u64)>,
    ) -> Result<Vec<Self>, Failure> {
        let dots = dots.into_iter().map(|(log, sequence)| (log, sequence.cast_signed())).collect();
        let rows = connection.fetch_each(event::by_dot(connection.dialect(), dots)).await?;
        Ok(rows.into_iter().flatten().map(Self::from_cells).collect::<Result<_>>()?)
    }

    /// The records that are held of the origins and sequences of some references; whether they are
    /// the ones that are meant, their hashes show.
    pub(in crate::store) async fn of_references(
        connection: &mut Connection,
        references: &[Reference],
    ) -> Result<Vec<Self>, Failure> {
        let origins = references.iter().map(|reference| reference.origin).collect();
        let logs = Log::of_origins(connection, origins).await?;
        let ids: HashMap<Origin, i64> = logs.into_iter().map(|log| (log.origin, log.id)).collect();
        let dot = |reference: &Reference| Some((*ids.get(&reference.origin)?, reference.sequence));
        Self::at(connection, references.iter().filter_map(dot).collect()).await
    }

    /// How others point at it.
    pub(in crate::store) fn reference(&self) -> Reference {
        Reference::to(self.origin, self.sequence, &self.hash)
    }

    fn from_cells(mut cells: Cells) -> Result<Self> {
        let (log, origin, sequence) =
            (cells.int()?, Origin::new(cells.number()?)?, cells.number()?);
        let (hlc, hash) = (cells.number()?, hash_from(&cells.bytes()?)?);
        let clock = cells.opt_text()?.map(|text| text.parse()).transpose()?;
        let mut clock: VectorClock<i64> = clock.unwrap_or_default();
        clock.observe(log, sequence);
        let stream = cells.opt_bytes()?.and_then(|bytes| uuid::Uuid::from_slice(&bytes).ok());
        Ok(Self {
            log,
            origin,
            sequence,
            hlc,
            hash,
            stream: stream.map(StreamId::from_uuid),
            clock,
        })
    }
}
