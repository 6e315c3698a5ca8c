//! A record from bytes: whatever is not exactly what `encode` writes is malformed.

use uuid::Uuid;

use super::fields::{Fields, malformed};
use super::record::{Kind, Record};
use super::tag;
use crate::error::Result;
use crate::model::ids::Origin;
use crate::model::{limits, name};

/// Fields that every record has.
const ALWAYS: [u8; 9] = [
    tag::FORMAT,
    tag::KIND,
    tag::ORIGIN,
    tag::SEQUENCE,
    tag::HLC,
    tag::NONCE,
    tag::BATCH_INDEX,
    tag::BATCH_LENGTH,
    tag::RECORDED,
];
/// Fields that an event has besides.
const EVENT: [u8; 5] =
    [tag::STREAM_TYPE, tag::KEY, tag::EVENT_TYPE, tag::SCHEMA_VERSION, tag::PAYLOAD];
/// Fields that an event may have.
const EVENT_OPTIONAL: [u8; 4] = [tag::ID, tag::PARENTS, tag::DEPS, tag::METADATA];
/// Fields that a merge may have.
const MERGE_OPTIONAL: [u8; 4] = [tag::STREAM_TYPE, tag::KEY, tag::PARENTS, tag::DEPS];

impl Record {
    /// Reads an event or merge record. What is accepted encodes to the same bytes again.
    ///
    /// # Errors
    /// Bytes that are cut, unordered, repeated, over a limit, or have a field too few or too many;
    /// the message names the field.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let fields = Fields::split(bytes)?;
        let kind = kind_of(&fields)?;
        let record = Self {
            kind,
            origin: Origin::new(fields.number(tag::ORIGIN, 1)?).map_err(malformed)?,
            sequence: fields.number(tag::SEQUENCE, 1)?,
            hlc: fields.number(tag::HLC, 0)?,
            nonce: fields.number(tag::NONCE, 0)?,
            batch_index: fields.short(tag::BATCH_INDEX)?,
            batch_length: fields.short(tag::BATCH_LENGTH)?,
            recorded_us: i64::from_be_bytes(fields.exact(tag::RECORDED)?),
            stream: stream_of(&fields)?,
            event_type: fields.name(tag::EVENT_TYPE)?,
            schema_version: fields.optional(tag::SCHEMA_VERSION)?.map_or(0, u32::from_be_bytes),
            id: fields.optional(tag::ID)?.map(Uuid::from_bytes),
            parents: fields.references(tag::PARENTS)?,
            deps: fields.references(tag::DEPS)?,
            metadata: fields.text(tag::METADATA, limits::METADATA_BYTES_MAX)?,
            payload: fields.text(tag::PAYLOAD, limits::PAYLOAD_BYTES_MAX)?,
            unknown: fields.unknown,
        };
        record.fault().map_or(Ok(record), |fault| Err(malformed(fault)))
    }

    /// What is wrong between fields that are each right by themselves.
    fn fault(&self) -> Option<&'static str> {
        let is_event = self.kind == Kind::Event;
        let length_max = if is_event { limits::BATCH_EVENTS_MAX } else { 1 };
        let references = if self.stream.is_some() { &self.parents } else { &self.deps };
        let faults = [
            (
                is_event && !(1..=limits::VERSION_MAX).contains(&self.schema_version),
                "the schema version is out of range",
            ),
            (self.batch_index >= self.batch_length, "the batch index is outside its batch"),
            (u64::from(self.batch_index) >= self.sequence, "the batch begins before sequence 1"),
            (self.batch_length as usize > length_max, "the batch is over the limit"),
            (self.stream.is_none() && self.parents.is_some(), "it has parents, but no stream"),
            (!is_event && references.is_none(), "it merges nothing"),
        ];
        faults.iter().find(|(is_wrong, _)| *is_wrong).map(|(_, fault)| *fault)
    }
}

fn kind_of(fields: &Fields<'_>) -> Result<Kind> {
    fields.format()?;
    match fields.byte(tag::KIND)? {
        1 => fields.expect(&[&ALWAYS[..], &EVENT].concat(), &EVENT_OPTIONAL).map(|()| Kind::Event),
        2 => fields.expect(&ALWAYS, &MERGE_OPTIONAL).map(|()| Kind::Merge),
        other => Err(malformed(format!("kind {other} is neither event nor merge"))),
    }
}

fn stream_of(fields: &Fields<'_>) -> Result<Option<(String, String)>> {
    match (fields.name(tag::STREAM_TYPE)?, fields.text(tag::KEY, usize::MAX)?) {
        (Some(stream_type), Some(key)) => {
            name::check_key(&key).map_err(malformed)?;
            Ok(Some((stream_type, key)))
        }
        (None, None) => Ok(None),
        _ => Err(malformed("a stream type without a key, or a key without a type")),
    }
}
