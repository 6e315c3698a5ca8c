//! What Postgres' error codes mean. They have five characters; the first two are their class.

use sqlx::postgres::PgSeverity;

use super::class::{Class, Kind};
use super::verdict::Verdict;

/// What a code means.
pub(super) fn classify(code: &str, severity: PgSeverity) -> Class {
    Class {
        verdict: verdict(code, severity),
        kind: kind(code),
        advice: advice(code),
        of_callers_sql: code != LOCKED && !NOT_THE_SQL.iter().any(|class| code.starts_with(class)),
        would_write: code == READ_ONLY,
    }
}

/// Classes of codes that say nothing of the SQL: connection, rollback, resources, operator, system,
/// internal.
const NOT_THE_SQL: [&str; 6] = ["08", "40", "53", "57", "58", "XX"];
/// A read-only transaction.
const READ_ONLY: &str = "25006";
/// Serialization failure and deadlock, which is a distributed engine's way to say "again"; a
/// transaction that was Idle, or open, for longer than the session's limits allow. The session may
/// end with it, but never after a commit.
const AGAIN: [&str; 4] = ["40001", "40P01", "25P03", "25P04"];
/// What says nothing of a commit, though it is an answer. The server or the session ends, or a
/// pooler between Lost its server; the last one is a distributed engine's way to say that it does
/// not know.
const NO_ANSWER: [&str; 4] = ["57P01", "57P02", "57P03", "40003"];
/// Connection exceptions, as a whole class.
const CONNECTION_CLASS: &str = "08";
/// Lock not available.
const LOCKED: &str = "55P03";
/// Unique violation (in its own catalog, too), duplicate table, duplicate object.
const RACED: [&str; 3] = ["23505", "42P07", "42710"];
/// A read-only transaction, a lacking permission.
const NOT_ALLOWED: [&str; 2] = [READ_ONLY, "42501"];
/// Classes of codes that say nothing of what a statement holds: resources, an operator, the system,
/// internal.
const UNABLE_CLASSES: [&str; 4] = ["53", "57", "58", "XX"];

fn verdict(code: &str, severity: PgSeverity) -> Verdict {
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

fn kind(code: &str) -> Kind {
    match code {
        // No such database.
        "3D000" => Kind::Invalid,
        // Undefined table, undefined column, undefined function (of a column whose type was
        // changed).
        "42P01" | "42703" | "42883" => Kind::Schema,
        _ => Kind::Unavailable,
    }
}

fn advice(code: &str) -> &'static str {
    match code {
        LOCKED => {
            "; another process has held the lock for too long: try again, or end that process"
        }
        "28P01" | "28000" => "; check user and password",
        "3D000" => "; create the database first",
        "2BP01" => "; something of yours depends on the table: drop that first",
        "42501" => {
            "; grant the database user that permission, or connect as the owner of GunDB's tables"
        }
        READ_ONLY => {
            "; the server is a replica, the database or the user was set to read only, or a pooler in between is not in \
             session mode: connect to the primary, or ask who runs the database"
        }
        "53100" => "; the server's disk is full",
        "42P05" | "26000" => {
            "; a pooler between this program and the server gives each transaction another session: set it to session \
             mode, or connect to the server itself"
        }
        "53300" => {
            "; the server has no connection left for this user or database: allow more, or run fewer programs at a time (in \
             Rust: `Builder::connections`)"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use sqlx::postgres::PgSeverity;

    use super::{Verdict, classify};
    use crate::error::Error;
    use crate::store::backend::verdict::Failure;

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
            let verdict = classify(code, severity).verdict;
            assert_eq!(verdict, Verdict::Lost, "{code}");
            let failure = Failure::new(Error::closed("gone"), verdict).of_commit();
            assert!(failure.is_outcome_unknown() && failure.error.is_outcome_unknown(), "{code}");
            assert!(!failure.may_be_tried_again() && !failure.is_about_content(), "{code}");
        }
    }

    #[test]
    fn limits_of_an_open_transaction_are_definite() {
        for code in ["25P03", "25P04", "40001", "40P01"] {
            assert_eq!(classify(code, PgSeverity::Fatal).verdict, Verdict::Again, "{code}");
        }
    }
}
