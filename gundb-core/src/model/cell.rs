//! JSON as a cell, and a cell as JSON.

use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use super::bytes::{parse_base64, to_base64};
use super::json;
use super::validate::{parse_date, parse_decimal, parse_timestamp};
use super::value::{ColumnType, Value};

impl ColumnType {
    /// The cell that a payload value gives; `None` where it is of another type or out of the
    /// column's range. Null gives null, in a column of JSON too.
    pub fn cell(self, json: &Json) -> Option<Value> {
        if json.is_null() {
            return Some(Value::Null);
        }
        match self {
            Self::Bool => json.as_bool().map(Value::Bool),
            Self::Int => json.as_i64().map(Value::Int),
            // Adding positive zero turns -0.0 into 0.0 and leaves every other number as it is.
            Self::Real => {
                json.as_f64().filter(|real| real.is_finite()).map(|real| Value::Real(real + 0.0))
            }
            Self::Text => json
                .as_str()
                .filter(|text| !text.contains('\0'))
                .map(|text| Value::Text(text.to_owned())),
            Self::Time => json
                .as_str()
                .and_then(parse_timestamp)
                .map(|time| Value::Time(to_microseconds(time))),
            Self::Date => json.as_str().and_then(parse_date).map(Value::Date),
            Self::Decimal => match json.as_i64() {
                Some(whole) => Some(Value::Decimal(whole.into())),
                None => json.as_str().and_then(parse_decimal).map(Value::Decimal),
            },
            Self::Uuid => json
                .as_str()
                .filter(|text| text.len() == 36)
                .and_then(|text| Uuid::try_parse(text).ok())
                .map(Value::Uuid),
            Self::Bytes => json.as_str().and_then(parse_base64).map(Value::Bytes),
            Self::Json => Some(Value::Json(json::canonical_text(json))),
        }
    }
}

impl ColumnType {
    /// The cell that a text without quotes stands for, as on a command line or in a URL; `None`
    /// where it can't be read so. A text is itself; what else events carry as a text is read as
    /// there.
    pub fn cell_of_text(self, text: &str) -> Option<Value> {
        match self {
            Self::Bool | Self::Int | Self::Real | Self::Json => json::parse(text)
                .ok()
                .and_then(|json| self.cell(&json))
                .filter(|cell| *cell != Value::Null),
            _ => self.cell(&Json::String(text.to_owned())),
        }
    }
}

impl Value {
    /// The cell in the form that an event would carry.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(flag) => (*flag).into(),
            Self::Int(number) => (*number).into(),
            Self::Real(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Time(time) => time.to_string().into(),
            Self::Date(date) => date.to_string().into(),
            Self::Decimal(decimal) => decimal.to_string().into(),
            Self::Uuid(uuid) => uuid.to_string().into(),
            Self::Bytes(bytes) => to_base64(bytes).into(),
            Self::Json(text) => serde_json::from_str(text).unwrap_or_default(),
        }
    }
}

/// The moment with everything below a microsecond cut off, towards the past.
pub(crate) fn to_microseconds(time: Timestamp) -> Timestamp {
    let nanoseconds = time.as_nanosecond();
    Timestamp::from_nanosecond(nanoseconds - nanoseconds.rem_euclid(1000)).unwrap_or(time)
}
