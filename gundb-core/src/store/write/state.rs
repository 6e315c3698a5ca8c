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
use crate::store::catalog::Catalog;
use crate::store::recorded;

/// A batch in the making.
pub(super) struct Batch {
    pub(super) store: StoreRow,
    pub(super) now: jiff::Timestamp,
    pub(super) hlc: Hlc,
    pub(super) log: OwnLog,
    /// Origin of each log.
    pub(super) origins: HashMap<i64, Origin>,
    /// The store's heads besides the own last record.
    pub(super) foreign_heads: Vec<Reference>,
    pub(super) catalog: Arc<Catalog>,
    pub(super) streams: HashMap<StreamId, StreamState>,
    /// Events with a caller-given id, by stream (local id) and id.
    pub(super) known: HashMap<(i64, Uuid), KnownEvent>,
    pub(super) rows: Rows,
    /// Which rows hold the unique values that the batch may bring.
    pub(super) holders: Holders,
    pub(super) events: Vec<EventRow>,
    /// Views that live by code that this process has not, and that miss an event of this batch.
    pub(super) left_behind: BTreeSet<i64>,
}

/// The own log as it grows.
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
    pub(super) last_order: Vec<u8>,
    /// By log id.
    pub(super) clock: VectorClock<i64>,
    pub(super) heads: Vec<Reference>,
    pub(super) changed: bool,
    /// Not in the table yet.
    pub(super) fresh: bool,
}

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

    pub(super) fn from_row(row: StreamRow) -> Result<Self> {
        let uuid =
            Uuid::from_slice(&row.uuid).map_err(|_| Error::corrupt("a stream's id is not 16 bytes long"))?;
        Ok(Self {
            id: row.id,
            uuid: StreamId::from_uuid(uuid),
            stream_type: row.stream_type,
            key: row.key,
            version: row.version.cast_unsigned(),
            last_order: row.last_order,
            clock: recorded::clock_from_text(&row.clock)?,
            heads: Reference::list_from_bytes(&row.heads)?,
            changed: false,
            fresh: false,
        })
    }

    pub(super) fn to_row(&self) -> StreamRow {
        StreamRow {
            id: self.id,
            uuid: self.uuid.uuid().as_bytes().to_vec(),
            stream_type: self.stream_type,
            key: self.key.clone(),
            version: self.version.cast_signed(),
            last_order: self.last_order.clone(),
            clock: self.clock.to_string(),
            heads: Reference::list_to_bytes(&self.heads),
        }
    }
}
