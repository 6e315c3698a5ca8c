//! What may refuse a request: ids that are taken, expectations that don't hold, events that a view
//! can't take. Nothing is changed here.

use uuid::Uuid;

use super::content::{Content, Difference};
use super::request::{
    Changes, EventChanges, PreparedEvent, Refusal, Request, StreamRequest, Unfit,
};
use crate::fold::Change;
use crate::model::{Expect, IdRule};
use crate::store::batch::{Batch, KnownEvent, StreamState};
use crate::store::conflict::DuplicateId;

/// A new event's index in its request, and what it does to the views.
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
        for (index, (stream, changes)) in request.streams.iter().zip(changes).enumerate() {
            let (known, new) = self.sort(stream)?;
            if !new.is_empty() {
                self.check(index, stream)?;
            }
            let new =
                new.into_iter().map(|index| fitting(&stream.events[index], index, &changes[index]));
            admitted.push(Admitted { known, new: new.collect::<Result<_, _>>()? });
        }
        Ok(admitted)
    }

    /// Separates events that are there already (the last of them) from new ones (their indexes in
    /// the request).
    fn sort(&self, request: &StreamRequest) -> Result<(Option<KnownEvent>, Vec<usize>), Refusal> {
        let mut last: Option<&KnownEvent> = None;
        let mut new = Vec::new();
        for (index, event) in request.events.iter().enumerate() {
            let Some(id) = event.id else {
                new.push(index);
                continue;
            };
            if let Some(known) = self.known_event(request, event) {
                last = last.filter(|last| last.position > known.position).or(Some(known));
                if event.id_rule == IdRule::SameContent {
                    same(request, id, self.content_of(known), event, true)?;
                }
            } else if let Some(earlier) =
                request.events[..index].iter().find(|other| other.id == event.id)
            {
                // Nobody means one event who gives two that differ in one call, whatever the rule.
                same(request, id, content(earlier), event, false)?;
            } else {
                new.push(index);
            }
        }
        Ok((last.cloned(), new))
    }

    /// The event that is stored under an event's id.
    fn known_event(&self, request: &StreamRequest, event: &PreparedEvent) -> Option<&KnownEvent> {
        let stream = self.streams.get(&request.id)?;
        let known = self.answered.known.get(&(stream.id, event.id?))?;
        // Two nodes may have given one id to two facts; the caller may mean either.
        let given = content(event);
        let same = known.iter().find(|known| self.content_of(known).is_same(&given));
        same.or_else(|| known.iter().min_by_key(|known| known.position))
    }

    fn content_of<'a>(&'a self, known: &'a KnownEvent) -> Content<'a> {
        let event_type = known.event_type.and_then(|id| self.catalog.event_names.get(&id));
        let event_type = event_type.map_or("a type that nobody registered here", |name| name);
        Content { event_type, schema_version: known.schema_version, payload: &known.payload }
    }

    /// Whether the expectation holds on the stream as it stands in this batch.
    fn check(&self, index: usize, request: &StreamRequest) -> Result<(), Refusal> {
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
        if holds { Ok(()) } else { Err(Refusal::Conflict { stream: index, version, token }) }
    }
}

fn content(event: &PreparedEvent) -> Content<'_> {
    let PreparedEvent { event_type, schema_version, payload, .. } = event;
    Content { event_type, schema_version: *schema_version, payload }
}

/// An event says the same as an earlier one of its id, which is stored or stands before it in one
/// append.
fn same(
    request: &StreamRequest,
    id: Uuid,
    earlier: Content<'_>,
    event: &PreparedEvent,
    is_stored: bool,
) -> Result<(), Refusal> {
    let Some(Difference { field, earlier, later }) = earlier.difference(&content(event)) else {
        return Ok(());
    };
    let stream = request.stream.clone();
    let duplicate = DuplicateId { stream, id, field, earlier, later, is_stored };
    Err(Refusal::Duplicate(Box::new(duplicate)))
}

fn fitting<'a>(
    event: &PreparedEvent,
    index: usize,
    changes: &'a EventChanges,
) -> Result<New<'a>, Refusal> {
    match changes {
        Ok(changes) => Ok((index, changes)),
        Err(Unfit::Problem(problem)) => Err(Refusal::Unfit(event.unfit(problem))),
        Err(Unfit::Unchecked(unchecked)) => Err(Refusal::Unchecked(unchecked.clone())),
    }
}
