//! Rows as text: what a snapshot keeps of one.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::place::Place;
use super::row::{Kept, Row};
use crate::clock::{CanonicalKey, VectorClock};
use crate::error::{Error, Result};
use crate::model::{ColumnDescription, Origin, Value};

/// A row as a snapshot has it.
#[derive(Serialize, Deserialize)]
struct Frozen {
    /// `null` for NULL, else a list of the cell as an event would carry it: JSON has a null of its own.
    cells: Vec<Option<[Json; 1]>>,
    version: u64,
    clock: VectorClock<Origin>,
    order: CanonicalKey,
    kept: Kept,
}

impl Row {
    /// Whether a snapshot is due behind the event that was folded into it last.
    pub(crate) fn is_due(&self, spacing_events: u64, place: &Place) -> bool {
        self.version.is_multiple_of(spacing_events) && !place.repeats
    }
}

/// The text of a row.
pub(crate) fn freeze(row: &Row) -> String {
    let frozen = |cell: &Value| (*cell != Value::Null).then(|| [cell.to_json()]);
    let frozen = Frozen {
        cells: row.cells.iter().map(frozen).collect(),
        version: row.version,
        clock: row.clock.clone(),
        order: row.order,
        kept: row.kept.clone(),
    };
    serde_json::to_string(&frozen).expect("cells are finite numbers and text")
}

/// The row of a snapshot.
///
/// # Errors
/// Text that no snapshot of this view has.
pub(crate) fn thaw(text: &str, columns: &[ColumnDescription]) -> Result<Row> {
    let frozen: Frozen =
        serde_json::from_str(text).map_err(|error| Error::corrupt(format!("a snapshot: {error}")))?;
    let cell = |(cell, column): (Option<[Json; 1]>, &ColumnDescription)| match cell {
        None => Ok(Value::Null),
        Some([json]) => match column.column_type.cell(&json) {
            Some(Value::Null) => Ok(Value::Json("null".to_owned())),
            Some(cell) => Ok(cell),
            None => Err(Error::corrupt(format!("a snapshot: column `{}` can't be {json}", column.name))),
        },
    };
    if frozen.cells.len() != columns.len() {
        return Err(Error::corrupt("a snapshot has other columns than its view"));
    }
    Ok(Row {
        cells: frozen.cells.into_iter().zip(columns).map(cell).collect::<Result<_>>()?,
        version: frozen.version,
        clock: frozen.clock,
        order: frozen.order,
        kept: frozen.kept,
    })
}
