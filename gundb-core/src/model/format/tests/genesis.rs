//! The first record of a log: read as it was written, and nothing else is one.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::super::tag::{self, put, take};
use super::super::{Genesis, Record};
use super::arbitrary::{genesis, record};
use super::refused::{Change, ONE, TWO_63, reference, set, without};
use crate::model::{Origin, Space};

/// Bytes that are no genesis, and why; the vectors show them.
pub(super) fn refused() -> Vec<(&'static str, Vec<u8>)> {
    cases().into_iter().map(|(why, changes, _)| (why, with(&changes))).collect()
}

fn plain() -> Genesis {
    let origin = Origin::new(7).unwrap();
    Genesis {
        origin,
        space: Space::default(),
        predecessor: None,
        public_key: None,
        unknown: Vec::new(),
    }
}

/// A genesis with some fields put in, replaced or left out.
fn with(changes: &[Change]) -> Vec<u8> {
    let (bytes, mut fields) = (plain().encode(), BTreeMap::new());
    let mut rest = bytes.as_slice();
    while let Some((tag, value, after)) = take(rest) {
        fields.insert(tag, value.to_vec());
        rest = after;
    }
    for (tag, value) in changes {
        match value {
            Some(value) => fields.insert(*tag, value.clone()),
            None => fields.remove(tag),
        };
    }
    let mut bytes = Vec::new();
    fields.iter().for_each(|(tag, value)| put(&mut bytes, *tag, value));
    bytes
}

fn cases() -> Vec<(&'static str, Vec<Change>, &'static str)> {
    vec![
        ("format 2", vec![set(tag::FORMAT, &[2])], "format version 2"),
        ("no kind", vec![without(tag::KIND)], "field 2 (kind) is missing"),
        ("an event's kind", vec![set(tag::KIND, &[1])], "kind 1 is no genesis"),
        ("a kind of two bytes", vec![set(tag::KIND, &[0, 0])], "is not 1 bytes long"),
        ("no origin", vec![without(tag::ORIGIN)], "field 3 (origin) is missing"),
        ("origin 0", vec![set(tag::ORIGIN, &[0; 8])], "field 3 (origin) is out of range"),
        ("origin 2^63", vec![set(tag::ORIGIN, TWO_63)], "field 3 (origin) is out of range"),
        ("no sequence", vec![without(tag::SEQUENCE)], "field 4 (sequence) is missing"),
        ("sequence 1", vec![set(tag::SEQUENCE, ONE)], "a genesis has sequence 0"),
        ("an hlc", vec![set(tag::HLC, ONE)], "field 5 (hlc) does not belong there"),
        ("a payload", vec![set(tag::PAYLOAD, b"{}")], "field 18 (payload) does not belong there"),
        ("no space", vec![without(tag::SPACE)], "field 19 (space) is missing"),
        ("a space of 15 bytes", vec![set(tag::SPACE, &[0; 15])], "is not 16 bytes long"),
        ("predecessor of origin 0", vec![set(tag::PREDECESSOR, &reference(0, 1))], "origin 0"),
        (
            "a predecessor of two references",
            vec![set(tag::PREDECESSOR, &[1; 64])],
            "is not 32 bytes long",
        ),
        ("a key of 31 bytes", vec![set(tag::PUBLIC_KEY, &[1; 31])], "is not 32 bytes long"),
    ]
}

#[test]
fn what_is_no_genesis_is_refused() {
    assert_eq!(Genesis::decode(&with(&[])).unwrap(), plain());
    for (why, changes, part) in cases() {
        let message = Genesis::decode(&with(&changes)).expect_err(why).to_string();
        assert!(message.starts_with("malformed record: "), "{why}: {message}");
        assert!(message.contains(part), "{why}: {message}");
    }
    let predecessor = [set(tag::PREDECESSOR, &reference(1, 0))];
    assert_eq!(Genesis::decode(&with(&predecessor)).unwrap().predecessor.unwrap().sequence, 0);
}

#[test]
fn unknown_fields_reach_their_limit_and_do_not_pass_it() {
    let unknown = |bytes: usize| with(&[set(99, &vec![1; bytes - 5])]);
    assert!(Genesis::decode(&unknown(tag::UNKNOWN_BYTES_MAX)).is_ok());
    assert!(Genesis::decode(&unknown(tag::UNKNOWN_BYTES_MAX + 1)).is_err());
}

proptest! {
    #[test]
    fn a_genesis_survives_its_bytes(genesis in genesis()) {
        prop_assert_eq!(Genesis::decode(&genesis.encode()).unwrap(), genesis);
    }

    #[test]
    fn no_record_is_a_genesis_and_no_genesis_a_record(genesis in genesis(), record in record()) {
        prop_assert!(Record::decode(&genesis.encode()).is_err());
        prop_assert!(Genesis::decode(&record.encode()).is_err());
    }

    #[test]
    fn changed_bytes_are_refused_or_another_genesis(
        genesis in genesis(),
        changes in vec((any::<Index>(), any::<u8>()), 1..4),
        end in any::<Index>(),
    ) {
        let mut bytes = genesis.encode();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for bytes in [&bytes[..], &bytes[..end.index(bytes.len())]] {
            if let Ok(accepted) = Genesis::decode(bytes) {
                prop_assert_eq!(accepted.encode(), bytes);
                prop_assert_eq!(accepted.hash() == genesis.hash(), accepted == genesis);
            }
        }
    }
}
