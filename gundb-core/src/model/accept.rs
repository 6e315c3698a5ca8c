//! Whether a payload's text fits its schema: one pass over the text that builds nothing.
//!
//! [`Schema::validate`] says why a text is refused, and has the last word: what is rare (maps, very
//! wide objects) is left to it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::bytes::parse_base64;
use super::json::Checked;
use super::schema::{Property, Schema};
use super::validate::{parse_date, parse_decimal, parse_timestamp};

/// Properties of an object that are watched for being there twice, or not at all; an object with
/// more is not looked at.
const PROPERTIES_MAX: usize = 128;

impl Schema {
    /// Whether the text is JSON that fits. A text that is not accepted may fit all the same.
    pub(crate) fn accepts(&self, text: &str) -> bool {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        Fits(self).deserialize(&mut deserializer).is_ok() && deserializer.end().is_ok()
    }
}

#[derive(Clone, Copy)]
struct Fits<'a>(&'a Schema);

impl Fits<'_> {
    fn when<E: Error>(fits: bool) -> Result<(), E> {
        if fits { Ok(()) } else { Err(E::custom("it does not fit")) }
    }
}

impl<'de> DeserializeSeed<'de> for Fits<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0.present() {
            Schema::Any => serde::Deserialize::deserialize(deserializer).map(|Checked| ()),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Fits<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Self::when(matches!(self.0, Schema::Nullable(_)))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Self::when(matches!(self.0.present(), Schema::Bool))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        match self.0.present() {
            Schema::Integer { min, .. } if number < 0 => Self::when(number >= *min),
            Schema::Number | Schema::Single => Ok(()),
            _ if number < 0 => Self::when(false),
            _ => self.visit_u64(number.cast_unsigned()),
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        Self::when(match self.0.present() {
            Schema::Integer { min, max } => {
                number <= *max && i64::try_from(number).map_or(true, |number| number >= *min)
            }
            Schema::Number | Schema::Single => true,
            _ => false,
        })
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        #[expect(clippy::cast_possible_truncation, reason = "whether it overflows is the question")]
        Self::when(match self.0.present() {
            Schema::Number => number.is_finite(),
            Schema::Single => (number as f32).is_finite(),
            _ => false,
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let fits = match self.0.present() {
            Schema::Text => true,
            Schema::Timestamp => parse_timestamp(text).is_some(),
            Schema::Date => parse_date(text).is_some(),
            Schema::Uuid => text.len() == 36 && uuid::Uuid::try_parse(text).is_ok(),
            Schema::Decimal => parse_decimal(text).is_some(),
            Schema::Bytes => parse_base64(text).is_some(),
            Schema::Enum(names) => names.iter().any(|name| name == text),
            _ => false,
        };
        Self::when(fits && !text.contains('\0'))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Schema::Array(item) = self.0.present() else { return Self::when(false) };
        while items.next_element_seed(Fits(item))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Schema::Object(properties) = self.0.present() else { return Self::when(false) };
        if properties.len() > PROPERTIES_MAX {
            return Self::when(false);
        }
        let mut seen = 0_u128;
        while let Some(index) = entries.next_key_seed(Name(properties))? {
            Self::when(seen & (1 << index) == 0)?;
            seen |= 1 << index;
            entries.next_value_seed(Fits(&properties[index].schema))?;
        }
        let there =
            |(index, property): (usize, &Property)| !property.required || seen & (1 << index) != 0;
        Self::when(properties.iter().enumerate().all(there))
    }
}

/// The index of a property, by its name.
struct Name<'a>(&'a [Property]);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a known name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        self.0
            .iter()
            .position(|property| property.name == name)
            .ok_or_else(|| E::custom("an unknown name"))
    }
}
