//! Payload JSON as a cell of a column.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value as Json;

use crate::model::{ColumnDescription, Value, json, parse_date, parse_timestamp, to_microseconds};

/// Why an event can't be folded into a view: an append is refused, a received event is skipped
/// there.
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
        let (shown, name) = (json::shown(json), column.column_type.name());
        format!("{shown} does not fit the type `{name}`: it is of another type, or out of range")
    })?;
    column.check_length(&value)?;
    Ok(value)
}

/// What rule `latest` compares: a time or the beginning of a date in microseconds since 1970 UTC,
/// or a whole number as it is; nothing for null. The reason where it is none of these.
pub(super) fn moment(json: Option<&Json>) -> Result<Option<i64>, String> {
    let number = match json {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::Number(number)) => number.as_i64(),
        Some(Json::String(text)) => parse_timestamp(text)
            .map(to_microseconds)
            .or_else(|| {
                let beginning = parse_date(text)?.to_zoned(TimeZone::UTC).ok()?;
                Some(beginning.timestamp())
            })
            .map(Timestamp::as_microsecond),
        Some(_) => None,
    };
    let shown = || json.map(json::shown).unwrap_or_default();
    number.map(Some).ok_or_else(|| {
        format!(
            "{} is no time, date or whole number that can be compared, or out of range",
            shown()
        )
    })
}
