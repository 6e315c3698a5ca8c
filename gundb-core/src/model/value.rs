//! Cells of a view table, and their types.

use gundb_rules::Columns;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

/// Type of a view column, the same on every database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ColumnType {
    /// True or false.
    Bool,
    /// A whole number of 64 bits with sign.
    Int,
    /// A finite double; −0.0 is stored as 0.0.
    Real,
    /// UTF-8, compared by bytes.
    Text,
    /// A moment, in microseconds UTC, years 1 to 9999.
    Time,
    /// A calendar day.
    Date,
    /// An exact decimal number of up to 28 digits, sorted as a number.
    Decimal,
    /// A UUID.
    Uuid,
    /// Bytes.
    Bytes,
    /// Any JSON, as canonical text: keys sorted, no white space.
    Json,
}

/// One cell of a view row.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Value {
    /// Nothing.
    Null,
    /// A [`ColumnType::Bool`].
    Bool(bool),
    /// A [`ColumnType::Int`].
    Int(i64),
    /// A [`ColumnType::Real`].
    Real(f64),
    /// A [`ColumnType::Text`].
    Text(String),
    /// A [`ColumnType::Time`].
    Time(Timestamp),
    /// A [`ColumnType::Date`].
    Date(Date),
    /// A [`ColumnType::Decimal`]; with zeros at its end as they were written.
    Decimal(Decimal),
    /// A [`ColumnType::Uuid`].
    Uuid(Uuid),
    /// A [`ColumnType::Bytes`].
    Bytes(Vec<u8>),
    /// A [`ColumnType::Json`]: its canonical text.
    Json(String),
}

impl ColumnType {
    /// What a column that may not be null holds before any event said otherwise.
    pub fn zero(self) -> Value {
        match self {
            Self::Bool => Value::Bool(false),
            Self::Int => Value::Int(0),
            Self::Real => Value::Real(0.0),
            Self::Text => Value::Text(String::new()),
            Self::Time => Value::Time(Timestamp::UNIX_EPOCH),
            Self::Date => Value::Date(Date::constant(1970, 1, 1)),
            Self::Decimal => Value::Decimal(Decimal::ZERO),
            Self::Uuid => Value::Uuid(Uuid::nil()),
            Self::Bytes => Value::Bytes(Vec::new()),
            Self::Json => Value::Json("null".to_owned()),
        }
    }

    /// Its name in model files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Real => "real",
            Self::Text => "text",
            Self::Time => "time",
            Self::Date => "date",
            Self::Decimal => "decimal",
            Self::Uuid => "uuid",
            Self::Bytes => "bytes",
            Self::Json => "json",
        }
    }

    /// Whether its values have an order that rules may ask for.
    pub fn is_ordered(self) -> bool {
        self.takes(Columns::Ordered)
    }

    /// Whether a column of it may have a rule of this kind.
    pub(crate) fn takes(self, columns: Columns) -> bool {
        columns.types().contains(&self.name())
    }
}

impl Value {
    /// The cell as part of a key, where equal decimals have one text: without zeros at the end.
    pub(crate) fn into_key(self) -> Self {
        match self {
            Self::Decimal(decimal) => Self::Decimal(decimal.normalize()),
            other => other,
        }
    }

    /// The type of column that it belongs in; none for null.
    pub fn column_type(&self) -> Option<ColumnType> {
        match self {
            Self::Null => None,
            Self::Bool(_) => Some(ColumnType::Bool),
            Self::Int(_) => Some(ColumnType::Int),
            Self::Real(_) => Some(ColumnType::Real),
            Self::Text(_) => Some(ColumnType::Text),
            Self::Time(_) => Some(ColumnType::Time),
            Self::Date(_) => Some(ColumnType::Date),
            Self::Decimal(_) => Some(ColumnType::Decimal),
            Self::Uuid(_) => Some(ColumnType::Uuid),
            Self::Bytes(_) => Some(ColumnType::Bytes),
            Self::Json(_) => Some(ColumnType::Json),
        }
    }
}
