//! Records as the vectors show them.

use serde::Serialize;

use crate::model::format::tag::take;
use crate::model::format::{Kind, Record};
use crate::model::{Hash, Reference, hex};

/// An event or a merge.
#[derive(Serialize)]
pub(super) struct RecordVector {
    about: &'static str,
    fields: RecordFields,
    previous: String,
    record: String,
    preimage: String,
    hash: String,
    /// How others point at it.
    reference: String,
}

#[derive(Serialize)]
struct RecordFields {
    kind: &'static str,
    origin: String,
    sequence: String,
    hlc: String,
    nonce: String,
    batch_index: u32,
    batch_length: u32,
    recorded: String,
    #[serde(flatten)]
    content: Content,
    unknown: Vec<UnknownField>,
}

/// The fields that not every record has; `null` where it is absent.
#[derive(Serialize)]
struct Content {
    stream_type: Option<String>,
    key: Option<String>,
    event_type: Option<String>,
    schema_version: Option<u32>,
    id: Option<String>,
    parents: Option<Vec<ReferenceFields>>,
    deps: Option<Vec<ReferenceFields>>,
    metadata: Option<String>,
    payload: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ReferenceFields {
    origin: String,
    sequence: String,
    hash: String,
}

#[derive(Serialize)]
struct UnknownField {
    tag: u8,
    value: String,
}

impl From<&Reference> for ReferenceFields {
    fn from(reference: &Reference) -> Self {
        Self {
            origin: reference.origin.to_string(),
            sequence: reference.sequence.to_string(),
            hash: hex::encode(&reference.hash),
        }
    }
}

fn references(list: Option<&Vec<Reference>>) -> Option<Vec<ReferenceFields>> {
    list.map(|list| list.iter().map(ReferenceFields::from).collect())
}

impl RecordVector {
    pub(super) fn of(about: &'static str, record: &Record, previous: &Hash) -> Self {
        let hash = record.hash(previous);
        let reference = Reference::to(record.origin, record.sequence, &hash);
        Self {
            about,
            fields: fields_of(record),
            previous: previous.to_string(),
            record: hex::encode(&record.encode()),
            preimage: hex::encode(&record.preimage(previous)),
            hash: hash.to_string(),
            reference: hex::encode(&reference.to_bytes()),
        }
    }
}

fn fields_of(record: &Record) -> RecordFields {
    let is_event = record.kind == Kind::Event;
    RecordFields {
        kind: if is_event { "event" } else { "merge" },
        origin: record.origin.to_string(),
        sequence: record.sequence.to_string(),
        hlc: record.hlc.to_string(),
        nonce: record.nonce.to_string(),
        batch_index: record.batch_index,
        batch_length: record.batch_length,
        recorded: record.recorded_us.to_string(),
        content: content_of(record),
        unknown: unknown_of(&record.unknown),
    }
}

fn content_of(record: &Record) -> Content {
    let (stream_type, key) = record.stream.clone().unzip();
    Content {
        stream_type,
        key,
        event_type: record.event_type.clone(),
        schema_version: record.event_type.as_ref().map(|_| record.schema_version),
        id: record.id.map(|id| id.to_string()),
        parents: references(record.parents.as_ref()),
        deps: references(record.deps.as_ref()),
        metadata: record.metadata.clone(),
        payload: record.payload.clone(),
    }
}

fn unknown_of(mut bytes: &[u8]) -> Vec<UnknownField> {
    let mut fields = Vec::new();
    while let Some((tag, value, rest)) = take(bytes) {
        fields.push(UnknownField { tag, value: hex::encode(value) });
        bytes = rest;
    }
    fields
}
