//! Folds pages of stored events into a view.

use futures_util::future;

use crate::error::Result;
use crate::fold::{Change, Place};
use crate::model::Value;
use crate::sql::Direction;
use crate::sql::page::{Behind, Field, Page, Scope};
use crate::store::backend::{Connection, Failure};
use crate::store::catalog::Catalog;
use crate::store::event_page::{EventPage, FIRST_EVENTS, Names, Origins};
use crate::store::handle::Shared;
use crate::store::recorded::Recorded;
use crate::store::write::Rows;

/// Events of a page at most.
const PAGE_EVENTS_MAX: u64 = 2_000;
/// A chunk ends with the page that brings it to so many rows: they are held in memory, and written while others wait.
const CHUNK_ROWS_MAX: usize = 4_000;
/// What a fold needs of events.
const FIELDS: &[Field] = &[
    Field::Position,
    Field::Key,
    Field::Type,
    Field::Log,
    Field::Sequence,
    Field::Hlc,
    Field::Nonce,
    Field::Recorded,
    Field::Hash,
    Field::Payload,
    Field::Clock,
];

/// Folds events of a view in the order of their positions, which is canonical order while a store only numbers its own.
pub(super) struct Folder<'a> {
    shared: &'a Shared,
    catalog: &'a Catalog,
    /// The view's place in the catalog.
    place: usize,
    /// Its events among all others.
    scope: Scope,
    rows: Rows,
    /// Events of the next page.
    limit: u64,
}

/// What a page of events does to the view: each event's place in the page; or the position of one that the view can't
/// take, and why.
struct Changes {
    changes: Vec<(usize, (usize, Change))>,
    skipped: Vec<(i64, String)>,
}

impl<'a> Folder<'a> {
    /// A folder for the view of an id; `None` where the catalog has none.
    pub(super) fn begin(shared: &'a Shared, catalog: &'a Catalog, view: i64) -> Option<Self> {
        let place = catalog.views.iter().position(|registered| registered.id == view)?;
        let events = &catalog.views[place].plan.description.events;
        let types = events.iter().filter_map(|event| catalog.event_types.get(event)).map(|found| found.id);
        let types: Vec<i64> = types.collect();
        let all = types.len() == catalog.event_types.len();
        let scope = if all { Scope::Events } else { Scope::Types(types) };
        Some(Self { shared, catalog, place, scope, rows: Rows::default(), limit: FIRST_EVENTS })
    }

    /// The event types that the view folds.
    pub(super) fn events(&self) -> &[String] {
        &self.catalog.views[self.place].plan.description.events
    }

    /// Folds a chunk behind a position, of at most `limit` events; the position of the last one, if there may be more.
    /// While one page is folded, the database reads the next.
    pub(super) async fn chunk(
        &mut self,
        connection: &mut Connection,
        behind: i64,
        limit: u64,
    ) -> Result<Option<i64>, Failure> {
        let mut left = limit;
        let mut wanted = self.limit.min(left);
        let mut page = self.read(connection, behind, wanted).await?;
        loop {
            let names = self.names_of(connection, &page).await?;
            let full = page.len() as u64 == wanted;
            let last = match page.len().checked_sub(1) {
                Some(last) => page.number(Field::Position, last)?,
                None => return Ok(None),
            };
            left -= wanted.min(left);
            self.limit = page.next_limit().min(PAGE_EVENTS_MAX);
            let more = full && left > 0 && self.rows.len() < CHUNK_ROWS_MAX;
            wanted = self.limit.min(left);
            let changes = async { self.changes(&page, &names) };
            let (next, changes) = if more {
                let (next, changes) = future::join(self.read(connection, last, wanted), changes).await;
                (Some(next?), changes?)
            } else {
                (None, changes.await?)
            };
            self.fold(connection, &page, &names.origins, changes).await?;
            match next {
                Some(next) => page = next,
                None => return Ok(full.then_some(last)),
            }
        }
    }

    /// By the folder's own catalog: what that does not know, the view does not fold.
    async fn names_of(&self, connection: &mut Connection, page: &EventPage) -> Result<Names, Failure> {
        Ok(Names::new(self.catalog, self.shared.origins_of(connection, page).await?))
    }

    async fn read(&self, connection: &mut Connection, behind: i64, limit: u64) -> Result<EventPage, Failure> {
        let behind = Behind::Position(behind);
        let page = Page { scope: &self.scope, behind, offset: 0, direction: Direction::Ascending, limit };
        EventPage::read(connection, &page, FIELDS).await
    }

    /// Folds all events of some streams together, in canonical order.
    pub(super) async fn streams(
        &mut self,
        connection: &mut Connection,
        streams: Vec<i64>,
        limit: u64,
    ) -> Result<(), Failure> {
        let (scope, mut behind) = (Scope::Streams(streams), Behind::Nothing);
        loop {
            let page = Page { scope: &scope, behind, offset: 0, direction: Direction::Ascending, limit };
            let page = EventPage::read(connection, &page, FIELDS).await?;
            let names = self.names_of(connection, &page).await?;
            let changes = self.changes(&page, &names)?;
            self.fold(connection, &page, &names.origins, changes).await?;
            if (page.len() as u64) < limit {
                return Ok(());
            }
            behind = page.behind(&scope, &names.origins)?;
        }
    }

    fn changes(&self, page: &EventPage, names: &Names) -> Result<Changes> {
        let plan = &self.catalog.views[self.place].plan;
        let (mut changes, mut skipped) = (Vec::with_capacity(page.len()), Vec::new());
        for place in 0..page.len() {
            let Some(event_type) = names.event_type(page, place) else { continue };
            let stream_key = page.text(Field::Key, place)?.unwrap_or_default();
            let payload = page.text(Field::Payload, place)?.unwrap_or_default();
            match plan.change_of(stream_key, event_type, payload) {
                Ok(Some(change)) => changes.push((place, (self.place, change))),
                Ok(None) => {}
                Err(problem) => skipped.push((page.number(Field::Position, place)?, problem.to_string())),
            }
        }
        Ok(Changes { changes, skipped })
    }

    /// Folds changes into rows in memory; events that the view can't take are noted.
    async fn fold(
        &mut self,
        connection: &mut Connection,
        page: &EventPage,
        origins: &Origins,
        changes: Changes,
    ) -> Result<(), Failure> {
        let view = self.catalog.views[self.place].id;
        for (position, reason) in changes.skipped {
            self.rows.skip(view, position, reason);
        }
        self.rows.load(connection, self.catalog, changes.changes.iter().map(|(_, change)| change)).await?;
        for (index, (_, change)) in &changes.changes {
            let place = Place {
                order: page.canonical_key(*index, origins)?,
                clock: origins.name(&page.clock(*index)?),
                recorded_us: page.number(Field::Recorded, *index)?,
            };
            let position = page.number(Field::Position, *index)?;
            self.rows.fold(self.catalog, self.place, change, &place, position);
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

/// Where a stored event stands.
pub(in crate::store) fn place_of(event: &Recorded, origins: &Origins) -> Place {
    Place {
        order: event.canonical_key(),
        clock: origins.name(&event.clock),
        recorded_us: event.record.recorded_us,
    }
}
