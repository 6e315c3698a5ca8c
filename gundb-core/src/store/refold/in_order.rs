//! Rows that an event is late for are folded again, from the newest snapshot before it, in
//! canonical order.

use std::collections::HashSet;

use super::folder::Folder;
use super::late::Late;
use crate::clock::CanonicalKey;
use crate::error::Result;
use crate::fold::RowState;
use crate::sql::page::{After, Field, Page, Scope};
use crate::sql::{Direction, event};
use crate::store::backend::{Connection, Failure};
use crate::store::batch::{KnownEvent, known_event};
use crate::store::events::{EventPage, FIRST_EVENTS};

/// This many rows are folded again together at most.
const TOGETHER_ROWS_MAX: usize = 64;
/// Rows without a snapshot are folded again together, as long as their streams hold no more events
/// than this: the database sorts them.
const TOGETHER_EVENTS_MAX: u64 = 1_024;

/// How far the events of some streams are folded into their rows.
pub(in crate::store) struct Past {
    pub(in crate::store) streams: Vec<i64>,
    /// The last event that was folded.
    after: After,
    /// How many events were folded.
    pub(in crate::store) events: u64,
}

impl Past {
    /// Nothing of some streams is folded.
    pub(in crate::store) fn of(streams: Vec<i64>) -> Self {
        Self { streams, after: After::Nothing, events: 0 }
    }
}

impl Folder<'_> {
    /// Folds again what an event was late for, with the events up to a position.
    pub(in crate::store) async fn refold_late(
        &mut self,
        connection: &mut Connection,
        up_to: Option<i64>,
    ) -> Result<(), Failure> {
        for late in self.rows.take_late(self.view_index).chunks(TOGETHER_ROWS_MAX) {
            let (mut together, mut events) = (Vec::new(), 0);
            for row in self.begun(connection, late).await? {
                if row.snapshot.is_some() || row.events > TOGETHER_EVENTS_MAX {
                    self.refold(connection, vec![row], up_to).await?;
                    continue;
                }
                if events + row.events > TOGETHER_EVENTS_MAX {
                    self.refold(connection, std::mem::take(&mut together), up_to).await?;
                    events = 0;
                }
                events += row.events;
                together.push(row);
            }
            self.refold(connection, together, up_to).await?;
        }
        Ok(())
    }

    /// Folds rows again that are here: one from its snapshot, or some from their beginning.
    async fn refold(
        &mut self,
        connection: &mut Connection,
        late: Vec<Late>,
        up_to: Option<i64>,
    ) -> Result<(), Failure> {
        let mut past = Past::of(Vec::new());
        for row in late {
            past.streams.extend(row.streams);
            if let Some(snapshot) = &row.snapshot {
                past.after = After::Canonical(numbers(&snapshot.order));
            }
            let state = row.snapshot.map_or(RowState::Absent, RowState::Live);
            self.rows.begin_again(self.catalog, self.view_index, &row.key, state);
        }
        self.fold_on(connection, &mut past, up_to).await
    }

    /// Folds what follows of the streams of some rows, in canonical order, up to a position.
    pub(in crate::store) async fn fold_on(
        &mut self,
        connection: &mut Connection,
        past: &mut Past,
        up_to: Option<i64>,
    ) -> Result<(), Failure> {
        if past.streams.is_empty() {
            return Ok(());
        }
        let scope = Scope::Streams(past.streams.clone());
        let mut limit = FIRST_EVENTS;
        loop {
            let after = past.after;
            let page =
                Page { scope: &scope, after, offset: 0, direction: Direction::Ascending, limit };
            let page = EventPage::read(connection, &page, &self.refold_fields()).await?;
            self.know_origins(connection, &page).await?;
            self.refold_page(connection, &page, up_to).await?;
            past.events += page.len() as u64;
            if page.len() > 0 {
                past.after = page.after(&scope, &self.origins)?;
            }
            if (page.len() as u64) < limit {
                return Ok(());
            }
            limit = page.next_limit();
        }
    }

    async fn refold_page(
        &mut self,
        connection: &mut Connection,
        page: &EventPage,
        up_to: Option<i64>,
    ) -> Result<(), Failure> {
        let view = &self.catalog.views[self.view_index];
        if view.plan.may_skip() {
            let positions = (0..page.len()).map(|index| page.number(Field::Position, index));
            let positions = positions.collect::<Result<Vec<_>>>()?;
            self.rows.unskip(view.id, positions);
        }
        let mut changes = self.changes(page)?;
        if let Some(up_to) = up_to {
            let mut positions = Vec::with_capacity(changes.len());
            for (index, _) in &changes {
                positions.push(page.number(Field::Position, *index)?);
            }
            let mut positions = positions.into_iter();
            changes.retain(|_| positions.next().is_some_and(|position| position <= up_to));
        }
        let repeats =
            self.repeats(connection, page, |known, event| known.order < event.order).await?;
        self.fold(page, &changes, &repeats)
    }

    /// All that shows where an event stands.
    fn refold_fields(&self) -> Vec<Field> {
        let mut fields = self.fields.clone();
        let missing = [
            Field::Hlc,
            Field::Nonce,
            Field::Hash,
            Field::Id,
            Field::SchemaVersion,
            Field::Recorded,
        ];
        fields.extend(missing.into_iter().filter(|field| !self.fields.contains(field)));
        fields
    }

    /// Whether an event of a page may bring a fact that another brought: only one of another node
    /// can.
    pub(in crate::store) fn may_repeat(&self, page: &EventPage) -> bool {
        self.origins.len() > 1
            && (0..page.len()).any(|index| page.bytes(Field::Id, index).is_some())
    }

    /// Indexes of the events in a page that bring a fact which another event of their stream
    /// brought, and counts for both.
    pub(in crate::store) async fn repeats(
        &self,
        connection: &mut Connection,
        page: &EventPage,
        counts: fn(&KnownEvent, &KnownEvent) -> bool,
    ) -> Result<HashSet<usize>, Failure> {
        let mut repeats = HashSet::new();
        if !self.may_repeat(page) {
            return Ok(repeats);
        }
        let ids =
            (0..page.len()).filter_map(|index| page.bytes(Field::Id, index)).map(<[u8]>::to_vec);
        let ids: std::collections::BTreeSet<Vec<u8>> = ids.collect();
        let asked = event::by_id(connection.dialect(), ids.into_iter().collect());
        let mut known = std::collections::HashMap::new();
        for cells in connection.fetch_each(asked).await?.into_iter().flatten() {
            if let Some((key, event)) = known_event(cells)? {
                known.entry(key).or_insert_with(Vec::new).push(event);
            }
        }
        let mut repeating = HashSet::new();
        for events in known.values() {
            let others = |event: &KnownEvent| {
                events.iter().any(|other| other.is_fact_of(event) && counts(other, event))
            };
            repeating.extend(
                events
                    .iter()
                    .filter(|event| others(event))
                    .map(|event| event.position.cast_signed()),
            );
        }
        for index in 0..page.len() {
            if repeating.contains(&page.number(Field::Position, index)?) {
                repeats.insert(index);
            }
        }
        Ok(repeats)
    }
}

fn numbers(key: &CanonicalKey) -> [i64; 4] {
    [key.hlc, key.origin, key.nonce, key.sequence].map(u64::cast_signed)
}
