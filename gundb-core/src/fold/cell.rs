//! Payload JSON as a cell of a column.

use std::fmt;

use serde_json::Value as Json;

use crate::model::{ColumnDescription, Value, json};

/// Why an event can't be folded into a view: an append is refused, a received event is skipped there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) view: String,
    /// None where the whole event is the problem.
    pub(crate) column: Option<String>,
    pub(crate) reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "view `{}`", self.view)?;
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// The cell that `json` gives in `column`; a missing or null field gives null.
pub(super) fn cell(column: &ColumnDescription, json: Option<&Json>) -> Result<Value, String> {
    let Some(json) = json else { return Ok(Value::Null) };
    let value = column.column_type.cell(json).ok_or_else(|| {
        let shown = json::shown(json);
        format!("{shown} is no {:?} or out of its range", column.column_type)
    })?;
    column.check_length(&value)?;
    Ok(value)
}
