//! Which row of a query the next page begins after, as text that can travel: in a URL, a file,
//! another process.

use std::fmt;
use std::str::FromStr;

use serde_json::Value as Json;

use crate::error::{Error, Result};
use crate::model::{Hash, Value, hex, parse_date, parse_decimal, parse_timestamp};
use crate::store::Question;

/// How many bytes of a hash are enough to detect an accident.
const MARK_BYTES: usize = 8;

/// Points at a row of a query, after which the next page begins: [`Page::next`](super::Page).
/// Prints as text, and is parsed from it.
///
/// It holds the row's cells in the ordered columns and the key, and belongs to the view, its
/// definition and the order of the query that gave it: [`Query::after`](super::Query::after)
/// refuses it in any other. Filters may differ. It is not secret: anyone who has it can read those
/// cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    /// What view, definition and order it belongs to.
    origin: [u8; MARK_BYTES],
    values: Vec<Value>,
}

impl Cursor {
    pub(super) fn new(question: &Question, values: Vec<Value>) -> Self {
        Self { origin: origin(question), values }
    }

    /// The row's cells, if the cursor belongs to the query.
    pub(super) fn values_for(&self, question: &Question) -> Result<Vec<Value>> {
        if self.origin == origin(question) {
            return Ok(self.values.clone());
        }
        Err(Error::invalid(format!(
            "the cursor is not of this query over view `{}`: view, definition and order must be those of the query that gave \
             it; begin again without a cursor",
            question.table
        )))
    }
}

fn origin(question: &Question) -> [u8; MARK_BYTES] {
    let mut text = format!("{}\n{}", question.table, question.definition);
    for (column, direction) in &question.wanted.order {
        text.push_str(&format!("\n{column} {direction:?}"));
    }
    mark(text.as_bytes())
}

fn mark(bytes: &[u8]) -> [u8; MARK_BYTES] {
    let mut mark = [0; MARK_BYTES];
    mark.copy_from_slice(&Hash::of(bytes).as_bytes()[..MARK_BYTES]);
    mark
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells: Vec<Json> = self.values.iter().map(to_json).collect();
        let mut bytes = self.origin.to_vec();
        bytes.extend(Json::Array(cells).to_string().into_bytes());
        write!(f, "{}{}", hex::encode(&mark(&bytes)), hex::encode(&bytes))
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        parse(text).ok_or_else(|| {
            let shown: String = text.chars().take(20).collect();
            Error::invalid(format!(
                "`{shown}…` is no cursor, or not a whole one; pass it on as a page gave it, or begin again without one"
            ))
        })
    }
}

fn parse(text: &str) -> Option<Cursor> {
    let bytes = hex::decode(text)?;
    let (check, bytes) = bytes.split_at_checked(MARK_BYTES)?;
    let (origin, cells) = bytes.split_at_checked(MARK_BYTES)?;
    if check != mark(bytes) {
        return None;
    }
    let cells: Vec<Json> = serde_json::from_slice(cells).ok()?;
    let values = cells.iter().map(from_json).collect::<Option<_>>()?;
    Some(Cursor { origin: origin.try_into().ok()?, values })
}

/// A cell with its kind, so that it is read back bit by bit.
fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::from(*flag),
        Value::Int(number) => Json::from(*number),
        Value::Real(real) => serde_json::json!({ "real": real.to_bits() }),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Time(time) => serde_json::json!({ "time": format!("{time:.6}") }),
        Value::Date(date) => serde_json::json!({ "date": date.to_string() }),
        Value::Decimal(decimal) => serde_json::json!({ "decimal": decimal.to_string() }),
        Value::Uuid(uuid) => serde_json::json!({ "uuid": uuid.to_string() }),
        Value::Bytes(bytes) => serde_json::json!({ "bytes": hex::encode(bytes) }),
        Value::Json(text) => serde_json::json!({ "json": text }),
    }
}

fn from_json(json: &Json) -> Option<Value> {
    let kind = |kind: &str| json.get(kind);
    match json {
        Json::Null => Some(Value::Null),
        Json::Bool(flag) => Some(Value::Bool(*flag)),
        Json::Number(number) => number.as_i64().map(Value::Int),
        Json::String(text) => Some(Value::Text(text.clone())),
        _ => None
            .or_else(|| {
                kind("real")?
                    .as_u64()
                    .map(f64::from_bits)
                    .filter(|real| real.is_finite())
                    .map(Value::Real)
            })
            .or_else(|| kind("time")?.as_str().and_then(parse_timestamp).map(Value::Time))
            .or_else(|| kind("date")?.as_str().and_then(parse_date).map(Value::Date))
            .or_else(|| kind("decimal")?.as_str().and_then(parse_decimal).map(Value::Decimal))
            .or_else(|| kind("uuid")?.as_str()?.parse().ok().map(Value::Uuid))
            .or_else(|| kind("bytes")?.as_str().and_then(hex::decode).map(Value::Bytes))
            .or_else(|| kind("json")?.as_str().map(|text| Value::Json(text.to_owned()))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, mark};
    use crate::model::{Value, hex};

    #[test]
    fn cursors_are_read_back_bit_by_bit() {
        let time = "9999-12-30T22:00:00.999999Z".parse().unwrap();
        let values = vec![
            Value::Null,
            Value::Bool(true),
            Value::Int(i64::MIN),
            Value::Real(0.1 + 0.2),
            Value::Real(f64::MIN_POSITIVE / 3.0),
            Value::Text("é\"\\ \u{10FFFF}%".to_owned()),
            Value::Time(time),
            Value::Date(jiff::civil::date(1, 1, 1)),
            Value::Decimal("-0.0000000000000000000000000001".parse().unwrap()),
            Value::Uuid(uuid::Uuid::max()),
            Value::Bytes(vec![0, 255]),
            Value::Json("[1]".to_owned()),
        ];
        let cursor = Cursor { origin: [7; 8], values };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let good = Cursor { origin: [7; 8], values: vec![Value::Int(1)] }.to_string();
        let mut forged = [7; 8].to_vec();
        forged.extend(b"[[1]]");
        let forged = format!("{}{}", hex::encode(&mark(&forged)), hex::encode(&forged));
        let mut not_a_number = [7; 8].to_vec();
        not_a_number.extend(br#"[{"real":18446744073709551615}]"#);
        let not_a_number =
            format!("{}{}", hex::encode(&mark(&not_a_number)), hex::encode(&not_a_number));
        let cut = &good[..good.len() - 2];
        let changed = good.replacen(|c: char| c.is_ascii_digit(), "f", 1);
        for text in
            ["", "x", "é", "00", cut, &changed, &format!("{good}00"), &forged, &not_a_number]
        {
            assert!(text.parse::<Cursor>().unwrap_err().is_invalid(), "{text}");
        }
    }
}
