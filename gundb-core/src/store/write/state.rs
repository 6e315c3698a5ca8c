//! What a batch knows while it is planned: streams, ids, rows, and the events staged so far.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use super::rows::Rows;
use super::unique::Holders;
use crate::clock::{Hlc, VectorClock};
use crate::error::{Error, Result};
use crate::model::{Hash, Origin, Reference, StreamId, Token};
use crate::sql::event::EventRow;
use crate::sql::store::StoreRow;
use crate::sql::stream::StreamRow;
use crate::store::backend::Cells;
use crate::store::catalog::Catalog;
use crate::store::{recorded, streams};

/// A batch in the making.
pub(super) struct Batch {
    pub(super) store: StoreRow,
    pub(super) now: jiff::Timestamp,
    pub(super) hlc: Hlc,
    pub(super) logs: Logs,
    /// The store's heads besides the own last record.
    pub(super) foreign_heads: Vec<Reference>,
    pub(super) catalog: Arc<Catalog>,
    pub(super) streams: HashMap<StreamId, StreamState>,
    /// Events with a caller-given id, by stream (local id) and id.
    pub(super) known: KnownEvents,
    pub(super) rows: Rows,
    /// Which rows hold the unique values that the batch may bring.
    pub(super) holders: Holders,
    pub(super) events: Vec<EventRow>,
    /// Random numbers of 63 bits, one for each call: asking for all at once is one call of the operating system.
    pub(super) nonces: Vec<u64>,
    /// Views that live by code that this process has not, and that miss an event of this batch.
    pub(super) left_behind: BTreeSet<i64>,
}

/// The own log, and who writes the others.
#[derive(Clone)]
pub(super) struct Logs {
    pub(super) own: OwnLog,
    /// Origin of each log.
    pub(super) origins: Arc<HashMap<i64, Origin>>,
}

/// The own log as it grows.
#[derive(Clone)]
pub(super) struct OwnLog {
    pub(super) id: i64,
    pub(super) origin: Origin,
    pub(super) sequence: u64,
    pub(super) hash: Hash,
}

/// A stream as it grows.
#[derive(Clone, Debug)]
pub(super) struct StreamState {
    pub(super) id: i64,
    pub(super) uuid: StreamId,
    pub(super) stream_type: i64,
    pub(super) key: String,
    pub(super) version: u64,
    /// By log id.
    pub(super) clock: VectorClock<i64>,
    pub(super) heads: Vec<Reference>,
    /// Not in the table yet.
    pub(super) fresh: bool,
}

/// Events that are there already, by stream (local id) and the id that a caller gave.
pub(super) type KnownEvents = HashMap<(i64, Uuid), KnownEvent>;

/// An event that is there already.
#[derive(Clone, Debug)]
pub(super) struct KnownEvent {
    pub(super) event_type: i64,
    pub(super) schema_version: u32,
    pub(super) payload: String,
    pub(super) position: u64,
    pub(super) version: u64,
    pub(super) reference: Reference,
}

impl Batch {
    /// Whether there is anything to persist.
    pub(super) fn is_changed(&self) -> bool {
        !self.events.is_empty()
    }
}

impl OwnLog {
    pub(super) fn head(&self) -> Reference {
        Reference::to(self.origin, self.sequence, &self.hash)
    }
}

impl StreamState {
    /// What a writer has seen who saw all of it.
    pub(super) fn token(&self) -> Token {
        Token::new(self.heads.clone())
    }

    /// Reads the columns of [`crate::sql::stream::by_uuid`].
    pub(super) fn from_cells(mut cells: Cells) -> Result<Self> {
        let row = streams::row_from(&mut cells)?;
        let uuid =
            Uuid::from_slice(&row.uuid).map_err(|_| Error::corrupt("a stream's id is not 16 bytes long"))?;
        let (version, head) = streams::last(&mut cells)?;
        let log = cells.int()?;
        let clock = cells.opt_text()?.map(|text| recorded::clock_from_text(&text)).transpose()?;
        let mut clock = clock.unwrap_or_default();
        clock.observe(log, head.sequence);
        Ok(Self {
            id: row.id,
            uuid: StreamId::from_uuid(uuid),
            stream_type: row.stream_type,
            key: row.key,
            version,
            clock,
            heads: vec![head],
            fresh: false,
        })
    }

    pub(super) fn to_row(&self) -> StreamRow {
        StreamRow {
            id: self.id,
            uuid: self.uuid.uuid().as_bytes().to_vec(),
            stream_type: self.stream_type,
            key: self.key.clone(),
        }
    }
}
