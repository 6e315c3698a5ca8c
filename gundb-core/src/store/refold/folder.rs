//! Folds pages of stored events into a view.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::future;

use crate::clock::CanonicalKey;
use crate::error::Result;
use crate::fold::{Change, EventContext};
use crate::sql::page::{After, Field, Page, Scope};
use crate::sql::{Dialect, Direction, event};
use crate::store::backend::{Connection, Failure};
use crate::store::catalog::Catalog;
use crate::store::events::{EventPage, FIRST_EVENTS, Names, Origins, hash_from};
use crate::store::rows::{Question, Rows};

/// A chunk ends with the page that brings it to this many rows: they are held in memory, and
/// written while others wait.
const CHUNK_ROWS_MAX: usize = 4_000;
/// What every fold needs of events.
const FIELDS: [Field; 7] = [
    Field::Position,
    Field::Key,
    Field::Type,
    Field::Log,
    Field::Sequence,
    Field::Payload,
    Field::Clock,
];

/// Folds events of a view in the order of their positions, which is canonical order while a store
/// only numbers its own. Where it also holds those of others, rows that an event is late for are
/// folded again, each in canonical order.
pub(in crate::store) struct Folder<'a> {
    pub(in crate::store) catalog: &'a Catalog,
    /// The view's index in the catalog.
    pub(in crate::store) view_index: usize,
    /// Its events among all others.
    scope: Scope,
    /// Ids of the event types that it folds.
    types: HashSet<i64>,
    /// What it needs of events.
    pub(in crate::store) fields: Vec<Field>,
    /// Whether what an event does depends on where it stands in canonical order.
    needs_context: bool,
    pub(in crate::store) origins: Arc<Origins>,
    pub(in crate::store) rows: Rows,
    /// Events of the next page.
    limit: u64,
    /// Position of the last event that was folded.
    last: i64,
}

/// What shows where an event stands, and whether it brings a fact that another brought.
const ORDER_FIELDS: [Field; 5] =
    [Field::Hlc, Field::Nonce, Field::Hash, Field::Id, Field::SchemaVersion];

/// An event's index in its page, and what it does: to the view of an index in the catalog.
pub(in crate::store) type PlacedChange = (usize, (usize, Change));

/// How far a page came without the database.
enum Begun {
    Folded,
    /// Rows have to be read first.
    Asking(Vec<PlacedChange>, Vec<Question>),
}

impl<'a> Folder<'a> {
    /// A folder for the view of an id; `None` where the catalog has none.
    pub(in crate::store) async fn begin(
        connection: &mut Connection,
        catalog: &'a Catalog,
        view: i64,
    ) -> Result<Option<Self>, Failure> {
        let origins = Arc::new(Origins::load(connection).await?);
        Ok(Self::of(catalog, view, origins))
    }

    /// The same, where it is known who writes the logs.
    pub(in crate::store) fn of(
        catalog: &'a Catalog,
        view: i64,
        origins: Arc<Origins>,
    ) -> Option<Self> {
        let view_index = catalog.views.iter().position(|registered| registered.id == view)?;
        let events = &catalog.views[view_index].plan.description.events;
        let types =
            events.iter().filter_map(|event| catalog.event_types.get(event)).map(|found| found.id);
        let types: HashSet<i64> = types.collect();
        let all = types.len() == catalog.event_names.len();
        let mut listed: Vec<i64> = types.iter().copied().collect();
        listed.sort_unstable();
        let scope = if all { Scope::Events } else { Scope::Types(listed) };
        let plan = &catalog.views[view_index].plan;
        let (needs_context, mut fields) =
            (plan.needs_context() || origins.len() > 1, FIELDS.to_vec());
        if needs_context {
            fields.extend(ORDER_FIELDS);
        }
        if needs_context || plan.keeps_times() {
            fields.push(Field::Recorded);
        }
        let (rows, limit, last) = (Rows::default(), FIRST_EVENTS, 0);
        Some(Self {
            catalog,
            view_index,
            scope,
            types,
            fields,
            needs_context,
            origins,
            rows,
            limit,
            last,
        })
    }

    /// Reads again who writes the logs, where a page has one that began since. What a transaction
    /// sees may never be committed: the process's own knowledge is left as it is.
    pub(in crate::store) async fn know_origins(
        &mut self,
        connection: &mut Connection,
        page: &EventPage,
    ) -> Result<(), Failure> {
        match page.is_known_to(&self.origins) {
            true => Ok(()),
            false => Origins::grow(&mut self.origins, connection).await,
        }
    }

    /// The event types that the view folds.
    pub(in crate::store) fn events(&self) -> &[String] {
        &self.catalog.views[self.view_index].plan.description.events
    }

    /// Folds a chunk after a position, of at most `limit` events; the position of the last one, if
    /// there may be more. While one page is folded, the database reads the next.
    pub(in crate::store) async fn chunk(
        &mut self,
        connection: &mut Connection,
        after: i64,
        limit: u64,
    ) -> Result<Option<i64>, Failure> {
        let (mut left, scope, fields) = (limit, self.scope.clone(), self.fields.clone());
        let mut wanted = self.limit.min(left);
        let mut page = read(connection, &scope, &fields, after, wanted).await?;
        loop {
            self.know_origins(connection, &page).await?;
            if self.origins.len() > 1 && !self.needs_context {
                return Err(newer_log());
            }
            let full = page.len() as u64 == wanted;
            let last = match page.len().checked_sub(1) {
                Some(last) => page.number(Field::Position, last)?,
                None => return Ok(None),
            };
            left -= wanted.min(left);
            self.limit = page.next_limit();
            let more = full && left > 0 && self.rows.len() < CHUNK_ROWS_MAX;
            wanted = self.limit.min(left);
            let dialect = connection.dialect();
            let begun = async { self.begin_page(dialect, &page) };
            let (next, begun) = if more {
                let (next, begun) =
                    future::join(read(connection, &scope, &fields, last, wanted), begun).await;
                (Some(next?), begun?)
            } else {
                (None, begun.await?)
            };
            self.end_page(connection, &page, begun).await?;
            self.last = last;
            match next {
                Some(next) => page = next,
                None => return Ok(full.then_some(last)),
            }
        }
    }

