//! Payload JSON as a cell of a column.

use std::fmt;

use serde_json::Value as Json;

use crate::model::limits::INDEXED_TEXT_BYTES_MAX;
use crate::model::{ColumnDescription, ColumnType, Role, Value, parse_date, parse_timestamp};

/// Why an event can't be folded into a view: an append is refused, a received event is skipped there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) view: String,
    pub(crate) column: String,
    pub(crate) reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "view `{}`, column `{}`: {}", self.view, self.column, self.reason)
    }
}

/// The cell that `json` gives in `column`; a missing or null field gives null.
pub(super) fn cell(column: &ColumnDescription, json: Option<&Json>) -> Result<Value, String> {
    let json = match json {
        None | Some(Json::Null) => return Ok(Value::Null),
        Some(json) => json,
    };
    let found = match column.column_type {
        ColumnType::Bool => json.as_bool().map(Value::Bool),
        ColumnType::Int => json.as_i64().map(Value::Int),
        // Adding positive zero turns -0.0 into 0.0 and leaves every other number as it is.
        ColumnType::Real => json.as_f64().filter(|real| real.is_finite()).map(|real| Value::Real(real + 0.0)),
        ColumnType::Text => {
            json.as_str().filter(|text| !text.contains('\0')).map(|text| Value::Text(text.to_owned()))
        }
        ColumnType::Time => {
            json.as_str().and_then(parse_timestamp).map(|time| Value::Time(to_microseconds(time)))
        }
        ColumnType::Date => json.as_str().and_then(parse_date).map(Value::Date),
    };
    let value = found.ok_or_else(|| {
        let shown: String = json.to_string().chars().take(40).collect();
        format!("{shown} is no {:?} or out of its range", column.column_type)
    })?;
    match &value {
        Value::Text(text) if is_indexed(column) && text.len() > INDEXED_TEXT_BYTES_MAX => Err(format!(
            "a text of {} bytes is too long for an indexed column; at most {INDEXED_TEXT_BYTES_MAX} are allowed",
            text.len()
        )),
        _ => Ok(value),
    }
}

fn is_indexed(column: &ColumnDescription) -> bool {
    column.index || matches!(column.role, Role::Key(_))
}

/// The moment with everything below a microsecond cut off, towards the past.
pub(super) fn to_microseconds(time: jiff::Timestamp) -> jiff::Timestamp {
    let nanoseconds = time.as_nanosecond();
    jiff::Timestamp::from_nanosecond(nanoseconds - nanoseconds.rem_euclid(1000)).unwrap_or(time)
}
