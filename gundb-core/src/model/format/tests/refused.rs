//! What a receiver refuses, case by case; the small ones are test vectors too.

mod cases;
mod events;

use std::collections::BTreeMap;

use super::super::tag::{self, put};
use super::super::{Kind, Record};
use crate::model::limits::{
    KEY_BYTES_MAX, METADATA_BYTES_MAX, NAME_BYTES_MAX, PAYLOAD_BYTES_MAX, REFERENCES_MAX,
};
use crate::model::{Origin, Reference};

pub(super) use cases::cases;
pub(super) use cases::{Change, ONE, TWO_63, reference, set, without};

pub(super) fn event() -> Record {
    Record {
        kind: Kind::Event,
        origin: Origin::new(7).unwrap(),
        sequence: 3,
        hlc: 1 << 40,
        nonce: 5,
        batch_index: 0,
        batch_length: 1,
        recorded_us: 0,
        stream: Some(("account".into(), "alice".into())),
        event_type: Some("account.closed".into()),
        schema_version: 1,
        id: None,
        parents: None,
        deps: None,
        metadata: None,
        payload: Some("{}".into()),
        unknown: Vec::new(),
    }
}

pub(super) fn merge() -> Record {
    let deps =
        Some(vec![Reference { origin: Origin::new(8).unwrap(), sequence: 1, hash: [1; 16] }]);
    Record {
        kind: Kind::Merge,
        stream: None,
        event_type: None,
        schema_version: 0,
        payload: None,
        deps,
        ..event()
    }
}

/// The record with some fields put in, replaced, or (by `None`) left out.
pub(super) fn with(record: &Record, changes: &[Change]) -> Vec<u8> {
    let mut fields = BTreeMap::new();
    record.each_field(|tag, value| drop(fields.insert(tag, value.to_vec())));
    for (tag, value) in changes {
        match value {
            Some(value) => fields.insert(*tag, value.to_vec()),
            None => fields.remove(tag),
        };
    }
    let mut bytes = Vec::new();
    fields.iter().for_each(|(tag, value)| put(&mut bytes, *tag, value));
    bytes
}

/// Asserts that `bytes` are refused with a message that has `part` in it.
pub(super) fn assert_refused(why: &str, bytes: &[u8], part: &str) {
    let message = match Record::decode(bytes) {
        Ok(record) => panic!("{why}: accepted as {record:?}"),
        Err(error) => error.to_string(),
    };
    assert!(message.starts_with("malformed record: "), "{why}: {message}");
    assert!(message.contains(part), "{why}: {message}");
}

#[test]
fn records_without_a_fault_are_accepted() {
    for record in [event(), merge()] {
        assert_eq!(with(&record, &[]), record.encode());
        assert_eq!(Record::decode(&record.encode()).unwrap(), record);
    }
}

#[test]
fn limits_are_reached_and_not_passed() {
    let references = |count: u64| {
        let origin = Origin::new(1).unwrap();
        let list: Vec<_> =
            (1..=count).map(|sequence| Reference { origin, sequence, hash: [0; 16] }).collect();
        Reference::list_to_bytes(&list)
    };
    let field = |tag: u8, value: Vec<u8>| with(&event(), &[set(tag, &value)]);
    let text = |tag: u8, bytes: usize| field(tag, vec![b'x'; bytes]);
    for (tag, bytes_max) in [
        (tag::STREAM_TYPE, NAME_BYTES_MAX),
        (tag::KEY, KEY_BYTES_MAX),
        (tag::EVENT_TYPE, NAME_BYTES_MAX),
        (tag::METADATA, METADATA_BYTES_MAX),
        (tag::PAYLOAD, PAYLOAD_BYTES_MAX),
    ] {
        assert!(Record::decode(&text(tag, bytes_max)).is_ok(), "{tag}");
        assert!(Record::decode(&text(tag, bytes_max + 1)).is_err(), "{tag}");
    }
    for tag in [tag::PARENTS, tag::DEPS] {
        assert!(Record::decode(&field(tag, references(REFERENCES_MAX as u64))).is_ok());
        assert_refused("257 references", &field(tag, references(257)), "has 257 references");
    }
    let unknown = |bytes: usize| text(99, bytes - 5);
    assert!(Record::decode(&unknown(tag::UNKNOWN_BYTES_MAX)).is_ok());
    assert_refused(
        "unknown",
        &unknown(tag::UNKNOWN_BYTES_MAX + 1),
        "unknown fields are over the limit",
    );
    let batch = |index: u32, length: u32| Record {
        sequence: 1000,
        batch_index: index,
        batch_length: length,
        ..event()
    };
    assert!(Record::decode(&batch(999, 1000).encode()).is_ok());
    assert_refused("batch", &batch(999, 1001).encode(), "the batch is over the limit");
}
