//! JSON as a payload must be: one value, no key twice, no U+0000, numbers that a double or 64 bits
//! hold.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::error::{Error, Result};

/// Most characters of a value that a message shows.
const SHOWN_CHARS_MAX: usize = 40;

/// Parses JSON text strictly.
///
/// # Errors
/// Malformed text, a key that is in one object twice, U+0000 in a string, a number beyond a double;
/// with line and column.
pub fn parse(text: &str) -> Result<Value> {
    let refused =
        |error| Error::invalid(format!("not acceptable as JSON: {}", in_words(&error, text)));
    serde_json::from_str::<Checked>(text).map_err(refused)?;
    serde_json::from_str(text).map_err(refused)
}

/// What the parser says, and in other words where it speaks of its own steps.
fn in_words(error: &serde_json::Error, text: &str) -> String {
    if text.trim().is_empty() {
        return "there is nothing; an empty object is {}".to_owned();
    }
    let (line, column) = (error.line(), error.column());
    let said = error.to_string();
    let said = said.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&said);
    let (said, advice) = match said {
        "unexpected end of hex escape" | "lone leading surrogate in hex escape" => (
            "a \\u escape is one half of a pair that stands for one character, and the other half is missing",
            "; write both, or the character itself",
        ),
        "key must be a string" => (
            "a name without double quotes",
            "; names stand in them, and in a shell the whole JSON in single quotes",
        ),
        _ if error.is_eof() => ("it ends too early", "; a brace, bracket or quote is missing"),
        other => (other, ""),
    };
    let line = if text.contains('\n') { format!("line {line} ") } else { String::new() };
    format!("{said} at {line}column {column}{advice}")
}

/// The text of a value with the keys of every object sorted: the same in every build, whatever
/// features of `serde_json` another crate turns on. For what is hashed.
pub(crate) fn canonical_text(value: &Value) -> String {
    let mut text = String::new();
    push_canonical(value, &mut text);
    text
}

fn push_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<(&String, &Value)> = object.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                push_canonical(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                push_canonical(item, text);
            }
            text.push(']');
        }
        Value::Number(number) => text.push_str(&number_text(number)),
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// The beginning of a value's text, for messages.
pub(crate) fn shown(value: &Value) -> String {
    value.to_string().chars().take(SHOWN_CHARS_MAX).collect()
}

/// Integers of 64 bits with all their digits; else the shortest text of the double, with 0.0 for
/// -0.0.
fn number_text(number: &serde_json::Number) -> String {
    let whole = number.as_i64().map(|whole| whole.to_string());
    let whole = whole.or_else(|| number.as_u64().map(|whole| whole.to_string()));
    whole.unwrap_or_else(|| {
        let double = number.as_f64().and_then(|double| serde_json::Number::from_f64(double + 0.0));
        double.map_or_else(|| number.to_string(), |double| double.to_string())
    })
}

/// Walks JSON and refuses what `serde_json::Value` would let pass in silence. It builds nothing:
/// how numbers arrive here depends on features of `serde_json` that another crate may turn on.
pub(super) struct Checked;

impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Checked {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self, E> {
        without_nul(text).map(|_| self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self, A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            without_nul(&key)?;
            entries.next_value::<Self>()?;
            if let Some(first) = keys.replace(key) {
                return Err(serde::de::Error::custom(format_args!(
                    "the key `{first}` is there twice"
                )));
            }
        }
        Ok(self)
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
            (r#"{"a":NaN}"#, "expected value at column 6"),
            ("{\n\"a\":NaN}", "at line 2 column 5"),
            (r#"{"a":1} x"#, "trailing"),
            (r#"{a:1}"#, "a name without double quotes at column 2; names stand in them"),
            (r#"{"a":[1"#, "it ends too early"),
            ("", "there is nothing; an empty object is {}"),
        ] {
            let message = parse(text).unwrap_err().to_string();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn canonical_text_sorts_keys_at_every_depth() {
        let value = parse(r#"{"b":[{"z":1,"a":"é\""}],"a":{"y":null,"x":0.1}}"#).unwrap();
        assert_eq!(
            super::canonical_text(&value),
            r#"{"a":{"x":0.1,"y":null},"b":[{"a":"é\"","z":1}]}"#
        );
    }

    #[test]
    fn numbers_keep_all_their_bits() {
        let value =
            parse("[9223372036854775807,-9223372036854775808,18446744073709551615,1e308,-0.0]")
                .unwrap();
        assert_eq!(value[0].as_i64(), Some(i64::MAX));
        assert_eq!(value[1].as_i64(), Some(i64::MIN));
        assert_eq!(value[2].as_u64(), Some(u64::MAX));
        assert_eq!(value[3].as_f64(), Some(1e308));
        assert!(value[4].as_f64().unwrap().is_sign_negative());
    }
}
