//! View rows that a batch touches: read once, folded in memory, written once.

use std::collections::{BTreeMap, HashMap};

use crate::clock::{CanonicalKey, VectorClock};
use crate::error::{Error, Result};
use crate::fold::{Change, Memory, Place, Row, RowState, key_bytes};
use crate::model::{Origin, Value};
use crate::sql::view::ConflictRow;
use crate::sql::view_table::TableRow;
use crate::sql::{in_chunks, in_set, view, view_table};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::catalog::{Catalog, RegisteredView};

/// A view's place in the catalog, and the canonical bytes of a key.
pub(super) type RowKey = (usize, Vec<u8>);

/// View rows by key. What is not here was not touched.
#[derive(Default)]
pub(in crate::store) struct Rows {
    entries: BTreeMap<RowKey, Entry>,
    conflicts: Vec<ConflictRow>,
    /// Events that a view could not take: view, position, reason.
    skipped: Vec<(i64, i64, String)>,
}

struct Entry {
    key: Vec<Value>,
    state: RowState,
    /// What the database remembers already.
    remembered: Memory,
    /// Whether the table has a row for it.
    in_table: bool,
    changed: bool,
}

impl Rows {
    /// The state of a row that was loaded.
    pub(super) fn state(&self, row: &RowKey) -> Option<&RowState> {
        self.entries.get(row).map(|entry| &entry.state)
    }

    /// Lets the row of a key begin again from nothing.
    pub(in crate::store) async fn restart(
        &mut self,
        connection: &mut Connection,
        catalog: &Catalog,
        place: usize,
        key: Vec<Value>,
    ) -> Result<(), Failure> {
        let bytes = key_bytes(&key);
        let keys = BTreeMap::from([(bytes.clone(), key)]);
        self.load_view(connection, &catalog.views[place], place, keys).await?;
        if let Some(entry) = self.entries.get_mut(&(place, bytes)) {
            entry.state = RowState::Absent;
            entry.changed = true;
        }
        Ok(())
    }

