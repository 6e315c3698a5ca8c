//! Validates payloads from outside against the schema of their event type.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use super::bytes::parse_base64;
use super::json;
use super::limits::DECIMAL_DIGITS_MAX;
use super::schema::{Property, Schema};
use crate::error::{Error, Result};

impl Schema {
    /// Checks a value; the message names the field and what was expected there.
    ///
    /// # Errors
    /// The first field where the value does not fit.
    pub fn validate(&self, value: &Value) -> Result<()> {
        self.validate_at(value, &mut String::new())
    }

    fn validate_at(&self, value: &Value, path: &mut String) -> Result<()> {
        let fits = match self {
            Self::Any => true,
            Self::Bool => value.is_boolean(),
            Self::Integer { min, max } => match (value.as_i64(), value.as_u64()) {
                (Some(number), _) if number < 0 => number >= *min,
                (_, Some(number)) => {
                    number <= *max && i64::try_from(number).map_or(true, |number| number >= *min)
                }
                _ => false,
            },
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whether it overflows is the question"
            )]
            Self::Single => value.as_f64().is_some_and(|number| (number as f32).is_finite()),
            Self::Number => value.as_f64().is_some_and(f64::is_finite),
            Self::Text => value.is_string(),
            Self::Timestamp => value.as_str().is_some_and(|text| parse_timestamp(text).is_some()),
            Self::Date => value.as_str().is_some_and(|text| parse_date(text).is_some()),
            Self::Uuid => value
                .as_str()
                .is_some_and(|text| text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()),
            Self::Decimal => value.as_str().is_some_and(|text| parse_decimal(text).is_some()),
            Self::Bytes => value.as_str().is_some_and(|text| parse_base64(text).is_some()),
            Self::Enum(names) => {
                value.as_str().is_some_and(|text| names.iter().any(|name| name == text))
            }
            Self::Array(items) => {
                return each(value.as_array(), path, self, value, |(index, item), path| {
                    items.validate_below(item, &format!("[{index}]"), path)
                });
            }
            Self::Map(values) => {
                return each(value.as_object(), path, self, value, |(_, (key, item)), path| {
                    values.validate_below(item, &step(path, key), path)
                });
            }
            Self::Object(properties) => return self.validate_object(properties, value, path),
            Self::Nullable(inner) => {
                return if value.is_null() { Ok(()) } else { inner.validate_at(value, path) };
            }
        };
        if fits { Ok(()) } else { Err(self.mismatch(value, path)) }
    }

    fn validate_below(&self, value: &Value, step: &str, path: &mut String) -> Result<()> {
        let length = path.len();
        path.push_str(step);
        let result = self.validate_at(value, path);
        path.truncate(length);
        result
    }

    fn validate_object(
        &self,
        properties: &[Property],
        value: &Value,
        path: &mut String,
    ) -> Result<()> {
        let object = value.as_object().ok_or_else(|| self.mismatch(value, path))?;
        for property in properties {
            match object.get(&property.name) {
                Some(value) => {
                    property.schema.validate_below(value, &step(path, &property.name), path)?;
                }
                None if property.required => {
                    let name = step(path, &property.name);
                    return Err(Error::invalid(format!("the field `{path}{name}` is missing")));
                }
                None => {}
            }
        }
        for key in object.keys() {
            if !properties.iter().any(|property| property.name == *key) {
                let known: Vec<&str> =
                    properties.iter().map(|property| property.name.as_str()).collect();
                return Err(Error::invalid(format!(
                    "the field `{path}{}` is unknown; known are: {}",
                    step(path, key),
                    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
                )));
            }
        }
        Ok(())
    }

    fn mismatch(&self, value: &Value, path: &str) -> Error {
        let shown = json::shown(value);
        let what =
            if path.is_empty() { "the payload".to_owned() } else { format!("the field `{path}`") };
        match self {
            // The bounds of 64 bits are said where a number passes them.
            Self::Integer { min, max }
                if !value.is_i64() && value.as_f64().is_some_and(is_beyond_64_bits) =>
            {
                Error::invalid(format!(
                    "{what} must be a whole number from {min} to {max}, not {shown}"
                ))
            }
            _ => Error::invalid(format!("{what} must be {self}, not {shown}")),
        }
    }
}

fn each<T, I>(
    items: Option<T>,
    path: &mut String,
    schema: &Schema,
    value: &Value,
    check: impl Fn((usize, I), &mut String) -> Result<()>,
) -> Result<()>
where
    T: IntoIterator<Item = I>,
{
    let items = items.ok_or_else(|| schema.mismatch(value, path))?;
    items.into_iter().enumerate().try_for_each(|item| check(item, path))
}

fn is_beyond_64_bits(number: f64) -> bool {
    number.abs() >= 9_223_372_036_854_775_808.0
}

/// A key as the end of a path: `address.city`.
fn step(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!(".{key}") }
}

/// A time as payloads and view columns may hold it: RFC 3339 with `T` and offset, in the years 1 to
/// 9999.
///
/// The shape is checked here, so that no release of a library decides what nodes agree on.
pub(crate) fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let (date_time, offset) = text.split_at_checked(19)?;
    let offset = match offset.strip_prefix('.') {
        None => offset,
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if !(1..=9).contains(&digits) {
                return None;
            }
            &rest[digits..]
        }
    };
    let offset_fits = offset == "Z" || has_shape(offset, "+00:00") || has_shape(offset, "-00:00");
    if !has_shape(date_time, "0000-00-00T00:00:00") || !offset_fits {
        return None;
    }
    text.parse::<Timestamp>().ok().filter(in_column_range)
}

/// A date as payloads and view columns may hold it: `YYYY-MM-DD`, in the years 1 to 9999.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    if !has_shape(text, "0000-00-00") {
        return None;
    }
    text.parse::<Date>().ok().filter(|date| date.year() >= 1)
}

/// A decimal as payloads hold it: digits without needless zeros in front, perhaps a point and more
/// digits, perhaps a minus before; at most 28 digits, and as many after the point. Zeros at its end
/// are kept: 2.00 is not 2 to people.
pub(crate) fn parse_decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let are_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = are_digits(whole)
        && fraction.is_none_or(are_digits)
        && (whole == "0" || !whole.starts_with('0'));
    if !fits {
        return None;
    }
    let mut decimal = Decimal::from_str_exact(text).ok()?;
    if decimal.is_zero() {
        decimal.set_sign_positive(true);
    }
    (decimal.mantissa().unsigned_abs() < 10_u128.pow(DECIMAL_DIGITS_MAX)).then_some(decimal)
}

/// Whether `text` is like `shape`, where 0 stands for any digit.
fn has_shape(text: &str, shape: &str) -> bool {
    let same =
        |(text, shape): (u8, u8)| if shape == b'0' { text.is_ascii_digit() } else { text == shape };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(same)
}

/// Whether a moment is in the years 1 to 9999.
pub(crate) fn in_column_range(time: &Timestamp) -> bool {
    time.as_nanosecond() >= YEAR_1_NANOSECONDS && time.as_nanosecond() < YEAR_10000_NANOSECONDS
}

const NANOSECONDS: i128 = 1_000_000_000;
/// Start of the year 1, since 1970 UTC.
const YEAR_1_NANOSECONDS: i128 = -62_135_596_800 * NANOSECONDS;
/// Start of the year 10000, since 1970 UTC.
const YEAR_10000_NANOSECONDS: i128 = 253_402_300_800 * NANOSECONDS;
