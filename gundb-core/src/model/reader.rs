//! Which stored payloads a Rust type reads.
//!
//! A schema says what is written. What serde reads differs: `alias` reads other names, a default
//! fills in what is missing, a key that the type does not know is passed over, unless
//! `deny_unknown_fields` refuses it.

use serde_json::Value as Json;

use super::schema::{Property, Schema};

/// What serde reads for a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// What the schema says, which has no other schema inside.
    Leaf(Schema),
    /// One of these strings: names of an enum, and their aliases.
    Names(Vec<String>),
    /// A list.
    Array(Box<Reader>),
    /// An object with any keys.
    Map(Box<Reader>),
    /// `null`, or what is inside.
    Nullable(Box<Reader>),
    /// An object with these keys.
    Object {
        /// Its keys.
        properties: Vec<PropertyReader>,
        /// Whether other keys are refused.
        deny_unknown: bool,
    },
}

/// A key of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyReader {
    /// Its name, and its aliases.
    pub names: Vec<String>,
    /// What is read for its value.
    pub reader: Reader,
    /// Whether it must be there.
    pub required: bool,
    /// What `#[serde(default)]` takes a missing one for.
    pub default: Option<Json>,
}

/// A stored payload that is not read: where, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The names that lead to the field; none for the payload itself.
    pub path: Vec<String>,
    /// What is wrong, and what to do about it.
    pub why: String,
}

impl From<Schema> for Reader {
    fn from(schema: Schema) -> Self {
        let boxed = |inner: Box<Schema>| Box::new(Self::from(*inner));
        match schema {
            Schema::Enum(names) => Self::Names(names),
            Schema::Array(items) => Self::Array(boxed(items)),
            Schema::Map(values) => Self::Map(boxed(values)),
            Schema::Nullable(inner) => Self::Nullable(boxed(inner)),
            Schema::Object(properties) => {
                let property = |Property { name, schema, required }| PropertyReader {
                    names: vec![name],
                    reader: schema.into(),
                    required,
                    default: None,
                };
                Self::Object {
                    properties: properties.into_iter().map(property).collect(),
                    deny_unknown: false,
                }
            }
            leaf => Self::Leaf(leaf),
        }
    }
}

impl Reader {
    /// The first thing that may be stored by a schema and that this does not read.
    pub fn gap(&self, stored: &Schema) -> Option<Gap> {
        match (self, stored) {
            (Self::Leaf(Schema::Any), _) => None,
            (Self::Nullable(reader), Schema::Nullable(stored)) => reader.gap(stored),
            (Self::Nullable(reader), stored) => reader.gap(stored),
            (_, Schema::Nullable(_)) => gap(format!(
                "may be null in what is stored, and is now {self}; make it an `Option`"
            )),
            (Self::Array(reader), Schema::Array(stored))
            | (Self::Map(reader), Schema::Map(stored)) => reader.gap(stored),
            (Self::Map(reader), Schema::Object(properties)) => properties
                .iter()
                .find_map(|property| reader.gap_at(&property.name, &property.schema)),
            (Self::Names(names), Schema::Enum(stored)) => missing_name(names, stored),
            (Self::Object { properties, deny_unknown }, Schema::Object(stored)) => properties
                .iter()
                .find_map(|property| property.gap(properties, stored))
                .or_else(|| deny_unknown.then(|| unknown(properties, stored)).flatten()),
            (Self::Leaf(schema), stored) if reads(schema, stored) => None,
            _ => gap(format!(
                "is {stored} in what is stored, and is now {self}; keep its type, or take a new field"
            )),
        }
    }

    fn gap_at(&self, name: &str, stored: &Schema) -> Option<Gap> {
        let mut gap = self.gap(stored)?;
        gap.path.insert(0, name.to_owned());
        Some(gap)
    }
}

