//! A view's rows as they are read and written.

use std::collections::BTreeMap;

use super::rows::Entry;
use crate::clock::{CanonicalKey, VectorClock};
use crate::error::{Error, Result};
use crate::fold::{Memory, Row, RowState};
use crate::model::{Origin, Value};
use crate::sql::view_table::TableRow;
use crate::sql::{Dialect, Statement, view, view_table};
use crate::store::backend::Cells;
use crate::store::catalog::RegisteredView;

/// What is to be written of one view.
#[derive(Default)]
pub(super) struct Writes {
    saved: Vec<TableRow>,
    deleted: Vec<Vec<Value>>,
    remembered: Vec<(Vec<u8>, String)>,
    forgotten: Vec<Vec<u8>>,
}

impl Writes {
    /// Adds a row that changed, and notes in it what the database will have.
    pub(super) fn add(&mut self, bytes: &[u8], entry: &mut Entry) {
        entry.changed = false;
        let memory = Memory::of(&entry.state);
        if memory != entry.remembered {
            match memory == Memory::default() {
                true => self.forgotten.push(bytes.to_vec()),
                false => self.remembered.push((bytes.to_vec(), memory.to_text())),
            }
            entry.remembered = memory;
        }
        match &entry.state {
            RowState::Live(row) => self.saved.push(row_to(row)),
            RowState::Deleted | RowState::Absent if entry.in_table => self.deleted.push(entry.key.clone()),
            RowState::Deleted | RowState::Absent => {}
        }
        entry.in_table = matches!(entry.state, RowState::Live(_));
    }

    pub(super) fn statements(self, dialect: Dialect, registered: &RegisteredView) -> Vec<Statement> {
        let (id, stored) = (registered.id, &registered.stored);
        let remembered = self.remembered.into_iter().map(|(key, state)| (id, key, state)).collect();
        let mut statements = view_table::save(dialect, stored, self.saved);
        statements.extend(view_table::delete(dialect, stored, &self.deleted));
        statements.extend(view::remember(dialect, remembered));
        statements.extend(view::forget(dialect, id, self.forgotten));
        statements
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

fn row_to(row: &Row) -> TableRow {
    TableRow {
        version: row.version.cast_signed(),
        clock: row.clock.to_string(),
        order: row.order.to_bytes().to_vec(),
        cells: row.cells.clone(),
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
