//! Records on their way in: those that came, those that waited, those that can't be taken.

use crate::model::format::{Genesis, Record};
use crate::model::{Hash, Origin};

/// Origin, sequence, hash.
pub(in crate::store) type Key = (Origin, u64, Hash);

/// A record that is not held yet.
#[derive(Clone, Debug)]
pub(in crate::store) struct Candidate {
    pub(in crate::store) record: Record,
    pub(in crate::store) hash: Hash,
    /// The hash before it.
    pub(in crate::store) previous: Hash,
}

pub(in crate::store) fn key_of(candidate: &Candidate) -> Key {
    (candidate.record.origin, candidate.record.sequence, candidate.hash)
}

/// A record that can't be taken, and why.
#[derive(Clone, Debug)]
pub(in crate::store) struct Parked {
    pub(in crate::store) origin: Origin,
    pub(in crate::store) sequence: u64,
    pub(in crate::store) hash: Hash,
    pub(in crate::store) reason: String,
}

/// What waited, and its bytes as it is stored.
pub(in crate::store) enum Waiting {
    Genesis(Genesis, usize),
    Record(Candidate, usize),
}

impl Waiting {
    /// The origins of its log, and of those that it refers to.
    pub(in crate::store) fn touches(&self) -> impl Iterator<Item = Origin> {
        let (own, record) = match self {
            Self::Genesis(genesis, _) => (genesis.origin, None),
            Self::Record(candidate, _) => (candidate.record.origin, Some(&candidate.record)),
        };
        std::iter::once(own).chain(record.into_iter().flat_map(refers_to))
    }
}

/// Whose records a record refers to.
pub(in crate::store) fn refers_to(record: &Record) -> impl Iterator<Item = Origin> {
    let references = [&record.parents, &record.deps].into_iter().flatten().flatten();
    references.map(|reference| reference.origin)
}