impl PropertyReader {
    fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    fn gap(&self, all: &[PropertyReader], stored: &[Property]) -> Option<Gap> {
        let mut found = stored.iter().filter(|property| self.names.contains(&property.name));
        let here = |why: String| Some(Gap { path: vec![self.name().to_owned()], why });
        let (first, second) = (found.next(), found.next());
        match (first, second) {
            (None, _) if !self.required => None,
            (None, _) => here(format!(
                "is missing in what is stored, and has no default; add #[serde(default)] to it{}",
                self.renamed(all, stored)
            )),
            (Some(first), Some(second)) => here(format!(
                "would be read from two stored fields, `{}` and `{}`; remove one of its aliases",
                first.name, second.name
            )),
            (Some(found), None) if self.required && !found.required => here(
                "may be missing in what is stored, and has no default; add #[serde(default)] to it, or make it an `Option`"
                    .to_owned(),
            ),
            (Some(found), None) => self.reader.gap_at(&found.name, &found.schema),
        }
    }

    /// A stored field of the same type that nobody reads now is the one that was renamed, if there
    /// is just one.
    fn renamed(&self, all: &[PropertyReader], stored: &[Property]) -> String {
        let is_read =
            |property: &Property| all.iter().any(|reader| reader.names.contains(&property.name));
        let is_alike = |property: &&Property| {
            !is_read(property) && property.required && self.reader == property.schema.clone().into()
        };
        let mut alike = stored.iter().filter(is_alike);
        let old_name = match (alike.next(), alike.next()) {
            (Some(property), None) => property.name.as_str(),
            _ => "its old name",
        };
        format!(
            ", or, if it was renamed, #[serde(rename = \"{old_name}\")]; #[serde(alias = \"{old_name}\")] where no view reads it"
        )
    }
}

fn unknown(properties: &[PropertyReader], stored: &[Property]) -> Option<Gap> {
    let is_known = |name: &String| properties.iter().any(|property| property.names.contains(name));
    let unknown = stored.iter().find(|property| !is_known(&property.name))?;
    let why = "is in what is stored, and deny_unknown_fields refuses it; keep the field, or remove deny_unknown_fields";
    Some(Gap { path: vec![unknown.name.clone()], why: why.to_owned() })
}

fn missing_name(names: &[String], stored: &[String]) -> Option<Gap> {
    let missing = stored.iter().find(|name| !names.contains(name))?;
    gap(format!(
        "may be \"{missing}\" in what is stored, which is no name of the enum now; add #[serde(rename = \"{missing}\")] to the \
         variant that it is, or #[serde(alias = \"{missing}\")] where no view reads it"
    ))
}

fn gap(why: String) -> Option<Gap> {
    Some(Gap { path: Vec::new(), why })
}

/// Whether serde reads for one plain schema what another one lets be stored.
fn reads(schema: &Schema, stored: &Schema) -> bool {
    match (schema, stored) {
        (Schema::Integer { min, max }, Schema::Integer { min: stored_min, max: stored_max }) => {
            min <= stored_min && stored_max <= max
        }
        (Schema::Number | Schema::Single | Schema::Decimal, Schema::Integer { .. })
        | (Schema::Number, Schema::Single)
        | (
            Schema::Text,
            Schema::Timestamp
            | Schema::Date
            | Schema::Uuid
            | Schema::Decimal
            | Schema::Bytes
            | Schema::Enum(_),
        ) => true,
        (schema, stored) => schema == stored,
    }
}

impl std::fmt::Display for Reader {
    /// What it reads, in words, for messages.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Leaf(schema) => schema.fmt(f),
            Self::Names(names) => Schema::Enum(names.clone()).fmt(f),
            Self::Array(_) => f.write_str("a list"),
            Self::Map(_) | Self::Object { .. } => f.write_str("an object"),
            Self::Nullable(inner) => write!(f, "null or {inner}"),
        }
    }
}

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.as_slice() {
            [] => write!(f, "it {}", self.why),
            path => write!(f, "the field `{}` {}", path.join("."), self.why),
        }
    }
}
