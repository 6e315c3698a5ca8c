//! Bytes with one fault each, that are no message.

use super::super::super::{
    Body, Hello, Holding, LogPosition, Message, OriginRange, Ranges, Refusal, Run, Told,
};
use crate::model::{Hash, Origin, Reference, Space};

/// Bytes that must be refused.
pub(in super::super) struct Case {
    pub(in super::super) why: &'static str,
    pub(in super::super) bytes: Vec<u8>,
    /// What our own message has in it.
    part: &'static str,
}

fn encode(body: Body) -> Vec<u8> {
    Message { number: 0, body }.encode()
}

/// A message with another byte at some indexes.
fn with(body: Body, changes: &[(usize, u8)]) -> Vec<u8> {
    let mut bytes = encode(body);
    changes.iter().for_each(|(index, byte)| bytes[*index] = *byte);
    bytes
}

fn done() -> Body {
    Body::Done { forked: Vec::new() }
}

fn head(origin: u64, sequence: u64) -> Reference {
    Reference { origin: Origin::new(origin).unwrap(), sequence, hash: [9; 16] }
}

fn told(heads: Vec<Reference>) -> Told {
    Told { range: OriginRange::WHOLE, holding: Holding::Heads(heads) }
}

fn hello(heads: Vec<Reference>) -> Body {
    Body::Hello(Hello { space: Space::default(), told: told(heads) })
}

fn ranges(told: Vec<Told>, wants: Vec<LogPosition>) -> Body {
    Body::Ranges(Ranges { more: false, told, wants })
}

fn run() -> Run {
    let (origin, hash) = (Origin::new(7).unwrap(), Hash::from_bytes([9; 32]));
    Run { origin, genesis: None, first: 2, previous: hash, last: hash, records: vec![vec![1; 95]] }
}

fn part(first: u64) -> Told {
    Told {
        range: OriginRange::new(1, first << 60).unwrap(),
        holding: Holding::Sum { count: 0, hash: [0; 16] },
    }
}

fn headers() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    vec![
        ("no bytes", vec![], "it is cut"),
        ("a header of 9 bytes", encode(done())[..9].to_vec(), "it is cut"),
        ("version 0", with(done(), &[(0, 0)]), "it is of version 0"),
        ("version 2", with(done(), &[(0, 2)]), "it is of version 2"),
        ("kind 0", with(done(), &[(1, 0)]), "kind 0 is none"),
        ("kind 7", with(done(), &[(1, 7)]), "kind 7 is none"),
        ("a length below the body's", with(done(), &[(9, 3)]), "its body has 4 bytes, not 3"),
        ("a length above the body's", with(done(), &[(9, 5)]), "its body has 4 bytes, not 5"),
        ("a length over the limit", with(done(), &[(6, 1)]), "is over the limit"),
        (
            "bytes after the body",
            with(Body::Refused(Refusal::Version(3)), &[(10, 3)]),
            "after its end",
        ),
    ]
}

fn comparisons() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let start = |origin| LogPosition::start(Origin::new(origin).unwrap());
    vec![
        ("a range of 17 digits", with(hello(vec![]), &[(26, 17)]), "is no range of origins"),
        ("a range that begins inside", with(hello(vec![]), &[(34, 1)]), "is no range of origins"),
        (
            "a range that is neither sum nor heads",
            with(hello(vec![]), &[(35, 2)]),
            "a range of kind 2",
        ),
        ("heads outside their range", with(hello(vec![head(1, 1)]), &[(26, 16)]), "outside it"),
        ("heads unsorted", encode(hello(vec![head(2, 1), head(1, 1)])), "unsorted or repeated"),
        ("a head twice", encode(hello(vec![head(1, 1), head(1, 1)])), "unsorted or repeated"),
        ("a head of sequence 0", encode(hello(vec![head(1, 0)])), "sequence 0 is out of range"),
        ("a head of origin 0", with(hello(vec![head(1, 1)]), &[(47, 0)]), "origin 0"),
        ("257 heads", encode(hello((1..=257).map(|origin| head(origin, 1)).collect())), "too many"),
        ("neither yes nor no", with(ranges(vec![], vec![]), &[(10, 2)]), "neither yes nor no"),
        ("ranges unsorted", encode(ranges(vec![part(1), part(0)], vec![])), "unsorted or repeated"),
        (
            "ranges that overlap",
            encode(ranges(vec![told(vec![]), part(1)], vec![])),
            "unsorted or repeated",
        ),
        (
            "log positions unsorted",
            encode(ranges(vec![], vec![start(2), start(1)])),
            "unsorted or repeated",
        ),
        (
            "two log positions of one origin",
            encode(ranges(vec![], vec![start(1), head(1, 2).into()])),
            "unsorted",
        ),
        (
            "a start with a hash",
            encode(ranges(vec![], vec![head(1, 0).into()])),
            "sequence 0 with a hash",
        ),
    ]
}

fn events() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let one = |run: Run| encode(Body::Events(vec![run]));
    let origin = |number| Origin::new(number).unwrap();
    vec![
        ("no runs", encode(Body::Events(vec![])), "nothing in it"),
        ("a run without records", one(Run { records: vec![], ..run() }), "no room for 1"),
        ("a run from sequence 0", one(Run { first: 0, ..run() }), "sequence 0 is out of range"),
        ("a run beyond 63 bits", one(Run { first: 1 << 63, ..run() }), "out of range"),
        (
            "a run that leads beyond 63 bits",
            one(Run { first: (1 << 63) - 1, records: vec![vec![1; 95]; 2], ..run() }),
            "64 bits",
        ),
        ("a run from record 1 without a genesis", one(Run { first: 1, ..run() }), "with record 1"),
        (
            "a genesis before record 2",
            one(Run { genesis: Some(vec![1]), ..run() }),
            "with no other",
        ),
        (
            "a record of 94 bytes",
            one(Run { records: vec![vec![1; 94], vec![1; 96]], ..run() }),
            "shorter",
        ),
        (
            "forked origins unsorted",
            encode(Body::Done { forked: vec![origin(2), origin(1)] }),
            "unsorted",
        ),
        (
            "an acknowledgement of 5 bytes",
            [&[1, 4, 0, 0, 0, 0, 0, 0, 0, 5][..], &[0; 5]].concat(),
            "after its end",
        ),
    ]
}

pub(in super::super) fn cases() -> Vec<Case> {
    let all = headers().into_iter().chain(comparisons()).chain(events());
    all.map(|(why, bytes, part)| Case { why, bytes, part }).collect()
}

#[test]
fn each_fault_is_refused_and_named() {
    for Case { why, bytes, part } in cases() {
        let message = Message::decode(&bytes).expect_err(why).to_string();
        assert!(message.starts_with("malformed message: "), "{why}: {message}");
        assert!(message.contains(part), "{why}: {message}");
    }
}

#[test]
fn origins_over_the_limit_and_a_genesis_over_it_are_refused() {
    let forked = |count| Body::Done {
        forked: (1..=count).map(|number| Origin::new(number).unwrap()).collect(),
    };
    assert!(Message::decode(&encode(forked(4096))).is_ok());
    assert!(Message::decode(&encode(forked(4097))).is_err());
    let genesis =
        |bytes| Body::Events(vec![Run { first: 1, genesis: Some(vec![1; bytes]), ..run() }]);
    assert!(Message::decode(&encode(genesis(133 + 65_536))).is_ok());
    assert!(Message::decode(&encode(genesis(134 + 65_536))).is_err());
}
