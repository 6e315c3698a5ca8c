//! What may refuse a request: ids that are taken, expectations that don't hold. Nothing is changed here.

use super::request::{PreparedEvent, Refusal, StreamRequest};
use super::state::{Batch, KnownEvent, StreamState};
use crate::model::Expect;
use crate::store::conflict::DuplicateId;

/// What the batch finds of one stream's events: those already there, and the places of those that are new.
pub(super) struct Sorted {
    pub(super) known: Option<KnownEvent>,
    pub(super) new: Vec<usize>,
}

impl Batch {
    /// Tells events that are there already from new ones; before any expectation is looked at.
    pub(super) fn sort(&self, request: &StreamRequest) -> Result<Sorted, Refusal> {
        let mut sorted = Sorted { known: None, new: Vec::new() };
        let stream = self.streams.get(&request.id).map(|stream| stream.id);
        for (place, event) in request.events.iter().enumerate() {
            let earlier =
                request.events[..place].iter().find(|other| event.id.is_some() && other.id == event.id);
            let known = stream.zip(event.id).and_then(|key| self.known.get(&key));
            let same = match (known, earlier) {
                (Some(known), _) => self.is_same(known, event),
                (None, Some(earlier)) => {
                    earlier.event_type == event.event_type && earlier.payload == event.payload
                }
                (None, None) => {
                    sorted.new.push(place);
                    continue;
                }
            };
            match event.id {
                Some(id) if !same => {
                    return Err(Refusal::Duplicate(DuplicateId { stream: request.stream.clone(), id }));
                }
                _ => {}
            }
            if let Some(known) =
                known.filter(|known| sorted.known.as_ref().is_none_or(|last| last.position < known.position))
            {
                sorted.known = Some(known.clone());
            }
        }
        Ok(sorted)
    }

    fn is_same(&self, known: &KnownEvent, event: &PreparedEvent) -> bool {
        let event_type = self.catalog.event_types.get(&event.event_type).map(|found| found.id);
        event_type == Some(known.event_type)
            && known.schema_version == event.schema_version
            && known.payload == event.payload
    }

    /// Whether the expectation holds on the stream as it stands in this batch.
    pub(super) fn check(&self, place: usize, request: &StreamRequest) -> Result<(), Refusal> {
        let state = self.streams.get(&request.id);
        let version = state.map_or(0, |state| state.version);
        let token = state.map(StreamState::token).unwrap_or_default();
        let holds = match &request.expect {
            Expect::New => version == 0,
            Expect::Exists => version > 0,
            Expect::Exact(expected) => version == *expected,
            Expect::At(expected) => token == *expected,
            Expect::Any => true,
        };
        if holds { Ok(()) } else { Err(Refusal::Conflict { stream: place, version, token }) }
    }
}
