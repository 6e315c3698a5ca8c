//! Ids that callers gave to several facts of one stream: each is listed once, whatever order the events came in.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::model::{Hash, Space};
use crate::store::recorded::Recorded;
use crate::store::write::SAME_ID;

/// Event type, schema version and hash of the payload.
type Fact = (String, u32, Hash);

/// The facts of each stream and id.
#[derive(Default)]
pub(super) struct SameIds(BTreeMap<((String, String), Uuid), BTreeSet<Fact>>);

impl SameIds {
    /// Takes note of an event.
    pub(super) fn note(&mut self, event: &Recorded) {
        let (Some(id), Some(stream)) = (event.record.id, &event.record.stream) else { return };
        let payload = Hash::of(event.payload().as_bytes());
        let fact = (event.event_type().to_owned(), event.record.schema_version, payload);
        self.0.entry((stream.clone(), id)).or_default().insert(fact);
    }

    /// The rows that `gundb_conflict` should have of them: view, kind, key, column.
    pub(super) fn conflicts(&self, space: Space) -> impl Iterator<Item = (i64, (String, Vec<u8>, String))> {
        let several = self.0.iter().filter(|(_, facts)| facts.len() > 1);
        several.map(move |(((stream_type, key), id), _)| {
            let stream = space.stream_id(stream_type, key).uuid().as_bytes().to_vec();
            (0, (SAME_ID.to_owned(), stream, id.to_string()))
        })
    }
}
