//! Folds a page of stored events into a view.

use std::collections::HashMap;

use crate::clock::VectorClock;
use crate::error::Result;
use crate::fold::{Change, FoldEvent, Place, Problem};
use crate::model::{Origin, Value};
use crate::sql::event::{self, Behind, Scope};
use crate::sql::{Direction, log};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::catalog::{Catalog, RegisteredView};
use crate::store::recorded::Recorded;
use crate::store::write::Rows;

/// Events that are held in memory at once.
const READ_EVENTS: u64 = 500;

/// Folds events of a view in the order of their positions, which is canonical order while a store only numbers its own.
pub(super) struct Folder<'a> {
    catalog: &'a Catalog,
    /// The view's place in the catalog.
    place: usize,
    /// Its event types.
    types: Vec<i64>,
    origins: Origins,
    rows: Rows,
}

impl<'a> Folder<'a> {
    /// A folder for the view of an id; `None` where the catalog has none.
    pub(super) async fn begin(
        connection: &mut Connection,
        catalog: &'a Catalog,
        view: i64,
    ) -> Result<Option<Self>, Failure> {
        let Some(place) = catalog.views.iter().position(|registered| registered.id == view) else {
            return Ok(None);
        };
        let events = &catalog.views[place].plan.description.events;
        let types = events.iter().filter_map(|event| catalog.event_types.get(event)).map(|found| found.id);
        let (types, origins) = (types.collect(), Origins::load(connection).await?);
        Ok(Some(Self { catalog, place, types, origins, rows: Rows::default() }))
    }

    /// The event types that the view folds.
    pub(super) fn events(&self) -> &[String] {
        &self.catalog.views[self.place].plan.description.events
    }

    /// Folds at most `limit` events behind a position; the position of the last one, if the page was full.
    pub(super) async fn page(
        &mut self,
        connection: &mut Connection,
        behind: i64,
        limit: u64,
    ) -> Result<Option<i64>, Failure> {
        let scope = Scope::Types(self.types.clone());
        let (mut behind, mut left) = (behind, limit);
        while left > 0 {
            let wanted = left.min(READ_EVENTS);
            let from = Behind::Position(behind);
            let page = event::page(connection.dialect(), &scope, from, 0, Direction::Ascending, wanted);
            let page = connection.fetch(page).await?;
            let events = page.into_iter().map(Recorded::from_cells).collect::<Result<Vec<_>>>()?;
            self.fold(connection, &events).await?;
            let Some(last) = events.last().filter(|_| events.len() as u64 == wanted) else { return Ok(None) };
            behind = last.position.cast_signed();
            left -= wanted;
        }
        Ok(Some(behind))
    }

    /// Folds some events into rows in memory; those that the view can't take are noted.
    pub(super) async fn fold(
        &mut self,
        connection: &mut Connection,
        events: &[Recorded],
    ) -> Result<(), Failure> {
        let registered = &self.catalog.views[self.place];
        let mut changes = Vec::new();
        for (index, event) in events.iter().enumerate() {
            match change(registered, event) {
                Ok(Some(change)) => changes.push((index, (self.place, change))),
                Ok(None) => {}
                Err(reason) => self.rows.skip(registered.id, event.position.cast_signed(), reason),
            }
        }
        self.rows.load(connection, self.catalog, changes.iter().map(|(_, change)| change)).await?;
        for (index, (_, change)) in &changes {
            let event = &events[*index];
            let place = place_of(event, &self.origins);
            self.rows.fold(self.catalog, self.place, change, &place, event.position.cast_signed());
        }
        Ok(())
    }

    /// Lets the row of a key begin again from nothing.
    pub(super) async fn restart(
        &mut self,
        connection: &mut Connection,
        key: Vec<Value>,
    ) -> Result<(), Failure> {
        self.rows.restart(connection, self.catalog, self.place, key).await
    }

    /// Writes the rows that changed, and what could not be taken.
    pub(super) async fn persist(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        self.rows.persist(connection, self.catalog).await
    }
}

/// What a stored event does to a view; the reason where the view can't take it.
pub(in crate::store) fn change(
    registered: &RegisteredView,
    event: &Recorded,
) -> Result<Option<Change>, String> {
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
pub(in crate::store) fn place_of(event: &Recorded, origins: &Origins) -> Place {
    Place {
        order: event.canonical_key(),
        clock: origins.name(&event.clock),
        recorded_us: event.record.recorded_us,
    }
}

/// Which origin writes each log.
pub(in crate::store) struct Origins(HashMap<i64, Origin>);

impl FromIterator<(i64, Origin)> for Origins {
    fn from_iter<I: IntoIterator<Item = (i64, Origin)>>(origins: I) -> Self {
        Self(origins.into_iter().collect())
    }
}

impl Origins {
    pub(in crate::store) async fn load(connection: &mut Connection) -> Result<Self, Failure> {
        let rows = connection.fetch(log::all(connection.dialect())).await?;
        let read = |mut cells: Cells| Ok((cells.int()?, Origin::new(cells.number()?)?));
        Ok(Self(rows.into_iter().map(read).collect::<Result<_>>()?))
    }

    /// A clock by origin.
    pub(in crate::store) fn name(&self, clock: &VectorClock<i64>) -> VectorClock<Origin> {
        clock.rename(|log| self.0.get(&log).copied()).unwrap_or_default()
    }
}
