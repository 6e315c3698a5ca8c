//! Typed cells of a view table, and the Rust types that stand for them.

use gundb_rules::Columns;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::words;
use crate::error::{Error, Result};

/// Type of a view column, the same on every database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
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
}

impl ColumnType {
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

/// A Rust type that can be a field of a view's row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a column of a view",
    label = "not a column type",
    note = "columns are bool, integers up to i64 and u32, f32, f64, gundb::Decimal, String, uuid::Uuid, gundb::Bytes, \
            jiff::Timestamp, jiff::civil::Date, Vec, BTreeSet, gundb::Siblings, gundb::Json, and Option of these"
)]
pub trait Column: Sized {
    /// The type itself, without `Option`.
    type Base;
    /// Type of the column.
    const TYPE: ColumnType;
    /// Whether the column may be NULL.
    const NULLABLE: bool = false;

    /// What a column that may not be null holds before any event said otherwise.
    fn zero() -> Value {
        Self::TYPE.zero()
    }

    /// The cell of a value.
    fn into_value(self) -> Value;

    /// The value of a cell.
    ///
    /// # Errors
    /// A cell of another type, or out of this type's range.
    fn from_value(value: Value) -> Result<Self>;
}

pub(super) fn unfit<T>(value: &Value) -> Error {
    let (cell, name) = (words::cell(value), std::any::type_name::<T>());
    Error::corrupt(format!("the cell {cell} can't be read as {name}"))
}

macro_rules! columns {
    ($($type:ty, $kind:ident, $value:ident => $into:expr, $back:expr;)*) => {$(
        impl Column for $type {
            type Base = $type;
            const TYPE: ColumnType = ColumnType::$kind;

            fn into_value(self) -> Value {
                let $value = self;
                Value::$kind($into)
            }

            fn from_value(value: Value) -> Result<Self> {
                match value {
                    Value::$kind($value) => $back.ok_or_else(|| unfit::<Self>(&Value::$kind($value))),
                    other => Err(unfit::<Self>(&other)),
                }
            }
        }
    )*};
}

columns! {
    bool, Bool, v => v, Some(v);
    i8, Int, v => v.into(), i8::try_from(v).ok();
    i16, Int, v => v.into(), i16::try_from(v).ok();
    i32, Int, v => v.into(), i32::try_from(v).ok();
    i64, Int, v => v, Some(v);
    u8, Int, v => v.into(), u8::try_from(v).ok();
    u16, Int, v => v.into(), u16::try_from(v).ok();
    u32, Int, v => v.into(), u32::try_from(v).ok();
    f64, Real, v => v, Some(v);
    Timestamp, Time, v => v, Some(v);
    Date, Date, v => v, Some(v);
    Decimal, Decimal, v => v, Some(v);
    Uuid, Uuid, v => v, Some(v);
}

impl Column for f32 {
    type Base = f32;
    const TYPE: ColumnType = ColumnType::Real;

    fn into_value(self) -> Value {
        // The double of the shortest decimal, as serde writes it into payloads: 0.1, not 0.10000000149011612.
        self.to_string().parse().map_or(Value::Real(self.into()), Value::Real)
    }

    #[expect(clippy::cast_possible_truncation, reason = "what was stored came from an f32")]
    fn from_value(value: Value) -> Result<Self> {
        f64::from_value(value).map(|double| double as f32)
    }
}

impl Column for String {
    type Base = String;
    const TYPE: ColumnType = ColumnType::Text;

    fn into_value(self) -> Value {
        Value::Text(self)
    }

    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Text(text) => Ok(text),
            other => Err(unfit::<Self>(&other)),
        }
    }
}

impl<T: Column> Column for Option<T> {
    type Base = T::Base;
    const TYPE: ColumnType = T::TYPE;
    const NULLABLE: bool = true;

    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }

    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// What can be one cell: any column type, and borrowed text.
pub trait IntoCell {
    /// The cell.
    fn into_cell(self) -> Value;
}

impl<T: Column> IntoCell for T {
    fn into_cell(self) -> Value {
        self.into_value()
    }
}

impl IntoCell for &str {
    fn into_cell(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl IntoCell for &String {
    fn into_cell(self) -> Value {
        Value::Text(self.clone())
    }
}
