//! Plans one request on what the batch knows: first everything that may refuse it, then the events.

use std::sync::Arc;

use super::Outcome;
use super::admit::Admitted;
use super::request::{Changes, PreparedEvent, Refusal, Request, Stored, StoredStream, StreamRequest};
use super::state::{Batch, KnownEvent, StreamState};
use crate::clock::{CanonicalKey, Hlc};
use crate::error::Error;
use crate::fold::{Change, Place};
use crate::model::format::{Kind, Record};
use crate::model::{Reference, Token};
use crate::sql::event::EventRow;
use crate::store::catalog::RegisteredView;
use crate::store::identity::random_63_bits;

/// What all events of one append call share.
struct Call {
    hlc: Hlc,
    nonce: u64,
    recorded_us: i64,
    length: u32,
}

impl Batch {
    /// Appends each request, or refuses all of it; what became of each, in their order.
    pub(super) fn append_all(&mut self, requests: &[Request], changes: &[Changes]) -> Vec<Outcome> {
        requests.iter().zip(changes).map(|(request, changes)| self.append(request, changes)).collect()
    }

    /// Appends a request, or refuses all of it.
    fn append(&mut self, request: &Request, changes: &Changes) -> Result<Stored, Refusal> {
        let admitted = self.admit(request, changes)?;
        self.keep_unique(admitted.iter().flat_map(|stream| &stream.new).flat_map(|(_, changes)| *changes))?;
        let length = admitted.iter().map(|stream| stream.new.len()).sum::<usize>();
        let call = self.call(length).map_err(Refusal::Unfit)?;
        let mut index = 0;
        let mut stored = Vec::with_capacity(admitted.len());
        for (stream, admitted) in request.streams.iter().zip(admitted) {
            for &(place, changes) in &admitted.new {
                self.stage(stream, &stream.events[place], changes, &call, index);
                index += 1;
            }
            stored.push(self.stored(stream, &admitted));
        }
        Ok(Stored { streams: stored })
    }

    fn call(&mut self, length: usize) -> Result<Call, Error> {
        let nonce = self.nonces.pop().map_or_else(random_63_bits, Ok)?;
        if length > 0 {
            self.hlc = self.hlc.next(self.now);
        }
        let length = u32::try_from(length).expect("a batch is bounded by BATCH_EVENTS_MAX");
        Ok(Call { hlc: self.hlc, nonce, recorded_us: self.now.as_microsecond(), length })
    }

    /// Numbers, hashes and stages one event, and folds it into every view.
    fn stage(
        &mut self,
        request: &StreamRequest,
        event: &PreparedEvent,
        changes: &[(usize, Change)],
        call: &Call,
        index: u32,
    ) {
        let mut stream = self.streams.remove(&request.id).unwrap_or_else(|| self.new_stream(request));
        let record = self.record(&stream, request, event, call, index);
        let hash = record.hash(&self.logs.own.hash);
        self.logs.own.sequence = record.sequence;
        self.logs.own.hash = hash;
        self.foreign_heads.clear();
        let order = CanonicalKey {
            hlc: record.hlc,
            origin: record.origin.number(),
            nonce: record.nonce,
            sequence: record.sequence,
            hash,
        };
        stream.version += 1;
        stream.clock.observe(self.logs.own.id, record.sequence);
        stream.heads = vec![self.logs.own.head()];
        let clock = stream.clock.rename(|log| self.logs.origins.get(&log).copied()).unwrap_or_default();
        let place = Place { order, clock, recorded_us: call.recorded_us };
        let position = self.store.next_position;
        self.store.next_position += 1;
        self.leave_behind(&event.event_type);
        for (view, change) in changes {
            self.rows.fold(&self.catalog, *view, change, &place, position);
        }
        let row = self.event_row(&stream, event, record, position);
        self.remember_id(&row, event, &stream);
        self.events.push(row);
        self.streams.insert(request.id, stream);
    }

    /// Notes the views that can't take an event because their code is elsewhere.
    fn leave_behind(&mut self, event_type: &str) {
        let blind = |view: &&Arc<RegisteredView>| view.state.is_kept() && view.plan.is_blind();
        let missing = self.catalog.views.iter().filter(blind).filter(|view| view.plan.folds(event_type));
        self.left_behind.extend(missing.map(|view| view.id));
    }

