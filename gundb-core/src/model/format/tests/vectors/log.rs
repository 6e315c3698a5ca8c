//! A log in the making.

use super::shape::RecordVector;
use crate::model::format::{Genesis, Kind, Record};
use crate::model::{Hash, Origin, Reference};

const START_MS: u64 = 1_750_000_000_000;

/// A log as it grows.
pub(super) struct Log {
    pub(super) origin: Origin,
    pub(super) sequence: u64,
    pub(super) head: Hash,
    pub(super) records: Vec<RecordVector>,
}

impl Log {
    pub(super) fn begin(genesis: &Genesis) -> Self {
        Self { origin: genesis.origin, sequence: 0, head: genesis.hash(), records: Vec::new() }
    }

    /// The next record, an event of the stream `account alice`, at some milliseconds after the
    /// start.
    pub(super) fn next(&self, after_ms: u64, event_type: &str, payload: &str) -> Record {
        let now_ms = START_MS + after_ms;
        Record {
            kind: Kind::Event,
            origin: self.origin,
            sequence: self.sequence + 1,
            hlc: now_ms << 16,
            nonce: now_ms.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1,
            batch_index: 0,
            batch_length: 1,
            recorded_us: now_ms.cast_signed() * 1000,
            stream: Some(("account".into(), "alice".into())),
            event_type: Some(event_type.into()),
            schema_version: 1,
            id: None,
            parents: None,
            deps: None,
            metadata: None,
            payload: Some(payload.into()),
            unknown: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, about: &'static str, record: &Record) -> Reference {
        self.records.push(RecordVector::of(about, record, &self.head));
        self.head = record.hash(&self.head);
        self.sequence = record.sequence;
        Reference::to(self.origin, self.sequence, &self.head)
    }
}

/// A merge with the numbers of an event.
pub(super) fn merge(record: Record) -> Record {
    Record { kind: Kind::Merge, event_type: None, schema_version: 0, payload: None, ..record }
}
