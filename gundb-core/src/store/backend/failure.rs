//! Drivers' errors as ours: by code, with what to do next.

use super::verdict::{Failure, Verdict, code_of, verdict};
use crate::error::Error;

/// What a driver's error is about, as people read it.
#[derive(Clone, Copy)]
pub(super) enum Doing<'a> {
    /// Something that a person can picture, such as opening a file.
    This(&'a str),
    /// A statement of ours, by the beginning of its text, which only a log shows: people did not write it.
    Statement(&'a str),
    /// A statement about what is not ours: what the database refuses is told in its words alone.
    Theirs,
}

/// An error of the driver while doing something.
pub(super) fn failure(error: sqlx::Error, doing: Doing<'_>) -> Failure {
    let (code, verdict) = (code_of(&error), verdict(&error));
    let advice = match (doing, kind(code.as_deref())) {
        (Doing::Theirs, _) if verdict.is_about_content() => "",
        (Doing::Statement(_), Kind::Schema) => "; undo that change, or restore the database from a backup",
        _ => advice(&error, code.as_deref()),
    };
    let doing = match doing {
        Doing::This(doing) => format!("{doing}: "),
        Doing::Theirs if verdict.is_about_content() => String::new(),
        Doing::Statement(sql) if verdict.is_about_content() => {
            tracing::debug!(sql, %error, "the database refused a statement");
            refusing(code.as_deref()).to_owned()
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
    let error = match kind(code.as_deref()) {
        Kind::Invalid => Error::invalid(message),
        Kind::Schema => Error::schema(message),
        Kind::Unavailable => Error::unavailable(message, error),
    };
    Failure::new(error, verdict)
}

/// What it means that the database refuses what a statement of ours holds.
fn refusing(code: Option<&str>) -> &'static str {
    match kind(code) {
        Kind::Schema => "a table that GunDB keeps is missing or was changed by another program: ",
        Kind::Invalid | Kind::Unavailable => "the database refuses this: ",
    }
}

/// What callers hear whose database lost its runtime.
pub(in crate::store) const RUNTIME_ENDED: &str = "the runtime in which this database was opened has ended, and its \
    connections with it; open the database in a runtime that lasts as long as the handle";

/// Postgres: classes of codes that say nothing of the SQL: connection, rollback, resources, operator, system, internal.
const NOT_THE_SQL: [&str; 6] = ["08", "40", "53", "57", "58", "XX"];
/// SQLite: attempt to write; Postgres: read-only transaction.
const WRITES: [&str; 2] = ["8", "25006"];

/// An error of SQL that a caller wrote: what the database refuses is the caller's mistake.
pub(super) fn raw_failure(error: sqlx::Error, sql: &str) -> Failure {
    let doing = format!("the statement `{sql}…`");
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
        Some(message) => Failure::new(Error::invalid(message), Verdict::Refused),
        None => failure(error, Doing::Statement(sql)),
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
            "; it is opened read-only: if the URL says mode=ro or immutable=true, leave that out, else make the file and its \
             directory writable; to read only, put `?immutable=true` after the file's name, while nobody writes to it"
        }
        Some("13") => "; the disk is full: free some room and try again",
        Some("14") => {
            "; check that the path exists and may be opened; a file in a read-only directory is read with \
             `?immutable=true` after its name, while nobody writes to it"
        }
        Some("5" | "261" | "517" | "6" | "55P03") => {
            "; another process has held the lock for too long: try again, or end that process"
        }
        Some("28P01" | "28000") => "; check user and password",
        Some("3D000") => "; create the database first",
        Some("2BP01") => "; something of yours depends on the table: drop that first",
        Some("42501") => {
            "; grant the database user that permission, or connect as the owner of GunDB's tables"
        }
        Some("25006") => {
            "; the server is a replica, the database or the user was set to read only, or a pooler in between is not in \
             session mode: connect to the primary, or ask who runs the database"
        }
        Some("53100") => "; the server's disk is full",
        Some("42P05" | "26000") => {
            "; a pooler between this program and the server gives each transaction another session: set it to session \
             mode, or connect to the server itself"
        }
        Some("53300") => {
            "; the server has no connection left for this user or database: allow more, or run fewer programs at a time (in \
             Rust: `Builder::connections`)"
        }
        // SQLite's input and output errors have more than thirty codes.
        Some(code) if code.len() < 5 && code.parse::<u32>().is_ok_and(|code| code & 0xff == 10) => {
            "; the disk or its file system failed, or a limit of the process is reached: look at the system's log"
        }
        Some(_) => "",
        None => match error {
            sqlx::Error::Io(_) => "; check that the server is up and the address is right",
            sqlx::Error::PoolTimedOut => {
                "; the server does not answer or has no connection left, or all of this process are busy: try again, or let it \
                 have more (in Rust: `Builder::connections`)"
            }
            _ => "",
        },
    }
}
