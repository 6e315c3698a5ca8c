//! What a batch knows while it is planned: streams, ids, rows, and the events staged so far.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use super::heads::ForeignHeads;
use super::holders::Holders;
use super::rows::Rows;
use super::stream::StreamState;
use crate::clock::{CanonicalKey, Hlc, VectorClock};
use crate::model::{Hash, Reference, StreamId};
use crate::sql::event::EventRow;
use crate::sql::store::StoreRow;
use crate::store::catalog::Catalog;
use crate::store::logs::Log;
use crate::store::origins::Origins;

/// A batch in the making.
pub(super) struct Batch {
    pub(super) store: StoreRow,
    pub(super) now: jiff::Timestamp,
    pub(super) hlc: Hlc,
    pub(super) logs: Logs,
    pub(super) foreign_heads: ForeignHeads,
    /// Clocks of the heads of streams that have more of them than a record can refer to.
    pub(super) head_clocks: HashMap<Reference, VectorClock<i64>>,
    /// Logs that got new records: sequence and hash of the last.
    pub(super) moved: BTreeMap<i64, (u64, Hash)>,
    pub(super) catalog: Arc<Catalog>,
    pub(super) streams: HashMap<StreamId, StreamState>,
    /// Events with a caller-given id, by stream (local id) and id.
    pub(super) known: KnownEvents,
    pub(super) rows: Rows,
    /// Which rows hold the unique values that the batch may bring.
    pub(super) holders: Holders,
    /// A planted bug: what is written behind the commit.
    pub(super) later: Vec<crate::sql::Statement>,
    pub(super) events: Vec<EventRow>,
    /// Random numbers of 63 bits, one for each call.
    pub(super) nonces: Vec<u64>,
    /// Views that live by code that this process has not, and that miss an event of this batch.
    pub(super) left_behind: BTreeSet<i64>,
    /// The same once the events are on their way, with the position before the first.
    pub(super) behind: (i64, BTreeSet<i64>),
}

/// The own log, and who writes the others.
#[derive(Clone)]
pub(super) struct Logs {
    /// As it grows.
    pub(super) own: Log,
    /// The log that began last.
    pub(super) last: i64,
    /// Of all logs.
    pub(super) origins: Arc<Origins>,
}

/// Events that are there already, by stream (local id) and the id that a caller gave.
pub(super) type KnownEvents = HashMap<(i64, Uuid), Vec<KnownEvent>>;

/// An event that is there already.
#[derive(Clone, Debug)]
pub(in crate::store) struct KnownEvent {
    pub(super) event_type: i64,
    pub(super) schema_version: u32,
    pub(super) payload: String,
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
    pub(super) fn empty(
        now: jiff::Timestamp,
        store: StoreRow,
        logs: Logs,
        foreign_heads: ForeignHeads,
        catalog: Arc<Catalog>,
    ) -> Self {
        let hlc = Hlc::from_number(store.hlc.cast_unsigned());
        let (streams, known, rows, holders, events, nonces, later) = Default::default();
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
            later,
            events,
            nonces,
            left_behind,
            behind,
        }
    }

    /// Whether there is anything to persist.
    pub(super) fn is_changed(&self) -> bool {
        !self.events.is_empty()
    }
}
