//! Bytes in events and columns: in a payload they are a string in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::column::{Column, unfit};
use super::field::Field;
use super::schema::Schema;
use super::value::{ColumnType, Value};
use crate::error::Result;

/// Bytes: base64 with padding (RFC 4648, section 4) in payloads, `BYTEA` and `BLOB` in view tables.
///
/// ```
/// use gundb::Bytes;
///
/// let bytes = Bytes::from(vec![0, 255]);
/// assert_eq!(serde_json::to_string(&bytes).unwrap(), r#""AP8=""#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(Vec<u8>);

impl Bytes {
    /// The bytes themselves.
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_base64(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_base64(&text)
            .map(Self)
            .ok_or_else(|| D::Error::custom("bytes are base64 with padding"))
    }
}

impl Field for Bytes {
    type Base = Self;
    const MAY_BE_OBJECT: bool = false;

    fn schema() -> Schema {
        Schema::Bytes
    }
}

impl Column for Bytes {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Bytes;

    fn into_value(self) -> Value {
        Value::Bytes(self.0)
    }

    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Bytes(bytes) => Ok(Self(bytes)),
            other => Err(unfit::<Self>(&other)),
        }
    }
}

/// Bytes as payloads hold them.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Bytes from a payload: base64 with padding, and no other text for the same bytes.
pub(crate) fn parse_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
