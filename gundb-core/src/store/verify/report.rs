//! What a verification saw.

use super::findings::Finding;
use crate::model::{Hash, Origin};

/// What a verification saw.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyReport {
    /// Origin and highest contiguous sequence held, ascending by origin; only of origins of which a
    /// record is held.
    pub version_vector: Vec<(Origin, u64)>,
    /// How many records the store holds.
    pub records: u64,
    /// How many streams have a record.
    pub streams: u64,
    /// Received records that wait for others, and are not among those.
    pub waiting: u64,
    /// Received records that can't be taken: see [`Gundb::undelivered`](crate::Gundb::undelivered).
    pub parked: u64,
    /// Its views, by name.
    pub views: Vec<VerifiedView>,
    /// What is wrong; the first 100 findings.
    pub findings: Vec<Finding>,
    /// How many findings there are in all.
    pub findings_total: u64,
}

/// A view's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedView {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// Canonical hash of all rows: equal on every node and database that holds the same events.
    pub hash: Hash,
    /// How many events it could not take.
    pub skipped: u64,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings_total == 0
    }
}
