//! Places a record in this store, its own or a received one: position, heads, clock, rows of views.

use std::sync::Arc;

use super::state::{Batch, KnownEvent};
use super::stream::StreamState;
use crate::clock::{CanonicalKey, VectorClock};
use crate::fold::{Change, EventContext};
use crate::model::format::{Kind, Record};
use crate::model::{Hash, Reference};
use crate::sql::event::EventRow;
use crate::store::catalog::RegisteredView;

/// A record that has to be placed.
pub(in crate::store) struct Placed<'a> {
    pub(in crate::store) record: Record,
    pub(in crate::store) hash: Hash,
    pub(in crate::store) log: i64,
    /// What its writer had seen of the stream, itself included; by log.
    pub(in crate::store) clock: VectorClock<i64>,
    /// Id of the event type.
    pub(in crate::store) event_type: Option<i64>,
    /// What it refers to in its stream.
    pub(in crate::store) parents: Vec<Reference>,
    /// What it does to the views.
    pub(in crate::store) changes: &'a [(usize, Change)],
    /// Whether another event of the stream brings the same fact.
    pub(in crate::store) repeats: bool,
}

impl Batch {
    /// Gives a record its position, makes it a head of its log and its stream, and folds it into
    /// every view.
    pub(in crate::store) fn place(
        &mut self,
        mut stream: Option<&mut StreamState>,
        placed: Placed<'_>,
    ) {
        let Placed { record, hash, log, clock, event_type, parents, changes, repeats } = placed;
        let position = self.store.next_position;
        self.store.next_position += 1;
        self.staged.moved.insert(log, (record.sequence, hash));
        if let Some(stream) = &mut stream {
            stream.advance(&record, &hash, &clock, &parents);
        }
        if record.kind == Kind::Event {
            self.fold(&record, hash, &clock, position, changes, repeats);
        }
        let row = event_row(stream.as_deref(), record, hash, log, &clock, event_type, position);
        if let Some(stream) = stream {
            self.remember_id(&row, stream);
        }
        self.staged.events.push(row);
    }

    fn fold(
        &mut self,
        record: &Record,
        hash: Hash,
        clock: &VectorClock<i64>,
        position: i64,
        changes: &[(usize, Change)],
        repeats: bool,
    ) {
        let order = CanonicalKey {
            hlc: record.hlc,
            origin: record.origin.number(),
            nonce: record.nonce,
            sequence: record.sequence,
            hash,
        };
        let clock = self.logs.origins.name(clock);
        let context = EventContext { order, clock, recorded_us: record.recorded_us, repeats };
        self.leave_behind(record.event_type.as_deref().unwrap_or_default());
        for (view, change) in changes {
            self.rows.fold(&self.catalog, *view, change, &context, position);
        }
    }

    /// Notes the views that can't take an event because their code is elsewhere.
    fn leave_behind(&mut self, event_type: &str) {
        let blind = |view: &&Arc<RegisteredView>| view.state.is_caught_up() && view.plan.is_blind();
        let missing =
            self.catalog.views.iter().filter(blind).filter(|view| view.plan.folds(event_type));
        self.staged.left_behind.extend(missing.map(|view| view.id));
    }

    /// A later event of the same batch may bring the same id.
    fn remember_id(&mut self, row: &EventRow, stream: &StreamState) {
        let Some(id) = row.id.as_deref().and_then(|id| uuid::Uuid::from_slice(id).ok()) else {
            return;
        };
        let origin = self.logs.origins.get(row.log).unwrap_or(self.logs.own.origin);
        let hash = Hash::from_bytes(row.hash.as_slice().try_into().unwrap_or_default());
        let order = CanonicalKey {
            hlc: row.hlc.cast_unsigned(),
            origin: origin.number(),
            nonce: row.nonce.cast_unsigned(),
            sequence: row.sequence.cast_unsigned(),
            hash,
        };
        let known = KnownEvent {
            event_type: row.event_type,
            schema_version: u32::try_from(row.schema_version).unwrap_or(0),
            payload: row.payload.clone().unwrap_or_default(),
            position: row.position.cast_unsigned(),
            version: stream.version,
            reference: Reference::to(origin, row.sequence.cast_unsigned(), &hash),
            order,
        };
        self.answered.known.entry((stream.id, id)).or_default().push(known);
    }
}

fn event_row(
    stream: Option<&StreamState>,
    record: Record,
    hash: Hash,
    log: i64,
    clock: &VectorClock<i64>,
    event_type: Option<i64>,
    position: i64,
) -> EventRow {
    let only_own = clock.iter().all(|(writer, _)| writer == log);
    EventRow {
        position,
        log,
        sequence: record.sequence.cast_signed(),
        stream: stream.map(|stream| stream.id),
        version: stream.map_or(0, |stream| stream.version).cast_signed(),
        event_type,
        kind: if record.kind == Kind::Merge { 2 } else { 1 },
        schema_version: record.schema_version.into(),
        hlc: record.hlc.cast_signed(),
        nonce: record.nonce.cast_signed(),
        batch_index: record.batch_index.into(),
        batch_length: record.batch_length.into(),
        recorded: record.recorded_us,
        hash: hash.as_bytes().to_vec(),
        payload: record.payload,
        id: record.id.map(|id| id.as_bytes().to_vec()),
        parents: record.parents.map(|parents| Reference::list_to_bytes(&parents)),
        deps: record.deps.map(|deps| Reference::list_to_bytes(&deps)),
        clock: (!only_own).then(|| clock.to_string()),
        metadata: record.metadata,
        unknown: (!record.unknown.is_empty()).then_some(record.unknown),
    }
}
