//! Where in a payload a value stands.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

/// The keys that lead to a value inside a payload: one, or several where objects lie in objects.
///
/// As JSON it is a string, or a list of strings: a key may have a point in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldPath(Vec<String>);

impl FieldPath {
    /// A path of at least one key.
    pub fn new(names: Vec<String>) -> Option<Self> {
        (!names.is_empty()).then_some(Self(names))
    }

    /// The keys, from the outside.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The value in a payload; nothing where a key is missing, or something on the way is no
    /// object.
    pub(crate) fn find<'a>(&self, payload: &'a Json) -> Option<&'a Json> {
        self.names().try_fold(payload, |json, name| json.as_object()?.get(name))
    }
}

impl From<&str> for FieldPath {
    fn from(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

impl Serialize for FieldPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for FieldPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "a field is a key of the payload, or a list of keys that lead to it"
        )]
        enum Form {
            One(String),
            Several(Vec<String>),
        }
        let names = match Form::deserialize(deserializer)? {
            Form::One(name) => vec![name],
            Form::Several(names) => names,
        };
        Self::new(names).ok_or_else(|| D::Error::custom("the list of keys is empty"))
    }
}
