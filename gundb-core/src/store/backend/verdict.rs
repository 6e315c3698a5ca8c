//! What is known of a transaction that failed.

use sqlx::postgres::{PgDatabaseError, PgSeverity};

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
    /// The database, or this library, said no to what the statements hold: neither waiting nor trying again helps.
    Refused,
    /// Another process made the same thing in the same moment.
    Raced,
    /// Something changed meanwhile, or the database ended the transaction for reasons of its own: the whole may be tried again.
    Again,
    /// Somebody held a lock for longer than the transaction may wait.
    Blocked,
    /// The database can't just now, whatever the statements hold: no connection, a full disk, a file that can't be written.
    Unable,
    /// A statement of an open transaction had no answer: the connection broke, or the server ended the session. The
    /// transaction ends without a commit, since nobody asked for one.
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

    /// The same failure of a statement that commits: without an answer, nobody knows whether it did.
    #[must_use]
    pub(super) fn of_commit(self) -> Self {
        match self.verdict {
            Verdict::Lost => Self::new(self.error.of_unknown_outcome(), Verdict::OutcomeUnknown),
            _ => self,
        }
    }

    /// The same failure of getting a connection: nothing was asked on it yet, and the pool has tried for long.
    #[must_use]
    pub(super) fn of_connecting(self) -> Self {
        Self::new(self.error, Verdict::Unable)
    }

    /// The same failure of waiting for the store's lock: who waited for as long as one may does not begin to wait again.
    #[must_use]
    pub(crate) fn of_waiting(self) -> Self {
        match self.verdict {
            Verdict::Blocked => Self::new(self.error, Verdict::Unable),
            _ => self,
        }
    }

    /// The same failure of something that whoever comes second finds done.
    #[must_use]
    pub(crate) fn again_if_raced(self) -> Self {
        match self.verdict {
            Verdict::Raced => Self::new(self.error, Verdict::Again),
            _ => self,
        }
    }

    /// Whether the database said no to what the statements hold; then trying again, or waiting, is of no use.
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
    /// An error of this library's own, which says itself what is known: a transaction in which it is met is not committed,
    /// and where it tells of an earlier one, that stays told.
    fn from(error: Error) -> Self {
        let verdict = match () {
            () if error.is_outcome_unknown() => Verdict::OutcomeUnknown,
            () if error.is_unavailable() => Verdict::Unable,
            () => Verdict::Refused,
        };
        Self::new(error, verdict)
    }
}

/// The code of a driver's error: five characters on Postgres, a number on SQLite.
pub(super) fn code_of(error: &sqlx::Error) -> Option<String> {
    match error {
        sqlx::Error::Database(database) => database.code().map(|code| code.into_owned()),
        _ => None,
    }
}

/// What is known when a statement of an open transaction ended in a driver's error.
pub(super) fn verdict(error: &sqlx::Error) -> Verdict {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            match database.try_downcast_ref::<PgDatabaseError>() {
                Some(answer) => of_postgres(&code, answer.severity()),
                None => of_sqlite(&code),
            }
        }
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Configuration(_)
        | sqlx::Error::Tls(_) => Verdict::Unable,
        sqlx::Error::Encode(_) | sqlx::Error::InvalidArgument(_) => Verdict::Refused,
        _ => Verdict::Lost,
    }
}

/// Postgres: serialization failure and deadlock, which is a distributed engine's way to say "again"; a transaction that was
/// idle, or open, for longer than the session's limits allow. The session may end with it, but never after a commit.
const AGAIN: [&str; 4] = ["40001", "40P01", "25P03", "25P04"];
/// Postgres: what says nothing of a commit, though it is an answer. The server or the session ends, or a pooler between
/// lost its server; the last one is a distributed engine's way to say that it does not know.
const NO_ANSWER: [&str; 4] = ["57P01", "57P02", "57P03", "40003"];
/// Postgres: connection exceptions, as a whole class.
const CONNECTION_CLASS: &str = "08";
/// Postgres: lock not available.
const LOCKED: &str = "55P03";
/// Postgres: unique violation (in its own catalog, too), duplicate table, duplicate object.
const RACED: [&str; 3] = ["23505", "42P07", "42710"];
/// Postgres: a read-only transaction, a lacking permission.
const NOT_ALLOWED: [&str; 2] = ["25006", "42501"];
/// Postgres: classes of codes that say nothing of what a statement holds: resources, an operator, the system, internal.
const UNABLE_CLASSES: [&str; 4] = ["53", "57", "58", "XX"];

