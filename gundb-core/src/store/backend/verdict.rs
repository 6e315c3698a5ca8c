//! What is known of a transaction that failed.

use crate::error::Error;

/// An error, and what is known of the transaction that it ended.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    verdict: Verdict,
}

/// What is known of the transaction. Of all but an unknown outcome nothing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The database, or this library, said no to what the statements hold: neither waiting nor
    /// trying again helps.
    Refused,
    /// Another process made the same thing in the same moment.
    Raced,
    /// Something changed meanwhile, or the database ended the transaction for reasons of its own:
    /// the whole may be tried again.
    Again,
    /// Somebody held a lock for longer than the transaction may wait.
    Blocked,
    /// The database can't just now, whatever the statements hold: no connection, a full disk, a
    /// file that can't be written.
    Unable,
    /// A statement of an open transaction had no answer: the connection broke, or the server ended
    /// the session. The transaction ends without a commit, since nobody asked for one.
    Lost,
    /// A statement that commits had no answer: nobody knows whether it was done.
    OutcomeUnknown,
}

impl Verdict {
    pub(super) fn is_about_content(self) -> bool {
        matches!(self, Self::Refused | Self::Raced)
    }
}

impl Failure {
    pub(super) fn new(error: Error, verdict: Verdict) -> Self {
        Self { error, verdict }
    }

    /// Something changed meanwhile: the whole is to be done again.
    pub(crate) fn again(reason: &str) -> Self {
        Self::new(Error::closed(reason), Verdict::Again)
    }

    /// The same failure of a statement that commits: without an answer, nobody knows whether it
    /// did.
    #[must_use]
    pub(super) fn of_commit(self) -> Self {
        match self.verdict {
            Verdict::Lost => Self::new(self.error.of_unknown_outcome(), Verdict::OutcomeUnknown),
            _ => self,
        }
    }

    /// The same failure of getting a connection: nothing was asked on it yet, and the pool has
    /// tried for long.
    #[must_use]
    pub(super) fn of_connecting(self) -> Self {
        Self::new(self.error, Verdict::Unable)
    }

    /// The same failure of waiting for the store's lock: who waited for as long as one may does not
    /// begin to wait again.
    #[must_use]
    pub(crate) fn of_waiting(self) -> Self {
        match self.verdict {
            Verdict::Blocked => Self::new(self.error, Verdict::Unable),
            _ => self,
        }
    }

    /// The same failure of something that the second of two processes finds done.
    #[must_use]
    pub(crate) fn again_if_raced(self) -> Self {
        match self.verdict {
            Verdict::Raced => Self::new(self.error, Verdict::Again),
            _ => self,
        }
    }

    /// Whether the database said no to what the statements hold; then trying again, or waiting, is
    /// of no use.
    pub(crate) fn is_about_content(&self) -> bool {
        self.verdict.is_about_content()
    }

    /// Whether nothing is written for sure, and the whole may simply be tried again.
    pub(crate) fn may_be_tried_again(&self) -> bool {
        matches!(self.verdict, Verdict::Again | Verdict::Lost)
    }

    /// Whether somebody held a lock for too long, other than the store's.
    pub(crate) fn is_blocked(&self) -> bool {
        self.verdict == Verdict::Blocked
    }

    /// Whether nobody knows if the transaction was committed.
    pub(crate) fn is_outcome_unknown(&self) -> bool {
        self.verdict == Verdict::OutcomeUnknown
    }
}

impl From<Error> for Failure {
    /// An error of this library's own, which says itself what is known: a transaction in which it
    /// is met is not committed, and where it reports an earlier one, that stays known.
    fn from(error: Error) -> Self {
        let verdict = match () {
            () if error.is_outcome_unknown() => Verdict::OutcomeUnknown,
            () if error.is_unavailable() => Verdict::Unable,
            () => Verdict::Refused,
        };
        Self::new(error, verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, Verdict};
    use crate::error::Error;

    #[test]
    fn what_is_not_known_stays_so_on_its_way() {
        let unknown = Failure::new(Error::closed("gone"), Verdict::Lost).of_commit();
        let handed_on = Failure::from(unknown.error.repeated());
        assert!(handed_on.is_outcome_unknown(), "{handed_on:?}");
    }

    #[test]
    fn who_waited_for_the_store_does_not_begin_to_wait_again() {
        let blocked = Failure::new(Error::closed("locked"), Verdict::Blocked);
        assert!(blocked.is_blocked());
        let waited = blocked.of_waiting();
        assert!(!waited.is_blocked() && !waited.may_be_tried_again() && !waited.is_about_content());
    }
}
