//! A view's rows as they are read and written.

use super::entry::Entry;
use crate::clock::CanonicalKey;
use crate::error::Result;
use crate::fold::{Conflict, Memory, Row, RowState, conflicts};
use crate::model::Value;
use crate::sql::view::{ConflictRow, RowId};
use crate::sql::view_table::TableRow;
use crate::sql::{Dialect, Statement, view, view_table};
use crate::store::backend::Cells;
use crate::store::catalog::RegisteredView;

/// What is to be written of views: beside their rows, in tables that they share.
#[derive(Default)]
pub(in crate::store) struct Writes {
    /// Of the view that comes next.
    saved: Vec<TableRow>,
    deleted: Vec<Vec<Value>>,
    /// Of views' own tables.
    statements: Vec<Statement>,
    remembered: Vec<(i64, Vec<u8>, String)>,
    forgotten: Vec<RowId>,
    listed: Vec<ConflictRow>,
    resolved: Vec<ConflictRow>,
}

impl Writes {
    /// Adds a row that changed, and notes in it what the database will have.
    pub(in crate::store) fn add(
        &mut self,
        registered: &RegisteredView,
        bytes: &[u8],
        entry: &mut Entry,
    ) {
        entry.changed = false;
        self.list(registered, bytes, entry);
        let memory = Memory::of(&entry.state);
        if memory != entry.remembered {
            match memory == Memory::default() {
                true => self.forgotten.push((registered.id, bytes.to_vec())),
                false => self.remembered.push((registered.id, bytes.to_vec(), memory.to_text())),
            }
            entry.remembered = memory;
        }
        match &entry.state {
            RowState::Live(row) => self.saved.push(row_to(row)),
            _ if entry.in_table => self.deleted.push(entry.key.clone()),
            _ => {}
        }
        entry.in_table = matches!(entry.state, RowState::Live(_));
    }

    /// Lists the conflicts that are new, and takes those off that are resolved.
    fn list(&mut self, registered: &RegisteredView, bytes: &[u8], entry: &mut Entry) {
        let conflicts = conflicts(&registered.plan, &entry.state);
        if conflicts == entry.listed {
            return;
        }
        let row = |(kind, column): &Conflict| ConflictRow {
            kind,
            view: registered.id,
            key: bytes.to_vec(),
            column: column.clone(),
            row_key: serde_json::Value::Array(entry.key.iter().map(Value::to_json).collect())
                .to_string(),
        };
        self.listed.extend(conflicts.difference(&entry.listed).map(row));
        self.resolved.extend(entry.listed.difference(&conflicts).map(row));
        entry.listed = conflicts;
    }

    /// Ends the rows of a view.
    pub(in crate::store) fn end_view(&mut self, dialect: Dialect, registered: &RegisteredView) {
        let (stored, saved) = (&registered.stored, std::mem::take(&mut self.saved));
        self.statements.extend(view_table::save(dialect, stored, saved));
        self.statements.extend(view_table::delete(
            dialect,
            stored,
            &std::mem::take(&mut self.deleted),
        ));
    }

    pub(in crate::store) fn into_statements(self, dialect: Dialect) -> Vec<Statement> {
        let mut statements = self.statements;
        statements.extend(view::remember(dialect, self.remembered));
        statements.extend(view::forget(dialect, self.forgotten));
        statements.extend(view::list_conflicts(dialect, self.listed));
        statements.extend(view::resolve_conflicts(dialect, self.resolved));
        statements
    }
}

/// A row from the columns that statements about view tables return.
pub(in crate::store) fn row_from(mut cells: Cells, view: &RegisteredView) -> Result<Row> {
    let columns = &view.plan.description.columns;
    let values = columns.iter().map(|column| cells.value(column)).collect::<Result<_>>()?;
    let version = cells.number()?;
    let clock = cells.text()?.parse()?;
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
