//! A row of raw SQL as a struct that serde knows: fields by the names of the columns.

use serde::de::value::{Error as Wrong, MapDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::row::{SqlRow, as_text};
use crate::error::{Error, Result};
use crate::model::{Value, words};

impl SqlRow {
    /// The row as a struct that derives serde's `Deserialize`: each field takes the column of its
    /// name (`#[serde(rename)]` and `#[serde(default)]` count), an `Option` takes NULL, and columns
    /// without a field are left out. Types are as [`SqlRow::get`] has them; lists, maps and structs
    /// are read from JSON, enums without fields from text.
    ///
    /// # Errors
    /// A field without a column, or with a cell of another type; two columns of one name.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T> {
        let mut columns = Vec::with_capacity(self.columns().len());
        for (name, cell) in self.named_cells() {
            if columns.iter().any(|(known, _): &(&str, _)| *known == name) {
                return Err(Error::invalid(format!(
                    "the SQL has several columns `{name}`; name them apart with AS"
                )));
            }
            columns.push((name, Cell { column: name, value: cell }));
        }
        T::deserialize(MapDeserializer::new(columns.into_iter())).map_err(|error| {
            Error::invalid(format!(
                "a row can't be read as {}: {error}; the SQL has the columns {}",
                std::any::type_name::<T>(),
                self.columns().join(", ")
            ))
        })
    }
}

/// A cell on its way into a field.
struct Cell<'a> {
    column: &'a str,
    value: &'a Result<Value, String>,
}

impl<'de> IntoDeserializer<'de, Wrong> for Cell<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Cell<'_> {
    fn value(&self) -> Result<Value, Wrong> {
        self.value.clone().map_err(Wrong::custom)
    }

    fn within<T>(&self, read: Result<T, Wrong>) -> Result<T, Wrong> {
        read.map_err(|error| Wrong::custom(format_args!("column `{}`: {error}", self.column)))
    }

    /// Reads a text, whatever the database has it as.
    fn text<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Wrong> {
        match as_text(self.value()?) {
            Value::Text(text) => visitor.visit_string(text),
            // Base64, as payloads have it.
            bytes @ Value::Bytes(_) => {
                visitor.visit_string(bytes.to_json().as_str().unwrap_or_default().to_owned())
            }
            other => plain(other, visitor),
        }
    }

    /// Reads JSON, which SQLite has as text.
    fn json<'de, V: Visitor<'de>>(
        &self,
        read: impl FnOnce(serde_json::Value, V) -> Result<V::Value, serde_json::Error>,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let (Value::Text(text) | Value::Json(text)) = self.value()? else {
            return plain(self.value()?, visitor);
        };
        let json = serde_json::from_str(&text).map_err(Wrong::custom)?;
        read(json, visitor).map_err(Wrong::custom)
    }
}

/// A cell as what it is.
fn plain<'de, V: Visitor<'de>>(value: Value, visitor: V) -> Result<V::Value, Wrong> {
    match value {
        Value::Null => visitor.visit_unit(),
        Value::Bool(flag) => visitor.visit_bool(flag),
        Value::Int(number) => visitor.visit_i64(number),
        Value::Real(number) => visitor.visit_f64(number),
        Value::Bytes(bytes) => visitor.visit_byte_buf(bytes),
        Value::Json(text) => {
            let json: serde_json::Value = serde_json::from_str(&text).map_err(Wrong::custom)?;
            json.deserialize_any(visitor).map_err(Wrong::custom)
        }
        other => match as_text(other) {
            Value::Text(text) => visitor.visit_string(text),
            other => Err(Wrong::custom(format_args!("{} has no form here", words::cell(&other)))),
        },
    }
}

macro_rules! as_json {
    ($($method:ident ($($name:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $($name: $type,)* visitor: V) -> Result<V::Value, Wrong> {
            self.within(self.json(|json, visitor| json.$method($($name,)* visitor), visitor))
        }
    )*};
}

macro_rules! as_text {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            self.within(self.text(visitor))
        }
    )*};
}

impl<'de> Deserializer<'de> for Cell<'_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.within(self.value().and_then(|value| plain(value, visitor)))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.value {
            Ok(Value::Null) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.within(match self.value()? {
            // SQLite has no truths.
            Value::Int(flag @ (0 | 1)) => visitor.visit_bool(flag == 1),
            other => plain(other, visitor),
        })
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.within(match self.value()? {
            Value::Decimal(decimal) => match decimal.to_string().parse() {
                Ok(real) => visitor.visit_f64(real),
                Err(_) => plain(Value::Decimal(decimal), visitor),
            },
            other => plain(other, visitor),
        })
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let text: Result<StringDeserializer<Wrong>, Wrong> = match self.value()? {
            Value::Text(text) => Ok(text.into_deserializer()),
            other => {
                let shown = words::cell(&other);
                Err(Wrong::custom(format_args!("{shown} is none of {}", variants.join(", "))))
            }
        };
        self.within(text.and_then(|text| text.deserialize_enum(name, variants, visitor)))
    }

    /// A column that no field takes, whatever it holds.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }

    as_text! { deserialize_str deserialize_string deserialize_char deserialize_identifier }

    as_json! {
        deserialize_seq()
        deserialize_map()
        deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_struct(name: &'static str, fields: &'static [&'static str])
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 bytes byte_buf unit unit_struct
    }
}
