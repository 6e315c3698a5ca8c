//! Plans one request on what the batch knows: first everything that may refuse it, then the events.

use super::admit::Admitted;
use super::request::{
    Changes, Outcome, PreparedEvent, Refusal, Request, Stored, StoredStream, StreamRequest,
};
use crate::fold::Change;
use crate::model::format::{Kind, Record};
use crate::model::{Reference, Token};
use crate::store::batch::{Batch, Call, Placed, StreamState};

impl Batch {
    /// Appends each request, or refuses all of it; what became of each, in their order.
    pub(super) fn append_all(&mut self, requests: &[Request], changes: &[Changes]) -> Vec<Outcome> {
        requests
            .iter()
            .zip(changes)
            .map(|(request, changes)| self.append(request, changes))
            .collect()
    }

    /// Appends a request, or refuses all of it.
    fn append(&mut self, request: &Request, changes: &Changes) -> Result<Stored, Refusal> {
        let admitted = self.admit(request, changes)?;
        self.keep_unique(
            admitted.iter().flat_map(|stream| &stream.new).flat_map(|(_, changes)| *changes),
        )?;
        let length = admitted.iter().map(|stream| stream.new.len()).sum::<usize>();
        for (stream, _) in
            request.streams.iter().zip(&admitted).filter(|(_, admitted)| !admitted.new.is_empty())
        {
            self.merge_heads(stream.id).map_err(Refusal::Unfit)?;
        }
        let call = self.call(length).map_err(Refusal::Unfit)?;
        let last = self.stage_all(request, &admitted, &call);
        let parts = request.streams.iter().zip(&admitted).zip(last);
        let stored = parts.map(|((stream, admitted), last)| self.stored(stream, admitted, last));
        Ok(Stored { streams: stored.collect() })
    }

    /// Stages what is new, in the order of the request; the position of each stream's last event.
    fn stage_all(&mut self, request: &Request, admitted: &[Admitted<'_>], call: &Call) -> Vec<i64> {
        let mut last = vec![0; admitted.len()];
        let mut new: Vec<_> = admitted.iter().map(|stream| stream.new.iter().peekable()).collect();
        let mut index = 0;
        for (stream_index, event) in request.in_order() {
            let Some((_, changes)) = new[stream_index].next_if(|(next, _)| *next == event) else {
                continue;
            };
            let stream = &request.streams[stream_index];
            self.stage(stream, &stream.events[event], changes, call, index);
            last[stream_index] = self.store.next_position - 1;
            index += 1;
        }
        last
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
        let mut stream = self
            .streams
            .remove(&request.id)
            .unwrap_or_else(|| self.new_stream(request.id, &request.stream));
        let record = self.record(&stream, request, event, call, index);
        let hash = record.hash(&self.logs.own.hash);
        let (log, sequence) = (self.logs.own.id, record.sequence);
        (self.logs.own.sequence, self.logs.own.hash) = (sequence, hash);
        self.foreign_heads.join();
        let mut clock = stream.clock.clone();
        clock.observe(log, sequence);
        let event_type = self.catalog.event_types.get(&event.event_type).map(|found| found.id);
        let parents = std::mem::take(&mut stream.heads);
        let placed =
            Placed { record, hash, log, clock, event_type, parents, changes, repeats: false };
        self.place(Some(&mut stream), placed);
        self.streams.insert(request.id, stream);
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
            deps: self.foreign_heads.references(&self.logs.origins),
            metadata: event.metadata.clone(),
            payload: Some(event.payload.clone()),
            unknown: Vec::new(),
        }
    }

    /// The stream's heads; none where they are exactly the own previous record in it, or the stream
    /// is new.
    fn parents(&self, stream: &StreamState) -> Option<Vec<Reference>> {
        let only_own = stream.heads.iter().all(|head| head.origin == self.logs.own.origin)
            && stream.heads.len() <= 1;
        (!only_own).then(|| Token::new(stream.heads.clone()).heads().to_vec())
    }

    fn stored(&self, request: &StreamRequest, admitted: &Admitted<'_>, last: i64) -> StoredStream {
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
                position: last.cast_unsigned(),
                new: admitted.new.len(),
            },
        }
    }
}
