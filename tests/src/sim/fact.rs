//! What was appended, as the simulation itself wrote it down: the truth that stores are compared
//! with.

use std::collections::{BTreeMap, BTreeSet};

use gundb::clock::CanonicalKey;
use gundb::model::format::Record;
use gundb::model::{Event as _, Hash};

use super::event::ThingEvent;
use super::heads::{Dot, Heads};
use super::marks::sometimes;

/// A record, and what its writer held when it was written.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) record: Record,
    pub(super) hash: Hash,
    /// What its writer held of every log, the record itself included.
    pub(super) held: Heads,
}

/// All that was appended, anywhere.
pub(super) type Facts = BTreeMap<Dot, Fact>;

/// What an event says.
pub(super) enum Said {
    /// An event of the model.
    Thing(ThingEvent),
    /// One of the model's event types with another payload.
    Odd,
    /// Nothing that anybody here knows.
    Unknown,
}

impl Fact {
    pub(super) fn dot(&self) -> Dot {
        (self.record.origin.number(), self.record.sequence)
    }

    /// What it is sorted by in canonical order.
    pub(super) fn order(&self) -> CanonicalKey {
        CanonicalKey {
            hlc: self.record.hlc,
            origin: self.record.origin.number(),
            nonce: self.record.nonce,
            sequence: self.record.sequence,
            hash: self.hash,
        }
    }

    /// Type and key of its stream.
    pub(super) fn stream(&self) -> (&str, &str) {
        self.record.stream.as_ref().map_or(("", ""), |(stream_type, key)| (stream_type, key))
    }

    /// What it says.
    pub(super) fn said(&self) -> Said {
        let event_type = self.record.event_type.as_deref().unwrap_or_default();
        let payload = self.record.payload.as_deref().unwrap_or_default();
        match ThingEvent::from_payload(event_type, payload) {
            Ok(Some(event)) => Said::Thing(event),
            Ok(None) => Said::Unknown,
            Err(_) => Said::Odd,
        }
    }

    /// Whether it brings what another event brought: one stream, one id that a caller gave, one
    /// content.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        let content = |record: &Record| {
            (
                record.stream.clone(),
                record.event_type.clone(),
                record.schema_version,
                record.payload.clone(),
            )
        };
        self.record.id.is_some()
            && self.record.id == other.record.id
            && content(&self.record) == content(&other.record)
    }
}

/// The sequences that each origin has in a stream, ascending.
pub(super) fn sequences<'a>(
    stream: impl IntoIterator<Item = &'a Fact>,
) -> BTreeMap<u64, BTreeSet<u64>> {
    let mut sequences: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for (origin, sequence) in stream.into_iter().map(Fact::dot) {
        sequences.entry(origin).or_default().insert(sequence);
    }
    sequences
}

/// The vector clock of a fact in its stream: the last record of each log that its writer held of
/// it.
pub(super) fn clock_of(fact: &Fact, sequences: &BTreeMap<u64, BTreeSet<u64>>) -> Heads {
    let last = |(origin, held): (&u64, &u64)| {
        let seen = sequences.get(origin)?.range(..=*held).next_back()?;
        Some((*origin, *seen))
    };
    fact.held.iter().filter_map(last).collect()
}

/// Notes what happens sometimes.
pub(super) fn mark(facts: &Facts) {
    let (mut writers, mut ids) = (BTreeMap::new(), BTreeMap::new());
    for fact in facts.values() {
        let tied = writers.entry((fact.stream(), fact.record.hlc)).or_insert(fact.record.origin);
        sometimes("two writers had one HLC in a stream", *tied != fact.record.origin);
        let Some(id) = fact.record.id else { continue };
        let first = ids.entry((fact.stream(), id)).or_insert(fact);
        let is_other = first.dot() != fact.dot();
        sometimes("one fact was appended at two nodes", is_other && fact.repeats(first));
        sometimes("one id was given to two facts", is_other && !fact.repeats(first));
    }
}
