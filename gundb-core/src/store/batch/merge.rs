//! More heads than a record can refer to are joined first, by merge records in the same
//! transaction.

use super::place::Placed;
use super::state::Batch;
use super::stream::StreamState;
use crate::clock::VectorClock;
use crate::error::Result;
use crate::model::format::{Kind, Record};
use crate::model::limits::REFERENCES_MAX;
use crate::model::{Reference, StreamId};

impl Batch {
    /// Joins heads of the store and of a stream until a record can refer to all of them.
    pub(in crate::store) fn merge_heads(&mut self, stream: StreamId) -> Result<()> {
        while self.foreign_heads.len() > REFERENCES_MAX {
            let deps = self.foreign_heads.join_some(REFERENCES_MAX, &self.logs.origins);
            self.merge(None, None, Some(deps))?;
        }
        let Some(mut state) = self.streams.remove(&stream) else { return Ok(()) };
        let merged = self.merge_stream(&mut state);
        self.streams.insert(stream, state);
        merged
    }

    /// How many merge records the batch may need at most.
    pub(in crate::store) fn merges_max(&self) -> usize {
        let of_heads = |heads: usize| {
            if heads > REFERENCES_MAX { heads.div_ceil(REFERENCES_MAX - 1) } else { 0 }
        };
        let streams: usize = self.streams.values().map(|stream| of_heads(stream.heads.len())).sum();
        streams + of_heads(self.foreign_heads.len())
    }

    fn merge_stream(&mut self, stream: &mut StreamState) -> Result<()> {
        while stream.heads.len() > REFERENCES_MAX {
            let mut parents: Vec<Reference> = stream.heads[..REFERENCES_MAX].to_vec();
            parents.sort_unstable();
            let deps = self.foreign_heads.references(&self.logs.origins);
            self.foreign_heads.join();
            self.merge(Some(stream), Some(parents), deps)?;
        }
        Ok(())
    }

    fn merge(
        &mut self,
        stream: Option<&mut StreamState>,
        parents: Option<Vec<Reference>>,
        deps: Option<Vec<Reference>>,
    ) -> Result<()> {
        let call = self.call(1)?;
        let named = stream.as_ref().and_then(|stream| {
            let of_id = |(_, id): &(&String, &i64)| **id == stream.stream_type;
            let (name, _) = self.catalog.stream_types.iter().find(of_id)?;
            Some((name.clone(), stream.key.clone()))
        });
        let record = Record {
            kind: Kind::Merge,
            origin: self.logs.own.origin,
            sequence: self.logs.own.sequence + 1,
            hlc: call.hlc.number(),
            nonce: call.nonce,
            batch_index: 0,
            batch_length: 1,
            recorded_us: call.recorded_us,
            stream: named,
            event_type: None,
            schema_version: 0,
            id: None,
            parents: parents.clone(),
            deps,
            metadata: None,
            payload: None,
            unknown: Vec::new(),
        };
        let hash = record.hash(&self.logs.own.hash);
        let log = self.logs.own.id;
        (self.logs.own.sequence, self.logs.own.hash) = (record.sequence, hash);
        let parents = parents.unwrap_or_default();
        let mut clock = VectorClock::new();
        parents
            .iter()
            .filter_map(|head| self.answered.head_clocks.get(head))
            .for_each(|seen| clock.merge(seen));
        clock.observe(log, record.sequence);
        self.answered
            .head_clocks
            .insert(Reference::to(record.origin, record.sequence, &hash), clock.clone());
        let placed = Placed {
            record,
            hash,
            log,
            clock,
            event_type: None,
            parents,
            changes: &[],
            repeats: false,
        };
        self.place(stream, placed);
        Ok(())
    }
}
