//! Two writers of one space. The second one's machine is cloned, and both clones write on.

use serde::Serialize;
use uuid::Uuid;

use super::genesis::{GenesisVector, LogVector};
use super::log::{Log, merge};
use super::shape::RecordVector;
use crate::model::format::tag::put;
use crate::model::format::{Genesis, Record};
use crate::model::{Hash, Origin, Reference, Space};

/// Two records with one dot after one previous hash: each names a branch of its origin.
#[derive(Serialize)]
pub(super) struct Fork {
    about: &'static str,
    origin: String,
    sequence: String,
    previous: String,
    records: Vec<RecordVector>,
    branches: Vec<String>,
}

/// The logs `a` and `b`, and the fork of `b`.
pub(super) fn tell() -> (Vec<LogVector>, Fork) {
    let first = Genesis {
        origin: Origin::new(5_071_994_022_893_770_661).unwrap(),
        space: Space::default(),
        predecessor: None,
        public_key: None,
        unknown: Vec::new(),
    };
    let mut a = Log::begin(&first);
    let from_a = write_alone(&mut a);

    let predecessor = Reference { origin: Origin::new(1).unwrap(), sequence: 42, hash: [0xa5; 16] };
    let second = Genesis {
        origin: Origin::new(8_888_888_888_888_888_888).unwrap(),
        predecessor: Some(predecessor),
        public_key: Some([0x5a; 32]),
        ..first.clone()
    };
    let mut b = Log::begin(&second);
    let seen = Some(vec![from_a]);
    let deposit = b.next(300, "account.deposited", r#"{"cents":1}"#);
    let deposit = Record { parents: seen.clone(), deps: seen, ..deposit };
    let from_b = b.push("the first of a writer that received all of log a so far", &deposit);

    let fork = fork_of(&b);
    join(&mut a, from_b, &fork.1);
    let logs = [("a", first, a), ("b", second, b)];
    let logs = logs.map(|(log, genesis, written)| LogVector {
        log,
        genesis: GenesisVector::of(&genesis),
        records: written.records,
    });
    (logs.into(), fork.0)
}

/// Nothing received yet: no parents, no deps.
fn write_alone(a: &mut Log) -> Reference {
    let opened = Record {
        id: Some(Uuid::from_u128(0x0197_7420_dc00_7000_8000_0000_0000_0001)),
        metadata: Some(r#"{"actor":"teller 7","headers":{"till":"3"}}"#.into()),
        ..a.next(0, "account.opened", r#"{"owner":"Alice"}"#)
    };
    a.push("one event, with id and metadata", &opened);
    let batch = [
        ("alice", "account.deposited", r#"{"cents":700}"#),
        ("böb 🐙", "account.opened", r#"{"owner":"Böb \u0000 🐙"}"#),
        ("alice", "account.withdrawn", r#"{ "cents" : 7.0e2 }"#),
    ];
    let abouts = [
        "a batch of three over two streams, 1: its parent is the record before it",
        "a batch of three over two streams, 2: the first of its stream",
        "a batch of three over two streams, 3: its parent is 1 of the batch",
    ];
    let mut last = None;
    for (index, ((key, event_type, payload), about)) in (0..).zip(batch.into_iter().zip(abouts)) {
        let stream = Some(("account".into(), key.into()));
        let record = a.next(250, event_type, payload);
        last =
            Some(a.push(about, &Record { stream, batch_index: index, batch_length: 3, ..record }));
    }
    last.expect("the batch is not empty")
}

/// The writer of log `a` receives from the other, and merges.
fn join(a: &mut Log, from_b: Reference, forked: &[Reference]) {
    let own = a.next(300, "account.closed", "{}");
    let own = a.push("concurrent with record 1 of log b", &own);
    let mut heads = vec![own, from_b];
    heads.sort_unstable();
    let joins =
        Record { parents: Some(heads), deps: Some(vec![from_b]), ..merge(a.next(400, "", "")) };
    a.push("a merge of the stream's heads", &joins);
    let mut unknown = Vec::new();
    put(&mut unknown, 22, b"later");
    put(&mut unknown, 255, b"");
    let newer = Record { unknown, ..a.next(401, "account.opened", r#"{"owner":"Alice"}"#) };
    a.push("fields of a later version; its parent is the merge before it", &newer);
    let mut forked = forked.to_vec();
    forked.sort_unstable();
    let heads = Record { stream: None, deps: Some(forked), ..merge(a.next(500, "", "")) };
    a.push("a merge of the store's heads: both ends of a fork", &heads);
}

fn fork_of(b: &Log) -> (Fork, Vec<Reference>) {
    let ends = [
        ("written by one clone", b.next(450, "account.deposited", r#"{"cents":2}"#)),
        ("written by the other", b.next(460, "account.withdrawn", r#"{"cents":2}"#)),
    ];
    let hashes: Vec<Hash> = ends.iter().map(|(_, record)| record.hash(&b.head)).collect();
    let sequence = b.sequence + 1;
    let fork = Fork {
        about: "Behind record 1 of log b: one dot, one previous hash, two records. Each hash names a branch.",
        origin: b.origin.to_string(),
        sequence: sequence.to_string(),
        previous: b.head.to_string(),
        records: ends
            .iter()
            .map(|(about, record)| RecordVector::of(about, record, &b.head))
            .collect(),
        branches: hashes.iter().map(Hash::to_string).collect(),
    };
    (fork, hashes.iter().map(|hash| Reference::to(b.origin, sequence, hash)).collect())
}
