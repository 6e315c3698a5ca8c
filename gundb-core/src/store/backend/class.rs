//! What an error of a driver means, for each driver's own file to say.

use super::verdict::Verdict;

/// What an error of a driver means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class {
    /// What is known of the transaction.
    pub(super) verdict: Verdict,
    pub(super) kind: Kind,
    /// What to do, as the end of a sentence; empty where nothing is known.
    pub(super) advice: &'static str,
    /// Whether SQL that a caller wrote is the reason.
    pub(super) of_callers_sql: bool,
    /// Whether something would write where nothing may.
    pub(super) would_write: bool,
}

/// Which question of [`Error`](crate::Error) it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Invalid,
    Schema,
    Unavailable,
}