fn of_postgres(code: &str, severity: PgSeverity) -> Verdict {
    let class = code.get(..2).unwrap_or_default();
    match code {
        _ if AGAIN.contains(&code) => Verdict::Again,
        _ if NO_ANSWER.contains(&code) || class == CONNECTION_CLASS => Verdict::Lost,
        // Whatever ends the session may come after a commit whose own answer was still on its way.
        _ if matches!(severity, PgSeverity::Fatal | PgSeverity::Panic) => Verdict::Lost,
        LOCKED => Verdict::Blocked,
        _ if RACED.contains(&code) => Verdict::Raced,
        _ if NOT_ALLOWED.contains(&code) || UNABLE_CLASSES.contains(&class) => Verdict::Unable,
        _ => Verdict::Refused,
    }
}

/// By the primary code; an extended one has it in its lowest byte.
fn of_sqlite(code: &str) -> Verdict {
    match code.parse::<u32>().unwrap_or_default() & 0xff {
        // Aborted, interrupted, schema changed.
        4 | 9 | 17 => Verdict::Again,
        // Busy, locked.
        5 | 6 => Verdict::Blocked,
        // What an input or output error left in the file is not known: where the last page of a commit was written and not
        // flushed, a recovery may find it, unless somebody writes there before.
        10 => Verdict::Lost,
        // No permission, no memory, read-only, corrupt, full, can't open, locking protocol, not a database.
        3 | 7 | 8 | 11 | 13 | 14 | 15 | 26 => Verdict::Unable,
        _ => Verdict::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, PgSeverity, Verdict, of_postgres, of_sqlite};
    use crate::error::Error;

    #[test]
    fn an_end_of_the_session_says_nothing_of_a_commit() {
        for (code, severity) in [
            ("57P01", PgSeverity::Fatal),
            ("57P02", PgSeverity::Warning),
            ("57P03", PgSeverity::Fatal),
            ("57P05", PgSeverity::Fatal),
            ("08006", PgSeverity::Error),
            ("08P01", PgSeverity::Fatal),
            ("XX000", PgSeverity::Panic),
        ] {
            let verdict = of_postgres(code, severity);
            assert_eq!(verdict, Verdict::Lost, "{code}");
            let failure = Failure::new(Error::closed("gone"), verdict).of_commit();
            assert!(failure.is_outcome_unknown() && failure.error.is_outcome_unknown(), "{code}");
            assert!(!failure.may_be_tried_again() && !failure.is_about_content(), "{code}");
        }
    }

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

    #[test]
    fn limits_of_an_open_transaction_are_definite() {
        for code in ["25P03", "25P04", "40001", "40P01"] {
            assert_eq!(of_postgres(code, PgSeverity::Fatal), Verdict::Again, "{code}");
        }
    }

    #[test]
    fn extended_codes_count_as_their_primary_ones() {
        for (code, verdict) in [
            ("5", Verdict::Blocked),
            ("261", Verdict::Blocked),
            ("517", Verdict::Blocked),
            ("262", Verdict::Blocked),
            ("1034", Verdict::Lost),
            ("13", Verdict::Unable),
            ("1544", Verdict::Unable),
            ("2067", Verdict::Refused),
            ("1", Verdict::Refused),
        ] {
            assert_eq!(of_sqlite(code), verdict, "{code}");
        }
    }
}
