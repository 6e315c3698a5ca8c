//! Small records with one fault each.

use super::{assert_refused, event, events, merge, with};
use crate::model::format::tag::{self, put};

/// Bytes that must be refused.
pub(in super::super) struct Case {
    pub(in super::super) why: &'static str,
    pub(in super::super) bytes: Vec<u8>,
    /// What our own message has in it.
    part: &'static str,
}

/// Why, what is changed in a record without a fault, and a part of the message.
pub(super) type Fault = (&'static str, Vec<Change>, &'static str);

/// A field with another value, or (by `None`) left out.
pub(in super::super) type Change = (u8, Option<Vec<u8>>);

pub(in super::super) const ONE: &[u8] = &1_u64.to_be_bytes();
pub(in super::super) const TWO_63: &[u8] = &(1_u64 << 63).to_be_bytes();

pub(in super::super) fn set(tag: u8, value: &[u8]) -> Change {
    (tag, Some(value.to_vec()))
}

pub(in super::super) fn without(tag: u8) -> Change {
    (tag, None)
}

/// A reference to this origin and sequence.
pub(in super::super) fn reference(origin: u64, sequence: u64) -> Vec<u8> {
    [&origin.to_be_bytes()[..], &sequence.to_be_bytes(), &[9; 16]].concat()
}

/// Every small case.
pub(in super::super) fn cases() -> Vec<Case> {
    let mut cases = framing();
    for (record, faults) in [(event(), events::faults()), (merge(), merges())] {
        let faults = faults.into_iter();
        cases.extend(faults.map(|(why, changes, part)| Case {
            why,
            bytes: with(&record, &changes),
            part,
        }));
    }
    cases
}

fn framing() -> Vec<Case> {
    let whole = event().encode();
    let cut = whole[..whole.len() - 1].to_vec();
    let two = |first: u8, second: u8| {
        let mut bytes = Vec::new();
        put(&mut bytes, first, &[1]);
        put(&mut bytes, second, &[1]);
        bytes
    };
    [
        ("no bytes", Vec::new(), "field 1 (format) is missing"),
        ("cut in its last field", cut, "cut in a field"),
        ("tags not ascending", two(tag::KIND, tag::FORMAT), "field 1 comes after field 2"),
        ("a tag twice", two(tag::FORMAT, tag::FORMAT), "field 1 comes after field 1"),
        ("tag 0", with(&event(), &[set(0, b"")]), "field 0 comes after field 0"),
    ]
    .map(|(why, bytes, part)| Case { why, bytes, part })
    .into()
}

/// Faults of a merge without a stream.
fn merges() -> Vec<Fault> {
    let stream = || vec![set(tag::STREAM_TYPE, b"account"), set(tag::KEY, b"alice")];
    vec![
        ("a merge of nothing", vec![without(tag::DEPS)], "it merges nothing"),
        ("a merge of a stream without parents", stream(), "it merges nothing"),
        (
            "a merge with parents but no stream",
            vec![set(tag::PARENTS, &reference(1, 1))],
            "no stream",
        ),
        (
            "a merge in a longer batch",
            vec![set(tag::BATCH_LENGTH, &[0, 0, 0, 2])],
            "batch is over the limit",
        ),
        ("a merge with a key alone", vec![set(tag::KEY, b"alice")], "a key without a type"),
        ("a merge with an event type", vec![set(tag::EVENT_TYPE, b"a")], "does not belong"),
        (
            "a merge with a schema version",
            vec![set(tag::SCHEMA_VERSION, &[0; 4])],
            "does not belong",
        ),
        ("a merge with an id", vec![set(tag::ID, &[0; 16])], "does not belong"),
        ("a merge with metadata", vec![set(tag::METADATA, b"{}")], "does not belong"),
        ("a merge with a payload", vec![set(tag::PAYLOAD, b"{}")], "does not belong"),
    ]
}

#[test]
fn each_fault_is_refused_and_named() {
    cases().iter().for_each(|case| assert_refused(case.why, &case.bytes, case.part));
}
