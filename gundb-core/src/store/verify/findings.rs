//! What is wrong, as it is found.

use crate::error::Result;

/// Findings listed; further ones are only counted.
const FINDINGS_MAX: usize = 100;

/// Something that breaks an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Which invariant, `I1` to `I8`.
    pub invariant: &'static str,
    /// What, and where.
    pub what: String,
}

/// Findings as they come.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) listed: Vec<Finding>,
    pub(super) total: u64,
}

impl Findings {
    pub(super) fn add(&mut self, invariant: &'static str, what: impl Into<String>) {
        self.total += 1;
        if self.listed.len() < FINDINGS_MAX {
            self.listed.push(Finding { invariant, what: what.into() });
        }
    }

    pub(super) fn check(
        &mut self,
        holds: bool,
        invariant: &'static str,
        what: impl FnOnce() -> String,
    ) {
        if !holds {
            self.add(invariant, what());
        }
    }

    /// What could be read. What could not is a finding there.
    pub(super) fn readable<T>(
        &mut self,
        read: Result<T>,
        invariant: &'static str,
        at: &str,
    ) -> Option<T> {
        read.map_err(|error| self.add(invariant, format!("{at}: {error}"))).ok()
    }
}
