//! Drivers' errors as ours: by code, with what to do next.

use crate::error::Error;

/// An error, and whether the whole transaction may simply be tried again.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(crate) retry: bool,
    /// Another process made the same thing in the same moment.
    pub(crate) raced: bool,
    /// Somebody held a lock for longer than the transaction may wait.
    pub(crate) blocked: bool,
    /// The database itself said that the statement failed; else nobody knows whether it did.
    pub(crate) answered: bool,
}

impl Failure {
    /// Something changed meanwhile: the whole is to be done again.
    pub(crate) fn again(reason: &str) -> Self {
        let error = Error::closed(reason);
        Self { error, retry: true, raced: false, blocked: false, answered: true }
    }

    /// Whether the database said no to what the statements hold; then trying again, or waiting, is of no use.
    pub(crate) fn is_about_content(&self) -> bool {
        self.answered && !self.retry && !self.blocked
    }
}

/// Postgres: serialization failure and deadlock, a distributed engine's way to say "again"; the server ended the session.
const RETRIED: [&str; 4] = ["40001", "40P01", "57P01", "57P02"];
/// Postgres: lock not available.
const BLOCKED: &str = "55P03";
/// Postgres: unique violation (in its own catalog, too), duplicate table, duplicate object.
const RACED: [&str; 3] = ["23505", "42P07", "42710"];

/// An error of the driver while doing something.
pub(crate) fn failure(error: sqlx::Error, doing: &str) -> Failure {
    let code = match &error {
        sqlx::Error::Database(database) => database.code().map(|code| code.into_owned()),
        _ => None,
    };
    let lost = matches!(error, sqlx::Error::Io(_));
    let retry = lost || code.as_deref().is_some_and(|code| RETRIED.contains(&code));
    let raced = code.as_deref().is_some_and(|code| RACED.contains(&code));
    let blocked = code.as_deref() == Some(BLOCKED);
    let advice = advice(&error, code.as_deref());
    let message = match &error {
        // The driver repeats the code; the message alone reads better.
        sqlx::Error::Database(database) => format!("{doing}: {}{advice}", database.message()),
        other => format!("{doing}: {other}{advice}"),
    };
    let answered = matches!(error, sqlx::Error::Database(_)) && code.as_deref() != Some("57P01");
    let error = match kind(code.as_deref()) {
        Kind::Invalid => Error::invalid(message),
        Kind::Schema => Error::schema(message),
        Kind::Unavailable => Error::unavailable(message, error),
    };
    Failure { error, retry, raced, blocked, answered }
}

/// Postgres: classes of codes that say nothing of the SQL: connection, rollback, resources, operator, system, internal.
const NOT_THE_SQL: [&str; 6] = ["08", "40", "53", "57", "58", "XX"];
/// SQLite: attempt to write; Postgres: read-only transaction.
const WRITES: [&str; 2] = ["8", "25006"];

/// An error of SQL that a caller wrote: what the database refuses is the caller's mistake.
pub(crate) fn raw_failure(error: sqlx::Error, doing: &str) -> Failure {
    let refusal = match &error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default().into_owned();
            // SQLite's codes are numbers: generic, too big, mismatch.
            let mistake = match code.len() {
                5 => code != "55P03" && !NOT_THE_SQL.iter().any(|class| code.starts_with(class)),
                _ => ["1", "18", "20"].contains(&code.as_str()),
            };
            if WRITES.contains(&code.as_str()) {
                Some(format!(
                    "{doing} would write, and raw SQL only reads; what changes data are events, by `append`"
                ))
            } else {
                mistake.then(|| format!("{doing} is refused: {}", database.message()))
            }
        }
        _ => None,
    };
    match refusal {
        Some(message) => Failure::from(Error::invalid(message)),
        None => failure(error, doing),
    }
}

enum Kind {
    Invalid,
    Schema,
    Unavailable,
}

fn kind(code: Option<&str>) -> Kind {
    match code {
        // SQLite: not a database, corrupt. Postgres: no such database.
        Some("26" | "11" | "3D000") => Kind::Invalid,
        // SQLite: generic, "no such table". Postgres: undefined table, undefined column, undefined function (of a column
        // whose type was changed).
        Some("1" | "42P01" | "42703" | "42883") => Kind::Schema,
        _ => Kind::Unavailable,
    }
}

fn advice(error: &sqlx::Error, code: Option<&str>) -> &'static str {
    match code {
        Some("26") => "; the file is no SQLite database: name another one",
        Some("11") => "; the file is damaged: restore it from a backup",
        Some("8" | "264" | "520" | "776" | "1032" | "1544") => {
            "; the file or its directory is read-only: make both writable"
        }
        Some("13") => "; the disk is full: free some room and try again",
        Some("14") => "; check that the path exists and may be opened",
        Some("5" | "261" | "517" | "6" | "55P03") => {
            "; another process holds the lock for too long: try again"
        }
        Some("28P01" | "28000") => "; check user and password",
        Some("3D000") => "; create the database first",
        Some("2BP01") => "; something of yours depends on the table: drop that first",
        Some("42501") => "; the user lacks a permission",
        Some("25006") => "; the server is read-only: connect to the primary",
        Some("53100") => "; the server's disk is full",
        Some(_) => "",
        None => match error {
            sqlx::Error::Io(_) => "; check that the server is up and the address is right",
            sqlx::Error::PoolTimedOut => {
                "; the server does not answer, or all connections are busy: try again"
            }
            _ => "",
        },
    }
}
