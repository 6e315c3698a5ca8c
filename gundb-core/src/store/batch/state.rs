//! What a batch knows while it is planned: streams, ids, rows, and the events staged so far.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use super::heads::ForeignHeads;
use super::stream::StreamState;
use crate::clock::{CanonicalKey, Hlc, VectorClock};
use crate::model::{Hash, Reference, StreamId, StreamRef};
use crate::sql::event::EventRow;
use crate::sql::store::StoreRow;
use crate::store::catalog::Catalog;
use crate::store::events::{Log, Origins};
use crate::store::rows::{Holders, Rows};

/// A batch in the making.
pub(in crate::store) struct Batch {
    pub(in crate::store) store: StoreRow,
    pub(in crate::store) now: jiff::Timestamp,
    pub(in crate::store) hlc: Hlc,
    pub(in crate::store) logs: Logs,
    pub(in crate::store) foreign_heads: ForeignHeads,
    /// Clocks of the heads of streams that have more of them than a record can refer to.
    pub(in crate::store) head_clocks: HashMap<Reference, VectorClock<i64>>,
    /// Logs that got new records: sequence and hash of the last.
    pub(in crate::store) moved: BTreeMap<i64, (u64, Hash)>,
    pub(in crate::store) catalog: Arc<Catalog>,
    pub(in crate::store) streams: HashMap<StreamId, StreamState>,
    /// Events with a caller-given id, by stream (local id) and id.
    pub(in crate::store) known: KnownEvents,
    pub(in crate::store) rows: Rows,
    /// Which rows hold the unique values that the batch may bring.
    pub(in crate::store) holders: Holders,
    pub(in crate::store) events: Vec<EventRow>,
    /// Random numbers of 63 bits, one for each call.
    pub(in crate::store) nonces: Vec<u64>,
    /// Views that live by code that this process has not, and that miss an event of this batch.
    pub(in crate::store) left_behind: BTreeSet<i64>,
    /// The same once the events are on their way, with the position before the first.
    pub(in crate::store) behind: (i64, BTreeSet<i64>),
}

/// The own log, and who writes the others.
#[derive(Clone)]
pub(in crate::store) struct Logs {
    /// As it grows.
    pub(in crate::store) own: Log,
    /// The log that began last.
    pub(in crate::store) last: i64,
    /// Of all logs.
    pub(in crate::store) origins: Arc<Origins>,
}

/// Events that are there already, by stream (local id) and the id that a caller gave.
pub(in crate::store) type KnownEvents = HashMap<(i64, Uuid), Vec<KnownEvent>>;

/// An event that is there already.
#[derive(Clone, Debug)]
pub(in crate::store) struct KnownEvent {
    pub(in crate::store) event_type: i64,
    pub(in crate::store) schema_version: u32,
    pub(in crate::store) payload: String,
    pub(in crate::store) position: u64,
    pub(in crate::store) version: u64,
    pub(in crate::store) reference: Reference,
    pub(in crate::store) order: CanonicalKey,
}

impl KnownEvent {
    /// Whether it is another event that brings the same fact: both have one stream and one id.
    pub(in crate::store) fn is_fact_of(&self, other: &Self) -> bool {
        self.position != other.position
            && (self.event_type, self.schema_version) == (other.event_type, other.schema_version)
            && self.payload == other.payload
    }
}

impl Batch {
    /// A batch that nothing was asked for yet.
    pub(in crate::store) fn empty(
        now: jiff::Timestamp,
        store: StoreRow,
        logs: Logs,
        foreign_heads: ForeignHeads,
        catalog: Arc<Catalog>,
    ) -> Self {
        let hlc = Hlc::from_number(store.hlc.cast_unsigned());
        let (streams, known, rows, holders, events, nonces) = Default::default();
        let (head_clocks, moved, left_behind, behind) = Default::default();
        Self {
            store,
            now,
            hlc,
            logs,
            foreign_heads,
            head_clocks,
            moved,
            catalog,
            streams,
            known,
            rows,
            holders,
            events,
            nonces,
            left_behind,
            behind,
        }
    }

    /// A stream that is not there yet.
    pub(in crate::store) fn new_stream(&mut self, uuid: StreamId, stream: &StreamRef) -> StreamState {
        let id = self.store.next_stream;
        self.store.next_stream += 1;
        let stream_type = self.catalog.stream_types.get(&stream.stream_type).copied().unwrap_or(0);
        StreamState::new(id, uuid, stream_type, stream.key.clone())
    }

    /// Whether there is anything to persist.
    pub(in crate::store) fn is_changed(&self) -> bool {
        !self.events.is_empty()
    }
}
