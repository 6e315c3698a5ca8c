//! How a run ends: its exit code, and the message that goes with it.

use std::fmt;
use std::process::ExitCode;

use gundb::replication::Refusal;

/// How a run of `gundb` ended; `docs/cli.md` documents the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what was asked.
    Done = 0,
    /// Something else went wrong.
    Failed = 1,
    /// The command line or the configuration makes no sense.
    Usage = 2,
    /// An expectation about a stream, about an event id, or about a unique column did not hold;
    /// nothing was written.
    Conflict = 3,
    /// The input was refused; nothing was written.
    Invalid = 4,
    /// The database could not be opened, reached or written.
    Unavailable = 5,
    /// The tables must be migrated, or a model contradicts what the database knows.
    Schema = 6,
    /// The database holds something wrong.
    Unsound = 7,
    /// A view has not folded all events yet.
    Behind = 8,
}

impl Exit {
    /// The number that the process ends with.
    pub fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn of(error: &anyhow::Error) -> Self {
        if let Some(failure) = error.downcast_ref::<Failure>() {
            return failure.exit;
        }
        error.downcast_ref::<gundb::Error>().map_or(Self::Failed, Self::of_store)
    }

    fn of_store(error: &gundb::Error) -> Self {
        match error {
            error if error.is_conflict() || error.is_duplicate_id() || error.is_not_unique() => {
                Self::Conflict
            }
            error if error.is_behind() => Self::Behind,
            error if error.is_invalid() || is_of_another_space(error) => Self::Invalid,
            error if error.is_unavailable() => Self::Unavailable,
            error if error.is_schema() || error.is_definition() => Self::Schema,
            error if error.is_corrupt() => Self::Unsound,
            _ => Self::Failed,
        }
    }
}

/// Whether two databases refused each other, before anything was exchanged.
fn is_of_another_space(error: &gundb::Error) -> bool {
    matches!(error.detail(), Some(Refusal::Space(_)))
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// An error of the command line itself, with its exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
}

impl Failure {
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Usage, message: message.to_string() }
    }

    pub(crate) fn invalid(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Invalid, message: message.to_string() }
    }

    pub(crate) fn conflict(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Conflict, message: message.to_string() }
    }

    pub(crate) fn failed(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Failed, message: message.to_string() }
    }

    /// A database that did not open: input was not refused here, even where the URL or the file
    /// was.
    pub(crate) fn opening(error: &gundb::Error, hint: &str) -> Self {
        let exit = match Exit::of_store(error) {
            Exit::Invalid => Exit::Unavailable,
            exit => exit,
        };
        Self { exit, message: format!("{error}{hint}") }
    }

    /// An error of the store, with what is to be said after it.
    pub(crate) fn of_store(error: &gundb::Error, after: &str) -> Self {
        Self { exit: Exit::of_store(error), message: format!("{error}{after}") }
    }

    /// What clap rendered, which begins with `error: `.
    pub(crate) fn rendered(text: String) -> Self {
        let message = text.strip_prefix("error: ").unwrap_or(&text).trim_end().to_owned();
        Self { exit: Exit::Usage, message }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
