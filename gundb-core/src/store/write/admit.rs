//! What may refuse a request: ids that are taken, expectations that don't hold, events that a view can't take. Nothing is
//! changed here.

use super::request::{Changes, EventChanges, PreparedEvent, Refusal, Request, StreamRequest};
use super::state::{Batch, KnownEvent};
use super::stream::StreamState;
use crate::error::Error;
use crate::fold::Change;
use crate::model::Expect;
use crate::store::conflict::DuplicateId;

/// A new event's place in its request, and what it does to the views.
type New<'a> = (usize, &'a [(usize, Change)]);

/// One stream's part of a request that may go through.
pub(super) struct Admitted<'a> {
    /// The last of its events that is there already.
    pub(super) known: Option<KnownEvent>,
    /// Its events that are new.
    pub(super) new: Vec<New<'a>>,
}

impl Batch {
    /// Looks up ids first, then expectations, then whether the views can take what is new.
    pub(super) fn admit<'a>(
        &self,
        request: &Request,
        changes: &'a Changes,
    ) -> Result<Vec<Admitted<'a>>, Refusal> {
        let mut admitted = Vec::with_capacity(request.streams.len());
        for (place, (stream, changes)) in request.streams.iter().zip(changes).enumerate() {
            let (known, new) = self.sort(stream)?;
            if !new.is_empty() {
                self.check(place, stream)?;
            }
            let new = new.into_iter().map(|place| fitting(&stream.events[place], place, &changes[place]));
            admitted.push(Admitted { known, new: new.collect::<Result<_, _>>()? });
        }
        Ok(admitted)
    }

    /// Tells events that are there already (the last of them) from new ones (their places).
    fn sort(&self, request: &StreamRequest) -> Result<(Option<KnownEvent>, Vec<usize>), Refusal> {
        let mut last: Option<&KnownEvent> = None;
        let mut new = Vec::new();
        for (place, event) in request.events.iter().enumerate() {
            let Some(id) = event.id else {
                new.push(place);
                continue;
            };
            let same = if let Some(known) = self.known_event(request, event) {
                last = last.filter(|last| last.position > known.position).or(Some(known));
                self.is_stored_as(event, known)
            } else if let Some(earlier) = request.events[..place].iter().find(|other| other.id == event.id) {
                earlier.event_type == event.event_type && is_same(&earlier.payload, &event.payload)
            } else {
                new.push(place);
                true
            };
            if !same {
                return Err(Refusal::Duplicate(DuplicateId { stream: request.stream.clone(), id }));
            }
        }
        Ok((last.cloned(), new))
    }

    fn known_event(&self, request: &StreamRequest, event: &PreparedEvent) -> Option<&KnownEvent> {
        let stream = self.streams.get(&request.id)?;
        let known = self.known.get(&(stream.id, event.id?))?;
        // Two nodes may have given one id to two facts; the caller may mean either.
        known.iter().find(|known| self.is_stored_as(event, known)).or_else(|| known.first())
    }

    /// Same type, schema version and payload: the same text, or the same JSON (a map's keys may come in another order).
    fn is_stored_as(&self, event: &PreparedEvent, known: &KnownEvent) -> bool {
        let event_type = self.catalog.event_types.get(&event.event_type).map(|found| found.id);
        event_type == Some(known.event_type)
            && known.schema_version == event.schema_version
            && is_same(&known.payload, &event.payload)
    }

    /// Whether the expectation holds on the stream as it stands in this batch.
    fn check(&self, place: usize, request: &StreamRequest) -> Result<(), Refusal> {
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

/// The same text, or the same JSON.
fn is_same(left: &str, right: &str) -> bool {
    let json = |text| serde_json::from_str::<serde_json::Value>(text).ok();
    left == right || json(left).is_some_and(|left| json(right) == Some(left))
}

fn fitting<'a>(event: &PreparedEvent, place: usize, changes: &'a EventChanges) -> Result<New<'a>, Refusal> {
    match changes {
        Ok(changes) => Ok((place, changes)),
        Err(problem) => {
            Err(Refusal::Unfit(Error::invalid(format!("event `{}`: {problem}", event.event_type))))
        }
    }
}