    /// What a page does to the view. Where all its rows are here, it is folded at once.
    fn begin_page(&mut self, dialect: Dialect, page: &EventPage) -> Result<Begun, Failure> {
        let changes = self.changes(page)?;
        let of_rows = changes.iter().map(|(_, change)| change);
        let questions = self.rows.questions(dialect, self.catalog, of_rows, |_, _| None);
        if !questions.is_empty() || self.may_repeat(page) {
            return Ok(Begun::Asking(changes, questions));
        }
        self.fold(page, &changes, &HashSet::new())?;
        Ok(Begun::Folded)
    }

    async fn end_page(
        &mut self,
        connection: &mut Connection,
        page: &EventPage,
        begun: Begun,
    ) -> Result<(), Failure> {
        if let Begun::Asking(changes, questions) = begun {
            self.rows.ask(connection, self.catalog, questions).await?;
            let repeats = self
                .repeats(connection, page, |known, event| known.position < event.position)
                .await?;
            self.fold(page, &changes, &repeats)?;
        }
        Ok(())
    }

    /// What the events of a page do to the view; what it can't take is noted.
    pub(in crate::store) fn changes(&mut self, page: &EventPage) -> Result<Vec<PlacedChange>> {
        // By the folder's own catalog: what that does not know, the view does not fold.
        let names = Names::new(self.catalog, Arc::clone(&self.origins));
        let registered = &self.catalog.views[self.view_index];
        let mut changes = Vec::with_capacity(page.len());
        for index in 0..page.len() {
            let Some(event_type) = names.event_type(page, index) else { continue };
            // Another stream type may have an event type of the same name: it means nothing to the
            // view.
            if !page.opt_number(Field::Type, index).is_some_and(|id| self.types.contains(&id)) {
                continue;
            }
            let stream_key = page.text(Field::Key, index)?.unwrap_or_default();
            let payload = page.text(Field::Payload, index)?.unwrap_or_default();
            match registered.plan.change_of(stream_key, event_type, payload) {
                Ok(Some(change)) => changes.push((index, (self.view_index, change))),
                Ok(None) => {}
                Err(problem) => {
                    let position = page.number(Field::Position, index)?;
                    self.rows.skip(registered.id, position, problem.to_string());
                }
            }
        }
        Ok(changes)
    }

    /// Folds changes into rows in memory, which are there.
    pub(in crate::store) fn fold(
        &mut self,
        page: &EventPage,
        changes: &[PlacedChange],
        repeats: &HashSet<usize>,
    ) -> Result<(), Failure> {
        for (index, (_, change)) in changes {
            let order = match self.needs_context {
                true => page.canonical_key(*index, &self.origins)?,
                // That of the last one of each row is looked up when the row is written.
                false => CanonicalKey {
                    origin: self.origins.of(page.number(Field::Log, *index)?)?.number(),
                    sequence: page.unsigned(Field::Sequence, *index)?,
                    ..CanonicalKey::LAST
                },
            };
            let context = EventContext {
                order,
                clock: self.origins.try_name(&page.clock(*index)?).ok_or_else(newer_log)?,
                recorded_us: page.opt_number(Field::Recorded, *index).unwrap_or_default(),
                repeats: repeats.contains(index),
            };
            let position = page.number(Field::Position, *index)?;
            self.rows.fold(self.catalog, self.view_index, change, &context, position);
        }
        Ok(())
    }

    /// Writes the rows that changed, those that an event was late for as well, and what could not
    /// be taken.
    pub(in crate::store) async fn persist(
        &mut self,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        if !self.needs_context {
            self.look_up_orders(connection).await?;
        }
        self.refold_late(connection, Some(self.last)).await?;
        self.rows.persist(connection, self.catalog).await
    }

    /// Looks up where the last events of the rows that changed stand in canonical order.
    async fn look_up_orders(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        let statements = event::canonical_orders(connection.dialect(), self.rows.last_positions());
        let mut orders = HashMap::new();
        for mut cells in connection.fetch_each(statements).await?.into_iter().flatten() {
            let position = cells.int()?;
            let origin = self.origins.of(cells.int()?)?.number();
            let (sequence, hlc, nonce) = (cells.number()?, cells.number()?, cells.number()?);
            let hash = hash_from(&cells.bytes()?)?;
            orders.insert(position, CanonicalKey { hlc, origin, nonce, sequence, hash });
        }
        self.rows.set_orders(&orders);
        Ok(())
    }
}

/// Events of a log came that was not there when the folder began.
fn newer_log() -> Failure {
    Failure::again("the first events of another node came in the middle of a chunk")
}

async fn read(
    connection: &mut Connection,
    scope: &Scope,
    fields: &[Field],
    after: i64,
    limit: u64,
) -> Result<EventPage, Failure> {
    let after = After::Position(after);
    let page = Page { scope, after, offset: 0, direction: Direction::Ascending, limit };
    EventPage::read(connection, &page, fields).await
}
