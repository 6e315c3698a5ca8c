//! The databases on which both sides keep their data, as the benchmarks need them.

mod postgres;
mod sides;
mod sqlite;

use clap::ValueEnum;

pub(crate) use postgres::Postgres;
pub(crate) use sides::{Database, Side};
pub(crate) use sqlite::Sqlite;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Files in the temporary directory.
    Sqlite,
    /// A private server, or the one of `--postgres-url`.
    Postgres,
}
