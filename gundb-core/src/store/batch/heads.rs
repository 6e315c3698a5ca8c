//! The store's heads besides the own log's last record.

use std::collections::BTreeMap;

use crate::model::{Hash, Reference, Token};
use crate::sql::log;
use crate::sql::{Dialect, Statement};
use crate::store::events::Origins;

/// The store's heads besides the own log's last record.
#[derive(Default)]
pub(in crate::store) struct ForeignHeads {
    /// As `gundb_head` has them, all or those that may go: hashes by log and sequence.
    stored: BTreeMap<(i64, u64), Hash>,
    now: BTreeMap<(i64, u64), Hash>,
    /// Heads that were not read, as nothing here refers to them.
    unread: usize,
    /// The one with the highest HLC, where that matters.
    latest: Option<(i64, u64)>,
}

impl ForeignHeads {
    /// Some of this many heads.
    pub(in crate::store) fn new(stored: BTreeMap<(i64, u64), Hash>, all: usize) -> Self {
        let unread = all.saturating_sub(stored.len());
        Self { now: stored.clone(), stored, unread, latest: None }
    }

    pub(in crate::store) fn len(&self) -> usize {
        self.now.len() + self.unread
    }

    /// Their logs and sequences.
    pub(in crate::store) fn dots(&self) -> impl Iterator<Item = (i64, u64)> {
        self.now.keys().copied()
    }

    /// Notes the one with the highest HLC.
    pub(in crate::store) fn note_latest(&mut self, latest: Option<(i64, u64)>) {
        self.latest = latest;
    }

    /// As an own record refers to them; none at all where there are none.
    pub(in crate::store) fn references(&self, origins: &Origins) -> Option<Vec<Reference>> {
        let reference = |((log, sequence), hash): (&(i64, u64), &Hash)| {
            origins.get(*log).map(|origin| Reference::to(origin, *sequence, hash))
        };
        let references: Vec<Reference> = self.now.iter().filter_map(reference).collect();
        (!references.is_empty()).then(|| Token::new(references).heads().to_vec())
    }

    /// An own record refers to all of them.
    pub(in crate::store) fn join(&mut self) {
        self.now.clear();
    }

    /// Takes some of them out, which an own record refers to: the one with the highest HLC first,
    /// as no record may exceed its references by more than one where HLCs get scarce.
    pub(in crate::store) fn join_some(
        &mut self,
        count: usize,
        origins: &Origins,
    ) -> Vec<Reference> {
        let latest = self.latest.take().filter(|latest| self.now.contains_key(latest));
        let others = self.dots().filter(|head| Some(*head) != latest);
        let some: Vec<(i64, u64)> = latest.into_iter().chain(others).take(count).collect();
        let joined = some.into_iter().filter_map(|head| {
            let hash = self.now.remove(&head)?;
            origins.get(head.0).map(|origin| Reference::to(origin, head.1, &hash))
        });
        Token::new(joined.collect()).heads().to_vec()
    }

    /// A record of another log refers to one.
    pub(in crate::store) fn cover(&mut self, log: i64, sequence: u64) {
        self.now.remove(&(log, sequence));
    }

    /// A record of another log is one now.
    pub(in crate::store) fn add(&mut self, log: i64, sequence: u64, hash: Hash) {
        self.now.insert((log, sequence), hash);
    }

    /// The statements that bring `gundb_head` up to date.
    pub(in crate::store) fn writes(&mut self, dialect: Dialect) -> Vec<Statement> {
        let gone: Vec<_> =
            self.stored.keys().filter(|head| !self.now.contains_key(head)).copied().collect();
        let come = self.now.iter().filter(|(head, _)| !self.stored.contains_key(head));
        let come = come.map(|((log, sequence), hash)| {
            (*log, sequence.cast_signed(), hash.as_bytes().to_vec())
        });
        let come = come.collect();
        self.stored = self.now.clone();
        let gone = gone.into_iter().map(|(log, sequence)| (log, sequence.cast_signed())).collect();
        let mut writes = log::remove_heads(dialect, gone);
        writes.extend(log::add_heads(dialect, come));
        writes
    }
}