    /// Reads the rows of some changes that are not here yet.
    pub(in crate::store) async fn load<'a>(
        &mut self,
        connection: &mut Connection,
        catalog: &Catalog,
        changes: impl Iterator<Item = &'a (usize, Change)>,
    ) -> Result<(), Failure> {
        let mut missing: BTreeMap<usize, BTreeMap<Vec<u8>, Vec<Value>>> = BTreeMap::new();
        for (place, change) in changes {
            let bytes = key_bytes(&change.key);
            if !self.entries.contains_key(&(*place, bytes.clone())) {
                missing.entry(*place).or_default().insert(bytes, change.key.clone());
            }
        }
        for (place, keys) in missing {
            self.load_view(connection, &catalog.views[place], place, keys).await?;
        }
        Ok(())
    }

    async fn load_view(
        &mut self,
        connection: &mut Connection,
        registered: &RegisteredView,
        place: usize,
        keys: BTreeMap<Vec<u8>, Vec<Value>>,
    ) -> Result<(), Failure> {
        let dialect = connection.dialect();
        let plan = &registered.plan;
        let (bytes, values): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
        let mut remembered = HashMap::new();
        if plan.remembers() {
            for chunk in in_set(&bytes) {
                for mut cells in connection.fetch(view::memories(dialect, registered.id, &chunk)).await? {
                    remembered.insert(cells.bytes()?, Memory::from_text(&cells.text()?)?);
                }
            }
        }
        for (bytes, key) in bytes.iter().zip(&values) {
            let remembered = remembered.remove(bytes).unwrap_or_default();
            let state = if remembered.deleted { RowState::Deleted } else { RowState::Absent };
            let entry = Entry { key: key.clone(), state, remembered, in_table: false, changed: false };
            self.entries.insert((place, bytes.clone()), entry);
        }
        for chunk in in_set(&values) {
            for cells in connection.fetch(view_table::by_keys(dialect, &registered.stored, &chunk)).await? {
                let mut row = row_from(cells, registered)?;
                let key: Vec<Value> = plan.key.iter().map(|index| row.cells[*index].clone()).collect();
                if let Some(entry) = self.entries.get_mut(&(place, key_bytes(&key))) {
                    row.kept = entry.remembered.kept.clone();
                    entry.in_table = true;
                    entry.state = RowState::Live(row);
                }
            }
        }
        Ok(())
    }

    /// Notes an event that a view can't take.
    pub(in crate::store) fn skip(&mut self, view: i64, position: i64, reason: String) {
        self.skipped.push((view, position, reason));
    }

    /// Folds one change in; the row must have been loaded.
    pub(in crate::store) fn fold(
        &mut self,
        catalog: &Catalog,
        view: usize,
        change: &Change,
        place: &Place,
        position: i64,
    ) {
        let registered = &catalog.views[view];
        let bytes = key_bytes(&change.key);
        let Some(entry) = self.entries.get_mut(&(view, bytes.clone())) else { return };
        let before = matches!(entry.state, RowState::Deleted);
        let applied = change.apply(&registered.plan, &mut entry.state, place);
        entry.changed |= !(before && matches!(entry.state, RowState::Deleted));
        self.skipped.extend(applied.skipped.map(|reason| (registered.id, position, reason)));
        self.conflicts.extend(applied.wrapped.into_iter().map(|column| ConflictRow {
            kind: "wrapped",
            view: registered.id,
            key: bytes.clone(),
            column: registered.plan.column(column).name.clone(),
            position,
        }));
    }

    /// Writes what changed, and forgets all.
    pub(in crate::store) async fn persist(
        &mut self,
        connection: &mut Connection,
        catalog: &Catalog,
    ) -> Result<(), Failure> {
        let dialect = connection.dialect();
        let mut live: BTreeMap<usize, Vec<TableRow>> = BTreeMap::new();
        let mut memories = Vec::new();
        for ((view, bytes), entry) in std::mem::take(&mut self.entries) {
            if !entry.changed {
                continue;
            }
            let registered = &catalog.views[view];
            let memory = Memory::of(&entry.state);
            if memory != entry.remembered && memory == Memory::default() {
                connection.execute(view::forget(dialect, registered.id, bytes)).await?;
            } else if memory != entry.remembered {
                memories.push((registered.id, bytes, memory.to_text()));
            }
            match entry.state {
                RowState::Live(row) => live.entry(view).or_default().push(row_to(row)),
                RowState::Deleted | RowState::Absent if entry.in_table => {
                    connection.execute(view_table::delete(dialect, &registered.stored, &entry.key)).await?;
                }
                RowState::Deleted | RowState::Absent => {}
            }
        }
        for (view, rows) in live {
            let description = &catalog.views[view].stored;
            connection
                .execute_all(in_chunks(&rows, |chunk| view_table::save(dialect, description, chunk)))
                .await?;
        }
        connection.execute_all(in_chunks(&memories, |chunk| view::remember(dialect, chunk))).await?;
        let conflicts = std::mem::take(&mut self.conflicts);
        connection.execute_all(in_chunks(&conflicts, |chunk| view::list_conflicts(dialect, chunk))).await?;
        let skipped = std::mem::take(&mut self.skipped);
        connection.execute_all(in_chunks(&skipped, |chunk| view::skip(dialect, chunk))).await
    }
}

/// A row from the columns that statements about view tables return.
pub(in crate::store) fn row_from(mut cells: Cells, view: &RegisteredView) -> Result<Row> {
    let columns = &view.plan.description.columns;
    let values = columns.iter().map(|column| cells.value(column)).collect::<Result<_>>()?;
    let version = cells.number()?;
    let clock = clock_from_text(&cells.text()?)?;
    let order = CanonicalKey::from_bytes(&cells.bytes()?)?;
    Ok(Row { cells: values, version, clock, order, kept: Default::default() })
}

fn row_to(row: Row) -> TableRow {
    TableRow {
        version: row.version.cast_signed(),
        clock: row.clock.to_string(),
        order: row.order.to_bytes().to_vec(),
        cells: row.cells,
    }
}

/// A clock by origin, as rows carry it.
fn clock_from_text(text: &str) -> Result<VectorClock<Origin>> {
    let entries: BTreeMap<String, u64> = serde_json::from_str(text)
        .map_err(|error| Error::corrupt(format!("a row's clock `{text}`: {error}")))?;
    let entry = |(origin, sequence): (String, u64)| {
        let number = origin.parse().map_err(|_| Error::corrupt(format!("`{origin}` is no origin")))?;
        Ok((Origin::new(number)?, sequence))
    };
    entries.into_iter().map(entry).collect()
}
