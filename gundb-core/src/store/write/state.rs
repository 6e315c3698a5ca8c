//! What a batch knows while it is planned: streams, ids, rows, and the events staged so far.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use super::heads::ForeignHeads;
use super::rows::Rows;
use super::stream::StreamState;
use super::unique::Holders;
use crate::clock::Hlc;
use crate::model::{Hash, Origin, Reference, StreamId};
use crate::sql::event::EventRow;
use crate::sql::store::StoreRow;
use crate::store::catalog::Catalog;

/// A batch in the making.
pub(super) struct Batch {
    pub(super) store: StoreRow,
    pub(super) now: jiff::Timestamp,
    pub(super) hlc: Hlc,
    pub(super) logs: Logs,
    pub(super) foreign_heads: ForeignHeads,
    /// Logs that got new records: sequence and hash of the last.
    pub(super) moved: BTreeMap<i64, (u64, Hash)>,
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
    /// The same once the events are on their way, with the position before the first.
    pub(super) behind: (i64, BTreeSet<i64>),
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

/// Events that are there already, by stream (local id) and the id that a caller gave.
pub(super) type KnownEvents = HashMap<(i64, Uuid), Vec<KnownEvent>>;

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
