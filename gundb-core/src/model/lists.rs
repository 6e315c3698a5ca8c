//! Column types that are JSON in the table: lists, sets, maps, values of the application's own
//! types, siblings.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::column::{Column, unfit};
use super::ids::Origin;
use super::json;
use super::value::{ColumnType, Value};
use crate::error::{Error, Result};

/// A value of any type that serde knows, as a JSON column.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

/// What rule `siblings` keeps: every value that no later writer had seen, in canonical order.
///
/// One writer alone leaves one; writers apart leave one each, until an event that has seen them all
/// replaces them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Siblings<T>(Vec<Sibling<T>>);

/// One of several concurrent values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Sibling<T> {
    /// The value.
    pub value: T,
    /// Who wrote it.
    #[serde(with = "origin_text")]
    pub origin: Origin,
    /// The number of the event inside its origin's log.
    pub sequence: u64,
    /// When its origin recorded it; informative only.
    pub at: Timestamp,
}

impl<T> Default for Siblings<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Siblings<T> {
    /// The values alone.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|sibling| &sibling.value)
    }

    /// The value, if there is exactly one.
    pub fn single(&self) -> Option<&T> {
        match self.0.as_slice() {
            [one] => Some(&one.value),
            _ => None,
        }
    }
}

impl<T> std::ops::Deref for Siblings<T> {
    type Target = [Sibling<T>];

    fn deref(&self) -> &[Sibling<T>] {
        &self.0
    }
}

/// An origin has up to 63 bits, more than many readers of JSON keep in a number.
mod origin_text {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::model::Origin;

    pub(super) fn serialize<S: Serializer>(
        origin: &Origin,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(origin)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Origin, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = text.parse().map_err(|_| D::Error::custom("an origin is a number"))?;
        Origin::new(number).map_err(D::Error::custom)
    }
}

fn to_cell<T: Serialize>(value: &T) -> Value {
    // What serde can't write as JSON (a map with keys that are no strings) can't stand in a column;
    // it reads as null.
    let value = serde_json::to_value(value).unwrap_or_default();
    Value::Json(json::canonical_text(&value))
}

fn from_cell<T: DeserializeOwned>(value: Value) -> Result<T> {
    match value {
        Value::Json(text) => serde_json::from_str(&text).map_err(|error| {
            Error::corrupt(format!("the cell {text} is no {}: {error}", std::any::type_name::<T>()))
        }),
        other => Err(unfit::<T>(&other)),
    }
}

macro_rules! json_columns {
    ($([$($parameter:ident: $bound:ident),*] $type:ty, $zero:expr;)*) => {$(
        impl<$($parameter: Serialize + DeserializeOwned + $bound),*> Column for $type {
            type Base = Self;
            const TYPE: ColumnType = ColumnType::Json;

            fn zero() -> Value {
                Value::Json($zero.to_owned())
            }

            fn into_value(self) -> Value {
                to_cell(&self)
            }

            fn from_value(value: Value) -> Result<Self> {
                from_cell(value)
            }
        }
    )*};
}

/// Any type.
trait Any {}
impl<T> Any for T {}

json_columns! {
    [] serde_json::Value, "null";
    [T: Any] Vec<T>, "[]";
    [T: Ord] BTreeSet<T>, "[]";
    [T: Any] BTreeMap<String, T>, "{}";
    [T: Any] Siblings<T>, "[]";
}

/// What a column of `Json<T>` shows before any event said otherwise.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Default`, and a column of `Json<{Self}>` begins with it",
    label = "has no default",
    note = "derive `Default` for it: a cell that no event has touched shows it, and `Option` asks it of the type inside"
)]
pub trait Beginning: Default {}

#[diagnostic::do_not_recommend]
impl<T: Default> Beginning for T {}

impl<T: Serialize + DeserializeOwned + Beginning> Column for Json<T> {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Json;

    fn zero() -> Value {
        to_cell(&T::default())
    }

    fn into_value(self) -> Value {
        to_cell(&self.0)
    }

    fn from_value(value: Value) -> Result<Self> {
        from_cell(value).map(Self)
    }
}
