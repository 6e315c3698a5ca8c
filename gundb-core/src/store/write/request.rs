//! What callers ask of the write path, and what they get.

use uuid::Uuid;

use crate::error::Error;
use crate::fold::{Change, Problem};
use crate::model::{Expect, IdRule, StreamId, StreamRef, Token};
use crate::store::catalog::{Catalog, RegisteredView};
use crate::store::conflict::DuplicateId;

/// Events for one or several streams, all or nothing.
#[derive(Clone, Debug)]
pub(in crate::store) struct Request {
    pub(in crate::store) streams: Vec<StreamRequest>,
    /// The stream of each event, by its index among those, in the order in which they are stored;
    /// none where it is one stream after the other.
    pub(in crate::store) turns: Vec<usize>,
}

/// Events for one stream.
#[derive(Clone, Debug)]
pub(in crate::store) struct StreamRequest {
    pub(in crate::store) id: StreamId,
    pub(in crate::store) stream: StreamRef,
    pub(in crate::store) expect: Expect,
    pub(in crate::store) events: Vec<PreparedEvent>,
}

/// A validated event: its payload fits its schema.
#[derive(Clone, Debug)]
pub(in crate::store) struct PreparedEvent {
    pub(in crate::store) event_type: String,
    pub(in crate::store) schema_version: u32,
    pub(in crate::store) payload: String,
    pub(in crate::store) metadata: Option<String>,
    pub(in crate::store) id: Option<Uuid>,
    /// When the id says that the event is stored already.
    pub(in crate::store) id_rule: IdRule,
}

/// What became of one request.
pub(in crate::store) type Outcome = Result<Stored, Refusal>;

/// What was stored, stream by stream in the order of the request.
#[derive(Clone, Debug)]
pub(in crate::store) struct Stored {
    pub(in crate::store) streams: Vec<StoredStream>,
}

/// Where one stream stands after the append.
#[derive(Clone, Debug)]
pub(in crate::store) struct StoredStream {
    pub(in crate::store) version: u64,
    pub(in crate::store) token: Token,
    /// Position of the last event.
    pub(in crate::store) position: u64,
    /// How many of the events were new.
    pub(in crate::store) new: usize,
}

/// Why a request was refused; nothing of it is stored.
#[derive(Debug)]
pub(in crate::store) enum Refusal {
    /// An expectation did not hold: which stream of the request, and where it stands.
    Conflict { stream: usize, version: u64, token: Token },
    /// The id is there already, with other content.
    Duplicate(Box<DuplicateId>),
    /// An event does not fit a view, or its type is unknown.
    Unfit(Error),
    /// Whether a value is unique can't be known now.
    Unchecked(Unchecked),
}

/// A unique column that an event would change, of a view that this process does not keep with every
/// event just now: nobody can know whether another row has the value.
#[derive(Clone, Debug)]
pub(in crate::store) struct Unchecked {
    pub(in crate::store) view: String,
    pub(in crate::store) column: String,
}

/// Why the views forbid an event.
#[derive(Debug)]
pub(super) enum Unfit {
    /// It does not fit a column.
    Problem(Problem),
    /// A rule of theirs can't be checked.
    Unchecked(Unchecked),
}

impl From<Problem> for Unfit {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// What the events of a request do to the views, for each stream and event.
pub(super) type Changes = Vec<Vec<EventChanges>>;
/// What one event does to the views, by the view's index in the catalog; or why they forbid it.
pub(super) type EventChanges = Result<Vec<(usize, Change)>, Unfit>;

impl Request {
    /// How many events it brings.
    pub(in crate::store) fn len(&self) -> usize {
        self.streams.iter().map(|stream| stream.events.len()).sum()
    }

    /// Stream and event, by their indexes, in the order in which the events are stored: views over
    /// many streams go by it.
    pub(super) fn in_order(&self) -> Vec<(usize, usize)> {
        if self.turns.is_empty() {
            let streams = self.streams.iter().enumerate();
            return streams
                .flat_map(|(stream_index, stream)| {
                    (0..stream.events.len()).map(move |event| (stream_index, event))
                })
                .collect();
        }
        let mut next = vec![0; self.streams.len()];
        let turn = |&stream_index: &usize| {
            next[stream_index] += 1;
            (stream_index, next[stream_index] - 1)
        };
        self.turns.iter().map(turn).collect()
    }

    /// How many bytes of payload it brings.
    pub(in crate::store) fn bytes(&self) -> usize {
        let events = self.streams.iter().flat_map(|stream| &stream.events);
        events.map(|event| event.payload.len()).sum()
    }

    /// Whether the views that are kept here take its events.
    ///
    /// # Errors
    /// The first event that one of them does not take: an append is refused in the same words.
    pub(in crate::store) fn check_views(&self, catalog: &Catalog) -> Result<(), Error> {
        let changes = self.changes(catalog).into_iter().flatten();
        let events = self.streams.iter().flat_map(|stream| &stream.events);
        let unfit = events.zip(changes).find_map(|(event, changes)| match changes {
            Err(Unfit::Problem(problem)) => Some(event.unfit(&problem)),
            _ => None,
        });
        unfit.map_or(Ok(()), Err)
    }

    /// What its events do to the views.
    pub(super) fn changes(&self, catalog: &Catalog) -> Changes {
        self.streams
            .iter()
            .map(|stream| {
                stream
                    .events
                    .iter()
                    .map(|event| event.changes(&stream.stream.key, catalog))
                    .collect()
            })
            .collect()
    }
}

impl PreparedEvent {
    /// The refusal of an event that a view does not take.
    pub(super) fn unfit(&self, problem: &Problem) -> Error {
        Error::invalid(format!("event `{}`: {problem}", self.event_type))
    }

    fn changes(&self, stream_key: &str, catalog: &Catalog) -> EventChanges {
        let mut changes = Vec::new();
        for (index, change) in catalog.changes(stream_key, &self.event_type, &self.payload) {
            let change = change?;
            if let Some(reason) = change.unreadable() {
                let (view, reason) =
                    (catalog.views[index].plan.name().to_owned(), reason.to_owned());
                return Err(Problem { view, column: None, reason }.into());
            }
            changes.push((index, change));
        }
        let mut elsewhere = catalog.views.iter().filter(|view| !view.is_folded_here());
        elsewhere.try_for_each(|view| self.check_unique(stream_key, catalog, view))?;
        Ok(changes)
    }

    /// The event brings no value into a unique column of a view that is not kept here: such a
    /// view's table says nothing of its latest rows. What it can't take for another reason does not
    /// matter here: it will be skipped there.
    fn check_unique(
        &self,
        stream_key: &str,
        catalog: &Catalog,
        view: &RegisteredView,
    ) -> Result<(), Unfit> {
        if !view.plan.has_unique() || catalog.is_kept_meanwhile(view) {
            return Ok(());
        }
        let change = view.plan.change_of(stream_key, &self.event_type, &self.payload);
        let Ok(Some(change)) = change else { return Ok(()) };
        let Some((column, _)) = change.unique_values(&view.plan).next() else { return Ok(()) };
        let column = view.plan.column(column).name.clone();
        Err(Unfit::Unchecked(Unchecked { view: view.plan.name().to_owned(), column }))
    }
}
