//! Drivers' errors as ours: by code, with what to do next.

use sqlx::postgres::PgDatabaseError;

use super::class::{Class, Kind};
use super::verdict::{Failure, Verdict};
use super::{postgres_errors, sqlite_errors};
use crate::error::Error;

/// What a driver's error is about, as people read it.
#[derive(Clone, Copy)]
pub(super) enum Doing<'a> {
    /// Something that a person can picture, such as opening a file.
    This(&'a str),
    /// A statement of ours, by the beginning of its text, which only a log shows: people did not
    /// write it.
    Statement(&'a str),
    /// A statement about what is not ours: what the database refuses is reported in its words
    /// alone.
    Theirs,
}

/// An error of the driver while doing something.
pub(super) fn failure(error: sqlx::Error, doing: Doing<'_>) -> Failure {
    let Class { verdict, kind, advice, .. } = classify(&error);
    let advice = match (doing, kind) {
        (Doing::Theirs, _) if verdict.is_about_content() => "",
        (Doing::Statement(_), Kind::Schema) => {
            "; undo that change, or restore the database from a backup"
        }
        _ => advice,
    };
    let doing = match doing {
        Doing::This(doing) => format!("{doing}: "),
        Doing::Theirs if verdict.is_about_content() => String::new(),
        Doing::Statement(sql) if verdict.is_about_content() => {
            tracing::debug!(sql, %error, "the database refused a statement");
            refusing(kind).to_owned()
        }
        Doing::Statement(_) | Doing::Theirs => "the database can't do this: ".to_owned(),
    };
    let message = match &error {
        // The driver repeats the code; the message alone reads better.
        sqlx::Error::Database(database) => format!("{doing}{}{advice}", database.message()),
        sqlx::Error::PoolClosed => "the database was closed; open it again".to_owned(),
        sqlx::Error::Io(io) if tokio::runtime::is_rt_shutdown_err(io) => RUNTIME_ENDED.to_owned(),
        other => format!("{doing}{other}{advice}"),
    };
    let error = match kind {
        Kind::Invalid => Error::invalid(message),
        Kind::Schema => Error::schema(message),
        Kind::Unavailable => Error::unavailable(message, error),
    };
    Failure::new(error, verdict)
}

/// What it means that the database refuses what a statement of ours holds.
fn refusing(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "a table that GunDB keeps is missing or was changed by another program: ",
        Kind::Invalid | Kind::Unavailable => "the database refuses this: ",
    }
}

/// What callers hear whose database lost its runtime.
pub(in crate::store) const RUNTIME_ENDED: &str = "the runtime in which this database was opened has ended, and its \
    connections with it; open the database in a runtime that lasts as long as the handle";

/// An error of SQL that a caller wrote: what the database refuses is the caller's mistake.
pub(super) fn raw_failure(error: sqlx::Error, sql: &str) -> Failure {
    let doing = format!("the statement `{sql}…`");
    let refusal = match &error {
        sqlx::Error::Database(database) => {
            let class = classify(&error);
            if class.would_write {
                Some(format!(
                    "{doing} would write, and raw SQL only reads; what changes data are events, by `append`"
                ))
            } else {
                class.of_callers_sql.then(|| format!("{doing} is refused: {}", database.message()))
            }
        }
        _ => None,
    };
    match refusal {
        Some(message) => Failure::new(Error::invalid(message), Verdict::Refused),
        None => failure(error, Doing::Statement(sql)),
    }
}

/// What a driver's error means: by its code, which each driver's own file knows, or where there is
/// none by what happened.
fn classify(error: &sqlx::Error) -> Class {
    let (verdict, advice) = match error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            return match database.try_downcast_ref::<PgDatabaseError>() {
                Some(answer) => postgres_errors::classify(&code, answer.severity()),
                None => sqlite_errors::classify(&code),
            };
        }
        sqlx::Error::PoolTimedOut => (
            Verdict::Unable,
            "; the server does not answer or has no connection left, or all of this process are busy: try again, or let it \
             have more (in Rust: `Builder::connections`)",
        ),
        sqlx::Error::PoolClosed | sqlx::Error::Configuration(_) | sqlx::Error::Tls(_) => {
            (Verdict::Unable, "")
        }
        sqlx::Error::Encode(_) | sqlx::Error::InvalidArgument(_) => (Verdict::Refused, ""),
        sqlx::Error::Io(_) => {
            (Verdict::Lost, "; check that the server is up and the address is right")
        }
        _ => (Verdict::Lost, ""),
    };
    Class { verdict, kind: Kind::Unavailable, advice, of_callers_sql: false, would_write: false }
}
