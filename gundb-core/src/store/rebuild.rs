//! Folds what is in the store into a view that was just registered.

use std::collections::HashMap;

use super::backend::{Cells, Connection, Failure};
use super::catalog::{Catalog, RegisteredView};
use super::recorded::Recorded;
use super::write::Rows;
use crate::clock::VectorClock;
use crate::error::Result;
use crate::fold::{Change, FoldEvent, Place, Problem};
use crate::model::Origin;
use crate::sql::event::{self, Behind, Scope};
use crate::sql::{Direction, in_chunks, log, view};

/// Events read at once.
const PAGE_EVENTS: u64 = 1000;
/// Rows held in memory before they are written.
const ROWS_HELD_MAX: usize = 20_000;

/// Folds all events into a view, in the caller's transaction and under its lock, in bounded memory.
///
/// Positions are canonical order here, because a store numbers its own appends and its HLC only grows.
pub(super) async fn rebuild(
    connection: &mut Connection,
    catalog: &Catalog,
    registered: &RegisteredView,
) -> Result<(), Failure> {
    let place = catalog.views.iter().position(|view| view.id == registered.id).unwrap_or(0);
    let dialect = connection.dialect();
    let origins = Origins::load(connection).await?;
    let mut rows = Rows::default();
    let mut behind = Behind::Nothing;
    let types = event_types(catalog, registered);
    loop {
        let page =
            event::page(dialect, &Scope::Types(types.clone()), behind, 0, Direction::Ascending, PAGE_EVENTS);
        let page = connection.fetch(page).await?;
        let events = page.into_iter().map(Recorded::from_cells).collect::<Result<Vec<_>>>()?;
        let Some(last) = events.last() else { break };
        behind = Behind::Position(last.position.cast_signed());
        let (changes, skipped) = changes(registered, place, &events);
        rows.load(connection, catalog, changes.iter().map(|(_, change)| change)).await?;
        for (index, (_, change)) in &changes {
            let event = &events[*index];
            rows.fold(catalog, place, change, &place_of(event, &origins), event.position.cast_signed());
        }
        connection.execute_all(in_chunks(&skipped, |chunk| view::skip(dialect, chunk))).await?;
        if rows.len() > ROWS_HELD_MAX {
            rows.persist(connection, catalog).await?;
        }
    }
    rows.persist(connection, catalog).await
}

fn event_types(catalog: &Catalog, registered: &RegisteredView) -> Vec<i64> {
    let events = &registered.plan.description.events;
    events.iter().filter_map(|event| catalog.event_types.get(event)).map(|found| found.id).collect()
}

/// Changes with their event's index and the view's place, and events that the view can't take.
type Changes = (Vec<(usize, (usize, Change))>, Vec<(i64, i64, String)>);

fn changes(registered: &RegisteredView, place: usize, events: &[Recorded]) -> Changes {
    let (mut changes, mut skipped) = (Vec::new(), Vec::new());
    for (index, event) in events.iter().enumerate() {
        match change(registered, event) {
            Ok(Some(change)) => changes.push((index, (place, change))),
            Ok(None) => {}
            Err(reason) => skipped.push((registered.id, event.position.cast_signed(), reason)),
        }
    }
    (changes, skipped)
}

/// What a stored event does to a view; the reason where the view can't take it.
pub(super) fn change(registered: &RegisteredView, event: &Recorded) -> Result<Option<Change>, String> {
    let payload =
        serde_json::from_str(event.payload()).map_err(|error| format!("the payload is no JSON: {error}"))?;
    let stream = event.stream();
    let event = FoldEvent {
        stream_key: &stream.key,
        event_type: event.event_type(),
        payload: &payload,
        text: event.payload(),
    };
    registered.plan.change(&event).map_err(|problem: Problem| problem.to_string())
}

/// Where a stored event stands.
pub(super) fn place_of(event: &Recorded, origins: &Origins) -> Place {
    Place {
        order: event.canonical_key(),
        clock: origins.name(&event.clock),
        recorded_us: event.record.recorded_us,
    }
}

/// Which origin writes each log.
pub(super) struct Origins(HashMap<i64, Origin>);

impl FromIterator<(i64, Origin)> for Origins {
    fn from_iter<I: IntoIterator<Item = (i64, Origin)>>(origins: I) -> Self {
        Self(origins.into_iter().collect())
    }
}

impl Origins {
    pub(super) async fn load(connection: &mut Connection) -> Result<Self, Failure> {
        let rows = connection.fetch(log::all(connection.dialect())).await?;
        let read = |mut cells: Cells| Ok((cells.int()?, Origin::new(cells.number()?)?));
        Ok(Self(rows.into_iter().map(read).collect::<Result<_>>()?))
    }

    /// A clock by origin.
    pub(super) fn name(&self, clock: &VectorClock<i64>) -> VectorClock<Origin> {
        clock.rename(|log| self.0.get(&log).copied()).unwrap_or_default()
    }
}
