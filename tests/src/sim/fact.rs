//! What was appended, as the simulation itself wrote it down: the truth that stores are compared with.

use std::collections::BTreeMap;

use gundb::clock::CanonicalKey;
use gundb::model::format::Record;
use gundb::model::{Event as _, Hash};

use super::marks::sometimes;
use super::model::ThingEvent;
use super::node::{Dot, Heads};

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

    /// Its place in canonical order.
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

    /// Whether its writer knew of a record.
    pub(super) fn knew(&self, (origin, sequence): Dot) -> bool {
        self.held.get(&origin).is_some_and(|held| *held >= sequence)
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

    /// Whether it brings what another event brought: one stream, one id that a caller gave, one content.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        let content = |record: &Record| {
            (record.stream.clone(), record.event_type.clone(), record.schema_version, record.payload.clone())
        };
        self.record.id.is_some()
            && self.record.id == other.record.id
            && content(&self.record) == content(&other.record)
    }
}

/// The vector clock of a fact in its stream: the last record of each log that its writer held of it.
pub(super) fn clock_of(fact: &Fact, stream: &[&Fact]) -> Heads {
    let mut clock = Heads::new();
    for other in stream.iter().filter(|other| fact.knew(other.dot())) {
        let (origin, sequence) = other.dot();
        let seen = clock.entry(origin).or_default();
        *seen = sequence.max(*seen);
    }
    clock
}

/// Notes what happens sometimes.
pub(super) fn mark(facts: &Facts) {
    let pairs = || {
        let with_others = |(place, fact)| facts.values().skip(place + 1).map(move |other| (fact, other));
        let pairs = facts.values().enumerate().flat_map(with_others);
        pairs.filter(|(fact, other): &(&Fact, &Fact)| fact.stream() == other.stream())
    };
    let apart = |fact: &Fact, other: &Fact| fact.record.origin != other.record.origin;
    let tie = |(fact, other): (&Fact, &Fact)| fact.record.hlc == other.record.hlc && apart(fact, other);
    sometimes("two writers had one HLC in a stream", pairs().any(tie));
    let twin = |(fact, other): (&Fact, &Fact)| fact.repeats(other);
    sometimes("one fact was appended at two nodes", pairs().any(twin));
    let clash = |(fact, other): (&Fact, &Fact)| {
        fact.record.id.is_some() && fact.record.id == other.record.id && !fact.repeats(other)
    };
    sometimes("one id was given to two facts", pairs().any(clash));
}
