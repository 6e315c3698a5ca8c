//! Events with an id that a caller gave: which of them bring one fact, and which ids were given to several.

use std::collections::HashMap;

use uuid::Uuid;

use crate::model::{Hash, Space};
use crate::store::recorded::Recorded;

/// Event type, schema version and hash of the payload.
type Fact = (String, u32, Hash);
/// Type and key.
type Stream = (String, String);

/// The facts of each stream and id, in canonical order.
#[derive(Default)]
pub(super) struct Facts(HashMap<(Stream, Uuid), Vec<Fact>>);

impl Facts {
    /// Takes the next event in canonical order in; whether one before it brought the same fact.
    pub(super) fn repeats(&mut self, event: &Recorded) -> bool {
        let (Some(id), Some(stream)) = (event.record.id, &event.record.stream) else { return false };
        let payload = Hash::of(event.payload().as_bytes());
        let fact = (event.event_type().to_owned(), event.record.schema_version, payload);
        let facts = self.0.entry((stream.clone(), id)).or_default();
        let repeats = facts.contains(&fact);
        facts.push(fact);
        repeats
    }

    /// Ids that stand for several facts of one stream: the bytes of the stream's id, and the id.
    pub(super) fn ambiguous(&self, space: Space) -> impl Iterator<Item = (Vec<u8>, String)> {
        let several = self.0.iter().filter(|(_, facts)| facts.iter().any(|fact| *fact != facts[0]));
        several.map(move |(((stream_type, key), id), _)| {
            (space.stream_id(stream_type, key).uuid().as_bytes().to_vec(), id.to_string())
        })
    }
}
