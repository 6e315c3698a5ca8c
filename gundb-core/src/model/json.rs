//! JSON as a payload must be: one value, no key twice, no U+0000, numbers that a double or 64 bits hold.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// Parses JSON text strictly.
///
/// # Errors
/// Malformed text, a key that is in one object twice, U+0000 in a string, a number beyond a double; with line and column.
pub fn parse(text: &str) -> Result<Value> {
    serde_json::from_str::<Strict>(text)
        .map(|strict| strict.0)
        .map_err(|error| Error::invalid(format!("not acceptable as JSON: {error}")))
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Checked).map(Strict)
    }
}

/// Builds a value and refuses what `serde_json::Value` would let pass in silence.
struct Checked;

impl<'de> DeserializeSeed<'de> for Checked {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Checked {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        without_nul(value).map(|text| Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Checked)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            without_nul(&key)?;
            if object.contains_key(&key) {
                return Err(serde::de::Error::custom(format_args!("the key `{key}` is there twice")));
            }
            let value = entries.next_value_seed(Checked)?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

fn without_nul<E: serde::de::Error>(text: &str) -> Result<&str, E> {
    if text.contains('\0') {
        return Err(E::custom("a string has U+0000 in it, which Postgres can't store"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_is_refused_is_named_with_its_place() {
        for (text, part) in [
            (r#"{"a":1,"a":2}"#, "`a` is there twice"),
            (r#"{"a":{"b":[{"c":1,"c":1}]}}"#, "`c` is there twice"),
            (r#"{"a":"x\u0000"}"#, "U+0000"),
            (r#"{"\u0000":1}"#, "U+0000"),
            (r#"{"a":1e400}"#, "out of range"),
            (r#"{"a":NaN}"#, "line 1"),
            (r#"{"a":1} x"#, "trailing"),
            ("", "EOF"),
        ] {
            let message = parse(text).unwrap_err().to_string();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn numbers_keep_all_their_bits() {
        let value =
            parse("[9223372036854775807,-9223372036854775808,18446744073709551615,1e308,-0.0]").unwrap();
        assert_eq!(value[0].as_i64(), Some(i64::MAX));
        assert_eq!(value[1].as_i64(), Some(i64::MIN));
        assert_eq!(value[2].as_u64(), Some(u64::MAX));
        assert_eq!(value[3].as_f64(), Some(1e308));
        assert!(value[4].as_f64().unwrap().is_sign_negative());
    }
}
