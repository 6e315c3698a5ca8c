//! Events with an id that a caller gave: which of them bring one fact, and which ids were given to
//! several.

use std::collections::HashMap;

use uuid::Uuid;

use crate::model::{Hash, Space};
use crate::store::events::Recorded;

/// Event type, schema version and hash of the payload.
type Fact = (String, u32, Hash);
/// Type and key.
type Stream = (String, String);

/// The facts of each stream and id, in canonical order, with their positions.
#[derive(Default)]
pub(super) struct Facts(HashMap<(Stream, Uuid), Vec<(Fact, i64)>>);

impl Facts {
    /// Takes the next event in canonical order in; the lowest position of those before it that
    /// brought the same fact.
    pub(super) fn repeats(&mut self, event: &Recorded) -> Option<i64> {
        let (id, stream) = event.record.id.zip(event.record.stream.as_ref())?;
        let payload = Hash::of(event.payload().as_bytes());
        let fact = (event.event_type().to_owned(), event.record.schema_version, payload);
        let facts = self.0.entry((stream.clone(), id)).or_default();
        let same = facts.iter().filter(|(known, _)| *known == fact);
        let first = same.map(|(_, position)| *position).min();
        facts.push((fact, event.position.cast_signed()));
        first
    }

    /// Ids that stand for several facts of one stream: the bytes of the stream's id, and the id.
    pub(super) fn ambiguous(&self, space: Space) -> impl Iterator<Item = (Vec<u8>, String)> {
        let several =
            self.0.iter().filter(|(_, facts)| facts.iter().any(|(fact, _)| *fact != facts[0].0));
        several.map(move |(((stream_type, key), id), _)| {
            (space.stream_id(stream_type, key).uuid().as_bytes().to_vec(), id.to_string())
        })
    }
}
