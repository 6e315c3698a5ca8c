//! Rust types that stand for the cells of a view table.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::value::{ColumnType, Value};
use super::words;
use crate::error::{Error, Result};

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
        // The double of the shortest decimal, as serde writes it into payloads: 0.1, not
        // 0.10000000149011612.
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

/// A cell is a cell: for values whose type is known only when the program runs.
impl IntoCell for Value {
    fn into_cell(self) -> Value {
        self
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