    fn new_stream(&mut self, request: &StreamRequest) -> StreamState {
        let id = self.store.next_stream;
        self.store.next_stream += 1;
        StreamState {
            id,
            uuid: request.id,
            stream_type: self.catalog.stream_types.get(&request.stream.stream_type).copied().unwrap_or(0),
            key: request.stream.key.clone(),
            version: 0,
            clock: Default::default(),
            heads: Vec::new(),
            fresh: true,
        }
    }

    fn record(
        &self,
        stream: &StreamState,
        request: &StreamRequest,
        event: &PreparedEvent,
        call: &Call,
        index: u32,
    ) -> Record {
        Record {
            kind: Kind::Event,
            origin: self.logs.own.origin,
            sequence: self.logs.own.sequence + 1,
            hlc: call.hlc.number(),
            nonce: call.nonce,
            batch_index: index,
            batch_length: call.length,
            recorded_us: call.recorded_us,
            stream: Some((request.stream.stream_type.clone(), request.stream.key.clone())),
            event_type: Some(event.event_type.clone()),
            schema_version: event.schema_version,
            id: event.id,
            parents: self.parents(stream),
            deps: (!self.foreign_heads.is_empty()).then(|| self.foreign_heads.clone()),
            metadata: event.metadata.clone(),
            payload: Some(event.payload.clone()),
            unknown: Vec::new(),
        }
    }

    /// The stream's heads; none where they are exactly the own previous record in it, or the stream is new.
    fn parents(&self, stream: &StreamState) -> Option<Vec<Reference>> {
        let only_own =
            stream.heads.iter().all(|head| head.origin == self.logs.own.origin) && stream.heads.len() <= 1;
        (!only_own).then(|| stream.heads.clone())
    }

    fn event_row(
        &self,
        stream: &StreamState,
        event: &PreparedEvent,
        record: Record,
        position: i64,
    ) -> EventRow {
        let only_own = stream.clock.iter().all(|(log, _)| log == self.logs.own.id);
        EventRow {
            position,
            log: self.logs.own.id,
            sequence: record.sequence.cast_signed(),
            stream: Some(stream.id),
            version: stream.version.cast_signed(),
            event_type: self.catalog.event_types.get(&event.event_type).map(|found| found.id),
            kind: 1,
            schema_version: record.schema_version.into(),
            hlc: record.hlc.cast_signed(),
            nonce: record.nonce.cast_signed(),
            batch_index: record.batch_index.into(),
            batch_length: record.batch_length.into(),
            recorded: record.recorded_us,
            hash: self.logs.own.hash.as_bytes().to_vec(),
            payload: record.payload,
            id: record.id.map(|id| id.as_bytes().to_vec()),
            parents: record.parents.map(|parents| Reference::list_to_bytes(&parents)),
            deps: record.deps.map(|deps| Reference::list_to_bytes(&deps)),
            clock: (!only_own).then(|| stream.clock.to_string()),
            metadata: record.metadata,
            unknown: None,
        }
    }

    /// A later request of the same batch may bring the same id.
    fn remember_id(&mut self, row: &EventRow, event: &PreparedEvent, stream: &StreamState) {
        let Some(id) = event.id else { return };
        let known = KnownEvent {
            event_type: row.event_type.unwrap_or(0),
            schema_version: event.schema_version,
            payload: event.payload.clone(),
            position: row.position.cast_unsigned(),
            version: stream.version,
            reference: self.logs.own.head(),
        };
        self.known.insert((stream.id, id), known);
    }

    fn stored(&self, request: &StreamRequest, admitted: &Admitted<'_>) -> StoredStream {
        let state = self.streams.get(&request.id);
        match (&admitted.known, state) {
            // All of it was there: the answer is the one of then.
            (Some(known), _) if admitted.new.is_empty() => StoredStream {
                version: known.version,
                token: Token::new(vec![known.reference]),
                position: known.position,
                new: 0,
            },
            (_, state) => StoredStream {
                version: state.map_or(0, |state| state.version),
                token: state.map(StreamState::token).unwrap_or_default(),
                position: (self.store.next_position - 1).cast_unsigned(),
                new: admitted.new.len(),
            },
        }
    }
}
