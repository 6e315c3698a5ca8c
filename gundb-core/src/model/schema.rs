//! The shape of a payload, as data.
//!
//! A schema is a subset of JSON Schema 2020-12 (see `schema_json`) that says exactly what serde
//! accepts: JSON Schema alone would let `1.0` pass for an integer (decision 0003).

use std::fmt;

use super::path::FieldPath;

/// What JSON a payload, or a field of one, may be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Schema {
    /// Anything.
    Any,
    /// `true` or `false`.
    Bool,
    /// A whole number, written without fraction or exponent, inside the bounds.
    Integer {
        /// Least value.
        min: i64,
        /// Greatest value.
        max: u64,
    },
    /// A number that a double holds.
    Number,
    /// A number that a single-precision float holds.
    Single,
    /// A string.
    Text,
    /// An RFC 3339 date and time with offset, in the years 1 to 9999.
    Timestamp,
    /// An ISO 8601 calendar date, in the years 1 to 9999.
    Date,
    /// A UUID in its hyphenated form.
    Uuid,
    /// A string with an exact decimal number: digits, perhaps a point and more digits, perhaps a
    /// minus before.
    Decimal,
    /// A string with bytes in base64 with padding.
    Bytes,
    /// One of these strings.
    Enum(Vec<String>),
    /// A list of one shape.
    Array(Box<Schema>),
    /// An object with any keys, and values of one shape.
    Map(Box<Schema>),
    /// An object with just these keys.
    Object(Vec<Property>),
    /// `null`, or the inner shape.
    Nullable(Box<Schema>),
}

/// One key of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Property {
    /// The key as it stands in the JSON text.
    pub name: String,
    /// Shape of its value.
    pub schema: Schema,
    /// Whether the key must be there.
    pub required: bool,
}

impl Property {
    /// A key, the shape of its value, and whether it must be there.
    pub fn new(name: impl Into<String>, schema: Schema, required: bool) -> Self {
        Self { name: name.into(), schema, required }
    }
}

impl Schema {
    /// The shape of a property of an object, if it has it.
    pub fn property(&self, name: &str) -> Option<&Property> {
        match self {
            Self::Object(properties) => properties.iter().find(|property| property.name == name),
            Self::Nullable(inner) => inner.property(name),
            _ => None,
        }
    }

    /// The keys that an object of this shape may have, for messages.
    pub(crate) fn keys(&self) -> String {
        match self.present() {
            Self::Object(properties) if !properties.is_empty() => {
                let keys: Vec<String> =
                    properties.iter().map(|property| format!("`{}`", property.name)).collect();
                keys.join(", ")
            }
            Self::Any | Self::Map(_) => "any".to_owned(),
            _ => "none".to_owned(),
        }
    }

    /// The shape at the end of a path; `None` where there is nothing. Anything may be anywhere in
    /// `Any` and in a map.
    pub fn at(&self, path: &FieldPath) -> Option<&Schema> {
        path.names().try_fold(self, |schema, name| match schema.present() {
            Self::Any => Some(schema.present()),
            Self::Map(values) => Some(values.as_ref()),
            object => object.property(name).map(|property| &property.schema),
        })
    }

    /// The shape of what is not null.
    pub fn present(&self) -> &Schema {
        match self {
            Self::Nullable(inner) => inner.present(),
            other => other,
        }
    }
}

impl fmt::Display for Schema {
    /// The shape in words, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("anything"),
            Self::Bool => f.write_str("true or false"),
            Self::Integer { min, max } => match (*min > i64::MIN, *max < i64::MAX as u64) {
                (false, false) => f.write_str("a whole number"),
                (true, false) => write!(f, "a whole number, at least {min}"),
                (false, true) => write!(f, "a whole number, at most {max}"),
                (true, true) => write!(f, "a whole number from {min} to {max}"),
            },
            Self::Number => f.write_str("a number"),
            Self::Single => f.write_str("a number of single precision"),
            Self::Text => f.write_str("a string"),
            Self::Timestamp => f.write_str("an RFC 3339 time with offset, in the years 1 to 9999"),
            Self::Date => f.write_str("a date (YYYY-MM-DD), in the years 1 to 9999"),
            Self::Uuid => f.write_str("a UUID"),
            Self::Decimal => f.write_str("a decimal number in a string, of up to 28 digits"),
            Self::Bytes => f.write_str("bytes in base64"),
            Self::Enum(names) => write!(f, "one of \"{}\"", names.join("\", \"")),
            Self::Array(_) => f.write_str("a list"),
            Self::Map(_) | Self::Object(_) => f.write_str("an object"),
            Self::Nullable(inner) => write!(f, "null or {inner}"),
        }
    }
}
