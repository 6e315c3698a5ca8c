//! Rows as text: what a snapshot keeps of one, or `gundb_fold` of one that is hidden.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::event_context::EventContext;
use super::kept::Kept;
use super::row::Row;
use crate::clock::{CanonicalKey, VectorClock};
use crate::error::{Error, Result};
use crate::model::{ColumnDescription, Origin, Value};

/// A row as text has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Frozen {
    /// `null` for NULL, else a list of the cell as an event would carry it: JSON has a null of its
    /// own.
    cells: Vec<Option<[Json; 1]>>,
    version: u64,
    clock: VectorClock<Origin>,
    order: CanonicalKey,
    kept: Kept,
}

impl Frozen {
    pub(super) fn of(row: &Row) -> Self {
        let frozen = |cell: &Value| (*cell != Value::Null).then(|| [cell.to_json()]);
        Self {
            cells: row.cells.iter().map(frozen).collect(),
            version: row.version,
            clock: row.clock.clone(),
            order: row.order,
            kept: row.kept.clone(),
        }
    }

    /// The row itself.
    ///
    /// # Errors
    /// Cells that the columns can't have.
    pub(super) fn into_row(self, columns: &[ColumnDescription]) -> Result<Row> {
        if self.cells.len() != columns.len() {
            return Err(Error::corrupt(
                "a row that is kept as text has other columns than its view",
            ));
        }
        let cells =
            self.cells.into_iter().zip(columns).map(|(cell, column)| thaw_cell(cell, column));
        Ok(Row {
            cells: cells.collect::<Result<_>>()?,
            version: self.version,
            clock: self.clock,
            order: self.order,
            kept: self.kept,
        })
    }
}

fn thaw_cell(cell: Option<[Json; 1]>, column: &ColumnDescription) -> Result<Value> {
    let Some([json]) = cell else { return Ok(Value::Null) };
    match column.column_type.cell(&json) {
        Some(Value::Null) => Ok(Value::Json("null".to_owned())),
        Some(cell) => Ok(cell),
        None => Err(Error::corrupt(format!(
            "a row that is kept as text: column `{}` can't be {json}",
            column.name
        ))),
    }
}

impl Row {
    /// Whether a snapshot is due after the event that was folded into it last.
    pub(crate) fn is_due(&self, spacing_events: u64, context: &EventContext) -> bool {
        self.version.is_multiple_of(spacing_events) && !context.repeats
    }
}

/// The text of a row.
pub(crate) fn freeze(row: &Row) -> String {
    serde_json::to_string(&Frozen::of(row)).expect("cells are finite numbers and text")
}

/// The row of a snapshot.
///
/// # Errors
/// Text that no snapshot of this view has.
pub(crate) fn thaw(text: &str, columns: &[ColumnDescription]) -> Result<Row> {
    let frozen: Frozen = serde_json::from_str(text)
        .map_err(|error| Error::corrupt(format!("a snapshot: {error}")))?;
    frozen.into_row(columns)
}
