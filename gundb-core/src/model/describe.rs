//! What a derive says about the events of a stream type: data, so that a process without the
//! application's code can validate, append and keep views.

use super::ids::Hash;
use super::path::FieldPath;
use super::reader::Reader;
use super::schema::Schema;
use super::{json, limits, name};
use crate::error::{Error, Result};

/// The events of one stream type that one Rust type describes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamDescription {
    /// Stable name of the stream type.
    pub stream_type: String,
    /// Its event types.
    pub events: Vec<EventDescription>,
}

/// One event type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventDescription {
    /// Stable name, `stream.event`.
    pub name: String,
    /// Schema version of the payload, from 1.
    pub version: u32,
    /// Shape of the payload; always an object.
    pub schema: Schema,
    /// Name of the variant or struct in Rust; not stored.
    #[doc(hidden)]
    pub variant: String,
    /// What the Rust fields are called in the payload; not stored.
    #[doc(hidden)]
    pub fields: Vec<FieldName>,
    /// What the Rust type reads; none where no type does. Not stored.
    #[doc(hidden)]
    pub reader: Option<Reader>,
}

/// A Rust field and its key in the payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldName {
    /// Name in Rust.
    pub rust: String,
    /// Key in the JSON text.
    pub json: String,
    /// The names inside it, where it is a struct.
    pub fields: Vec<FieldName>,
}

impl StreamDescription {
    /// The event types of a stream type.
    pub fn new(stream_type: impl Into<String>, events: Vec<EventDescription>) -> Self {
        Self { stream_type: stream_type.into(), events }
    }
}

impl EventDescription {
    /// An event type that no Rust type stands behind.
    pub fn new(name: impl Into<String>, version: u32, schema: Schema) -> Self {
        let (variant, fields) = (String::new(), Vec::new());
        Self { name: name.into(), version, schema, variant, fields, reader: None }
    }

    /// The text of its schema, as the catalog keeps it.
    pub fn schema_text(&self) -> String {
        json::canonical_text(&self.schema.to_json())
    }

    /// Hash of what the catalog keeps: name, version and schema.
    pub fn hash(&self) -> Hash {
        Hash::of(format!("{}\n{}\n{}", self.name, self.version, self.schema_text()).as_bytes())
    }

    /// Where a Rust field, or a field of a struct in it, stands in the payload.
    pub fn field_path(&self, rust: &[&str]) -> Option<FieldPath> {
        let mut fields = self.fields.as_slice();
        let mut path = Vec::new();
        for name in rust {
            let found = fields.iter().find(|field| field.rust == *name)?;
            path.push(found.json.clone());
            fields = &found.fields;
        }
        FieldPath::new(path)
    }
}

impl StreamDescription {
    /// The event type that a Rust variant or struct stands for.
    pub fn variant(&self, variant: &str) -> Option<&EventDescription> {
        self.events.iter().find(|event| event.variant == variant)
    }

    /// Checks names, versions and schemas.
    ///
    /// # Errors
    /// A name that is empty, too long, or used twice; version 0; a payload that is no object.
    pub fn check(&self) -> Result<()> {
        let wrong = |what: String| {
            Err(Error::definition(format!("stream type `{}`: {what}", self.stream_type)))
        };
        name::check("stream type", &self.stream_type)?;
        for (index, event) in self.events.iter().enumerate() {
            name::check("event type", &event.name)?;
            if self.events[..index].iter().any(|other| other.name == event.name) {
                return wrong(format!("event type `{}` is there twice", event.name));
            }
            if !(1..=limits::VERSION_MAX).contains(&event.version) {
                return wrong(format!(
                    "event type `{}` has schema version {}; versions are 1 to {}",
                    event.name,
                    event.version,
                    limits::VERSION_MAX
                ));
            }
            if !matches!(event.schema, Schema::Object(_) | Schema::Any) {
                return wrong(format!(
                    "the payload of `{}` is {}, but a payload is always a JSON object",
                    event.name, event.schema
                ));
            }
            if event.schema_text().len() > limits::METADATA_BYTES_MAX {
                return wrong(format!(
                    "the schema of `{}` is over {} bytes",
                    event.name,
                    limits::METADATA_BYTES_MAX
                ));
            }
        }
        Ok(())
    }
}
