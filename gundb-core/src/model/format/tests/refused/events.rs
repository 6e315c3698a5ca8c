//! Faults of an event, field by field.

use super::cases::{Fault, ONE, TWO_63, reference, set, without};
use crate::model::format::tag;

pub(super) fn faults() -> Vec<Fault> {
    let mut faults = numbers();
    faults.extend(texts());
    faults.extend(references());
    faults
}

fn numbers() -> Vec<Fault> {
    vec![
        ("format version 2", vec![set(tag::FORMAT, &[2])], "format version 2"),
        ("kind 0 is a genesis", vec![set(tag::KIND, &[0])], "kind 0"),
        ("kind 3 is reserved", vec![set(tag::KIND, &[3])], "kind 3"),
        ("no kind", vec![without(tag::KIND)], "field 2 (kind) is missing"),
        ("origin 0", vec![set(tag::ORIGIN, &[0; 8])], "field 3 (origin) is out of range"),
        ("origin 2^63", vec![set(tag::ORIGIN, TWO_63)], "field 3 (origin) is out of range"),
        ("sequence 0", vec![set(tag::SEQUENCE, &[0; 8])], "field 4 (sequence) is out of range"),
        ("sequence 2^63", vec![set(tag::SEQUENCE, TWO_63)], "field 4 (sequence) is out of range"),
        ("hlc 2^63", vec![set(tag::HLC, TWO_63)], "field 5 (hlc) is out of range"),
        ("hlc of 7 bytes", vec![set(tag::HLC, &[0; 7])], "field 5 (hlc) is not 8 bytes long"),
        ("nonce 2^63", vec![set(tag::NONCE, TWO_63)], "field 6 (nonce) is out of range"),
        ("batch index 1 of 1", vec![set(tag::BATCH_INDEX, &[0, 0, 0, 1])], "outside its batch"),
        ("batch length 0", vec![set(tag::BATCH_LENGTH, &[0; 4])], "outside its batch"),
        (
            "batch length 1001",
            vec![set(tag::BATCH_LENGTH, &[0, 0, 3, 233])],
            "the batch is over the limit",
        ),
        (
            "a batch that begins at sequence 0",
            vec![set(tag::BATCH_INDEX, &[0, 0, 0, 3]), set(tag::BATCH_LENGTH, &[0, 0, 0, 4])],
            "before sequence 1",
        ),
        ("no recorded time", vec![without(tag::RECORDED)], "field 9 (recorded) is missing"),
    ]
}

fn texts() -> Vec<Fault> {
    vec![
        ("no stream type", vec![without(tag::STREAM_TYPE)], "field 10 (stream type) is missing"),
        ("empty stream type", vec![set(tag::STREAM_TYPE, b"")], "is empty"),
        ("no key", vec![without(tag::KEY)], "field 11 (key) is missing"),
        ("empty key", vec![set(tag::KEY, b"")], "key is empty"),
        ("U+0000 in the key", vec![set(tag::KEY, b"a\0")], "field 11 (key) has U+0000"),
        ("key is not UTF-8", vec![set(tag::KEY, &[0xff])], "field 11 (key) is not UTF-8"),
        (
            "a surrogate in the key",
            vec![set(tag::KEY, &[0xed, 0xa0, 0x80])],
            "field 11 (key) is not UTF-8",
        ),
        ("no event type", vec![without(tag::EVENT_TYPE)], "field 12 (event type) is missing"),
        (
            "control character",
            vec![set(tag::EVENT_TYPE, "a\u{85}".as_bytes())],
            "control character",
        ),
        (
            "no schema version",
            vec![without(tag::SCHEMA_VERSION)],
            "field 13 (schema version) is missing",
        ),
        (
            "schema version 0",
            vec![set(tag::SCHEMA_VERSION, &[0; 4])],
            "schema version is out of range",
        ),
        (
            "schema version 2^31",
            vec![set(tag::SCHEMA_VERSION, &[128, 0, 0, 0])],
            "schema version is out of range",
        ),
        ("id of 15 bytes", vec![set(tag::ID, &[0; 15])], "field 14 (id) is not 16 bytes long"),
        ("U+0000 in metadata", vec![set(tag::METADATA, b"{\0}")], "field 17 (metadata) has U+0000"),
        (
            "metadata is not UTF-8",
            vec![set(tag::METADATA, &[0xc0, 0x80])],
            "field 17 (metadata) is not UTF-8",
        ),
        ("no payload", vec![without(tag::PAYLOAD)], "field 18 (payload) is missing"),
        (
            "U+0000 in the payload",
            vec![set(tag::PAYLOAD, b"{\0}")],
            "field 18 (payload) has U+0000",
        ),
        (
            "payload is not UTF-8",
            vec![set(tag::PAYLOAD, &[0x80])],
            "field 18 (payload) is not UTF-8",
        ),
    ]
}

fn references() -> Vec<Fault> {
    vec![
        ("no parent in parents", vec![set(tag::PARENTS, b"")], "has 0 references"),
        ("parents cut", vec![set(tag::PARENTS, &[1; 31])], "cut, unsorted or repeated"),
        (
            "parents unsorted",
            vec![set(tag::PARENTS, &[reference(2, 1), reference(1, 1)].concat())],
            "unsorted",
        ),
        (
            "parents repeated",
            vec![set(tag::PARENTS, &[reference(1, 1), reference(1, 1)].concat())],
            "repeated",
        ),
        ("parent of origin 0", vec![set(tag::PARENTS, &reference(0, 1))], "origin 0"),
        ("parent with sequence 0", vec![set(tag::PARENTS, &reference(1, 0))], "sequence 0"),
        (
            "dep with sequence 2^63",
            vec![set(tag::DEPS, &[ONE, TWO_63, &[9; 16]].concat())],
            "64 bits",
        ),
        (
            "an event with a space",
            vec![set(tag::SPACE, &[0; 16])],
            "field 19 (space) does not belong",
        ),
        ("an event with a predecessor", vec![set(tag::PREDECESSOR, &[1; 32])], "does not belong"),
        ("an event with a public key", vec![set(tag::PUBLIC_KEY, &[1; 32])], "does not belong"),
    ]
}
