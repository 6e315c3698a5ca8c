//! Descriptions of events: derived code can't write structs that may grow.

use crate::model::{EventDescription, FieldName, Property, Reader, Schema, StreamDescription};

/// The events of a stream type.
pub fn stream_description(stream_type: &str, events: Vec<EventDescription>) -> StreamDescription {
    StreamDescription::new(stream_type, events)
}

/// An event type, and the variant or struct behind it.
pub fn event_description(
    name: &str,
    version: u32,
    schema: Schema,
    variant: &str,
    fields: Vec<FieldName>,
    reader: Reader,
) -> EventDescription {
    let mut event = EventDescription::new(name, version, schema);
    event.variant = variant.to_owned();
    event.fields = fields;
    event.reader = Some(reader);
    event
}

/// A key of an object.
pub fn property(name: &str, schema: Schema, required: bool) -> Property {
    Property::new(name, schema, required)
}

/// A Rust field and its key in the payload.
pub fn field_name(rust: &str, json: &str, fields: Vec<FieldName>) -> FieldName {
    FieldName { rust: rust.to_owned(), json: json.to_owned(), fields }
}
