//! Any valid record.

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use uuid::Uuid;

use super::super::tag::put;
use super::super::{Genesis, Kind, Record};
use crate::model::{Hash, Origin, Reference, Space};

/// A number of 63 bits: small, large, anywhere.
fn number(min: u64) -> impl Strategy<Value = u64> {
    let max = i64::MAX.cast_unsigned();
    prop_oneof![min..min + 10, Just(max), min..=max]
}

pub(super) fn origin() -> impl Strategy<Value = Origin> {
    number(1).prop_map(|number| Origin::new(number).unwrap())
}

pub(super) fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash::from_bytes)
}

pub(super) fn reference() -> impl Strategy<Value = Reference> {
    (origin(), number(1), any::<[u8; 16]>()).prop_map(|(origin, sequence, hash)| Reference {
        origin,
        sequence,
        hash,
    })
}

fn references() -> impl Strategy<Value = Vec<Reference>> {
    btree_set(reference(), 1..4).prop_map(|set| set.into_iter().collect())
}

fn stream() -> impl Strategy<Value = (String, String)> {
    ("\\PC{1,12}", "[^\\x00]{1,16}")
}

/// Fields with tags that this version does not know.
fn unknown() -> impl Strategy<Value = Vec<u8>> {
    btree_map(22..=u8::MAX, vec(any::<u8>(), 0..9), 0..3).prop_map(|fields| {
        let mut bytes = Vec::new();
        fields.iter().for_each(|(tag, value)| put(&mut bytes, *tag, value));
        bytes
    })
}

pub(super) fn genesis() -> impl Strategy<Value = Genesis> {
    let from_zero = (reference(), prop_oneof![Just(None), Just(Some(0))])
        .prop_map(|(head, zero)| Reference { sequence: zero.unwrap_or(head.sequence), ..head });
    let optional = (option::of(from_zero), option::of(any::<[u8; 32]>()), unknown());
    (origin(), any::<[u8; 16]>(), optional).prop_map(
        |(origin, space, (predecessor, public_key, unknown))| Genesis {
            origin,
            space: Space::from_bytes(space),
            predecessor,
            public_key,
            unknown,
        },
    )
}

/// What events and merges have alike.
fn common() -> impl Strategy<Value = Record> {
    let numbers = (origin(), number(1), number(0), number(0), any::<i64>());
    (numbers, option::of(references()), unknown()).prop_map(|(numbers, deps, unknown)| Record {
        kind: Kind::Merge,
        origin: numbers.0,
        sequence: numbers.1,
        hlc: numbers.2,
        nonce: numbers.3,
        batch_index: 0,
        batch_length: 1,
        recorded_us: numbers.4,
        stream: None,
        event_type: None,
        schema_version: 0,
        id: None,
        parents: None,
        deps,
        metadata: None,
        payload: None,
        unknown,
    })
}

pub(super) fn event() -> impl Strategy<Value = Record> {
    let content = ("\\PC{1,12}", prop_oneof![1_u32..5, 1..=0x7fff_ffff_u32], "[^\\x00]{0,40}");
    let optional =
        (option::of(any::<[u8; 16]>()), option::of(references()), option::of("[^\\x00]{0,20}"));
    (common(), stream(), content, optional, 1_u32..=1000, 0_u32..1000).prop_map(
        |(
            common,
            stream,
            (event_type, schema_version, payload),
            (id, parents, metadata),
            length,
            index,
        )| {
            let batch_index = index % length;
            Record {
                kind: Kind::Event,
                sequence: common.sequence.max(u64::from(batch_index) + 1),
                batch_index,
                batch_length: length,
                stream: Some(stream),
                event_type: Some(event_type),
                schema_version,
                id: id.map(Uuid::from_bytes),
                parents,
                metadata,
                payload: Some(payload),
                ..common
            }
        },
    )
}

pub(super) fn merge() -> impl Strategy<Value = Record> {
    (common(), option::of(stream()), references()).prop_map(|(common, stream, references)| {
        match stream {
            Some(stream) => Record { stream: Some(stream), parents: Some(references), ..common },
            None => Record { deps: Some(references), ..common },
        }
    })
}

pub(super) fn record() -> impl Strategy<Value = Record> {
    prop_oneof![4 => event(), 1 => merge()]
}
