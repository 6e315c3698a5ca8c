//! Rows that an event is late for are folded again, from the newest snapshot before it, in canonical order.

use std::collections::HashSet;

use super::page::Folder;
use crate::clock::CanonicalKey;
use crate::error::Result;
use crate::fold::{Row, RowState, thaw};
use crate::model::Value;
use crate::sql::page::{Behind, Field, Page, Scope};
use crate::sql::{Direction, event, stream, view as sql};
use crate::store::backend::{Connection, Failure};
use crate::store::event_page::{EventPage, FIRST_EVENTS};
use crate::store::write::{KnownEvent, known_event};

impl Folder<'_> {
    /// Folds again what an event was late for, with the events up to a position.
    pub(in crate::store) async fn refold_late(
        &mut self,
        connection: &mut Connection,
        up_to: Option<i64>,
    ) -> Result<(), Failure> {
        for (key, late) in self.rows.take_late(self.place) {
            self.refold(connection, &key, &late, up_to).await?;
        }
        Ok(())
    }

    /// Folds a row again from its beginning.
    pub(super) async fn restart(
        &mut self,
        connection: &mut Connection,
        key: Vec<Value>,
    ) -> Result<(), Failure> {
        let key = self.rows.begin(connection, self.catalog, self.place, key).await?;
        self.refold(connection, &key, &CanonicalKey::FIRST, None).await
    }

    /// Folds a row again from its last state before a place; the row is here.
    async fn refold(
        &mut self,
        connection: &mut Connection,
        key: &[u8],
        late: &CanonicalKey,
        up_to: Option<i64>,
    ) -> Result<(), Failure> {
        let view = self.catalog.views[self.place].id;
        let Some(Value::Text(stream_key)) = self.rows.first_cell(self.place, key) else { return Ok(()) };
        let scope = Scope::Streams(self.streams_of(connection, &stream_key).await?);
        let snapshot = self.snapshot(connection, key, late).await?;
        let dropped = sql::drop_snapshots(connection.dialect(), view, key.to_vec(), late.to_bytes().to_vec());
        connection.execute(dropped).await?;
        let mut behind = match &snapshot {
            Some(row) => Behind::Canonical(numbers(&row.order)),
            None => Behind::Nothing,
        };
        let state = snapshot.map_or(RowState::Absent, RowState::Live);
        self.rows.begin_again(self.catalog, self.place, key, state);
        let mut limit = FIRST_EVENTS;
        loop {
            let page = Page { scope: &scope, behind, offset: 0, direction: Direction::Ascending, limit };
            let page = EventPage::read(connection, &page, &self.refold_fields()).await?;
            self.know_origins(connection, &page).await?;
            self.refold_page(connection, &page, up_to).await?;
            if (page.len() as u64) < limit {
                return Ok(());
            }
            behind = page.behind(&scope, &self.origins)?;
            limit = page.next_limit();
        }
    }

    async fn refold_page(
        &mut self,
        connection: &mut Connection,
        page: &EventPage,
        up_to: Option<i64>,
    ) -> Result<(), Failure> {
        let view = &self.catalog.views[self.place];
        if view.plan.description.needs_code() {
            let positions = (0..page.len()).map(|place| page.number(Field::Position, place));
            let positions = positions.collect::<Result<Vec<_>>>()?;
            self.rows.unskip(view.id, &positions);
            connection.execute_all(sql::unskip_at(connection.dialect(), view.id, positions)).await?;
        }
        let mut changes = self.changes(page)?;
        if let Some(up_to) = up_to {
            let mut positions = Vec::with_capacity(changes.len());
            for (place, _) in &changes {
                positions.push(page.number(Field::Position, *place)?);
            }
            let mut positions = positions.into_iter();
            changes.retain(|_| positions.next().is_some_and(|position| position <= up_to));
        }
        let repeats = self.repeats(connection, page, |known, event| known.order < event.order).await?;
        self.fold(page, &changes, &repeats)
    }

    /// All that tells where an event stands.
    fn refold_fields(&self) -> Vec<Field> {
        let mut fields = self.fields.clone();
        let missing =
            [Field::Hlc, Field::Nonce, Field::Hash, Field::Id, Field::SchemaVersion, Field::Recorded];
        fields.extend(missing.into_iter().filter(|field| !self.fields.contains(field)));
        fields
    }

    /// The newest snapshot of a row before a place. One that can't be read is as good as none.
    async fn snapshot(
        &self,
        connection: &mut Connection,
        key: &[u8],
        late: &CanonicalKey,
    ) -> Result<Option<Row>, Failure> {
        let view = &self.catalog.views[self.place];
        let before =
            sql::snapshot_before(connection.dialect(), view.id, key.to_vec(), late.to_bytes().to_vec());
        let found = connection.fetch(before).await?.into_iter().next();
        let text = found.map(|mut cells| cells.text()).transpose()?;
        Ok(text.and_then(|text| thaw(&text, &view.plan.description.columns).ok()))
    }

    /// The streams whose events make the row of a key: one of each stream type that the view folds.
    async fn streams_of(&self, connection: &mut Connection, key: &str) -> Result<Vec<i64>, Failure> {
        let types = self.events().iter().filter_map(|event| self.catalog.event_types.get(event));
        let types: std::collections::BTreeSet<i64> =
            types.filter_map(|event| self.catalog.stream_types.get(&event.stream_type).copied()).collect();
        let rows = connection.fetch(stream::of_key(connection.dialect(), key, types)).await?;
        Ok(rows.into_iter().map(|mut cells| cells.int()).collect::<Result<_>>()?)
    }

    /// Whether an event of a page may bring a fact that another brought: only one of another node can.
    pub(super) fn may_repeat(&self, page: &EventPage) -> bool {
        self.origins.len() > 1 && (0..page.len()).any(|place| page.bytes(Field::Id, place).is_some())
    }

    /// Places of the events in a page that bring a fact which another event of their stream brought, and counts for both.
    pub(super) async fn repeats(
        &self,
        connection: &mut Connection,
        page: &EventPage,
        counts: fn(&KnownEvent, &KnownEvent) -> bool,
    ) -> Result<HashSet<usize>, Failure> {
        let mut repeats = HashSet::new();
        if !self.may_repeat(page) {
            return Ok(repeats);
        }
        let ids = (0..page.len()).filter_map(|place| page.bytes(Field::Id, place)).map(<[u8]>::to_vec);
        let ids: std::collections::BTreeSet<Vec<u8>> = ids.collect();
        let asked = event::by_id(connection.dialect(), ids.into_iter().collect());
        let mut known = std::collections::HashMap::new();
        for cells in connection.fetch_each(asked).await?.into_iter().flatten() {
            let (key, event) = known_event(cells)?;
            known.entry(key).or_insert_with(Vec::new).push(event);
        }
        let mut repeating = HashSet::new();
        for events in known.values() {
            let others = |event: &KnownEvent| {
                events.iter().any(|other| other.is_fact_of(event) && counts(other, event))
            };
            repeating.extend(
                events.iter().filter(|event| others(event)).map(|event| event.position.cast_signed()),
            );
        }
        for place in 0..page.len() {
            if repeating.contains(&page.number(Field::Position, place)?) {
                repeats.insert(place);
            }
        }
        Ok(repeats)
    }
}

fn numbers(key: &CanonicalKey) -> [i64; 4] {
    [key.hlc, key.origin, key.nonce, key.sequence].map(u64::cast_signed)
}
