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

/// A batch in the making. Its parts are those of its life: what stays as it is, what was asked
/// before the first record, what grows with every record, and what is to be written.
pub(in crate::store) struct Batch {
    /// When it is written.
    pub(in crate::store) now: jiff::Timestamp,
    /// What is registered: one catalog from the first record to the last.
    pub(in crate::store) catalog: Arc<Catalog>,
    pub(in crate::store) answered: Answered,
    /// The locked row as it is after the batch: positions, ids and clock go on from there.
    pub(in crate::store) store: StoreRow,
    pub(in crate::store) hlc: Hlc,
    pub(in crate::store) logs: Logs,
    pub(in crate::store) foreign_heads: ForeignHeads,
    /// The streams that it touches.
    pub(in crate::store) streams: HashMap<StreamId, StreamState>,
    /// The rows of views that it touches.
    pub(in crate::store) rows: Rows,
    pub(in crate::store) staged: Staged,
}

/// What was asked of the database, or drawn, before the first record: planning waits for nothing.
#[derive(Default)]
pub(in crate::store) struct Answered {
    /// Events with a caller-given id, by stream (local id) and id. Those of the batch join them.
    pub(in crate::store) known: KnownEvents,
    /// Which rows hold the unique values that the batch may bring.
    pub(in crate::store) holders: Holders,
    /// Clocks of the heads of streams that have more of them than a record can refer to.
    pub(in crate::store) head_clocks: HashMap<Reference, VectorClock<i64>>,
    /// Random numbers of 63 bits, one for each call.
    pub(in crate::store) nonces: Vec<u64>,
}

/// What is to be written of the records themselves; streams and rows know by themselves what
/// changed.
#[derive(Default)]
pub(in crate::store) struct Staged {
    pub(in crate::store) events: Vec<EventRow>,
    /// Logs that got new records: sequence and hash of the last.
    pub(in crate::store) moved: BTreeMap<i64, (u64, Hash)>,
    /// Views that live by code that this process has not, and that miss an event of this batch.
    pub(in crate::store) left_behind: BTreeSet<i64>,
    /// The position before the first event: up to there those views have folded all. Known once the
    /// events are on their way.
    pub(in crate::store) before: i64,
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
    /// Its id here; none where nobody registered the event type.
    pub(in crate::store) event_type: Option<i64>,
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
        Self {
            now,
            catalog,
            answered: Answered::default(),
            store,
            hlc,
            logs,
            foreign_heads,
            streams: HashMap::new(),
            rows: Rows::default(),
            staged: Staged::default(),
        }
    }

    /// A stream that is not there yet.
    pub(in crate::store) fn new_stream(
        &mut self,
        uuid: StreamId,
        stream: &StreamRef,
    ) -> StreamState {
        let id = self.store.next_stream;
        self.store.next_stream += 1;
        let stream_type = self.catalog.stream_types.get(&stream.stream_type).copied().unwrap_or(0);
        StreamState::new(id, uuid, stream_type, stream.key.clone())
    }

    /// Whether there is anything to persist.
    pub(in crate::store) fn is_changed(&self) -> bool {
        !self.staged.events.is_empty()
    }
}
