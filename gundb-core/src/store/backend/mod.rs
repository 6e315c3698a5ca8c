//! The two drivers behind one face: connections, rows, errors. They differ in data, not in copied code.

mod connection;
mod failure;
mod postgres;
mod row;
mod sqlite;
mod url;

use crate::error::{Error, Result};
use crate::sql::Dialect;

pub(super) use connection::{Connection, Transaction};
pub(super) use failure::{Failure, failure};
pub(super) use row::Cells;
pub(crate) use url::DatabaseUrl;

/// What SQLite promises of an acknowledged append when the power fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// It survives: `synchronous=FULL` on SQLite, `synchronous_commit=on` on Postgres.
    #[default]
    Full,
    /// The last ones may be lost, the database stays whole: `synchronous=NORMAL`, `synchronous_commit=off`.
    Normal,
}

/// How a database is opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenOptions {
    /// Whether a missing SQLite file is created.
    pub(super) create: bool,
    pub(super) durability: Durability,
}

/// Connections to one database: one to write, several to read.
#[derive(Clone, Debug)]
pub(super) enum Pools {
    Sqlite { writer: sqlx::SqlitePool, readers: sqlx::SqlitePool },
    Postgres(sqlx::PgPool),
}

impl Pools {
    /// Connects, and fails at once where there is nothing to connect to.
    pub(super) async fn connect(url: &DatabaseUrl, options: OpenOptions) -> Result<Self> {
        match url.dialect() {
            Dialect::Sqlite => sqlite::connect(url, options).await,
            Dialect::Postgres => postgres::connect(url, options).await,
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A connection to read from.
    pub(super) async fn reader(&self) -> Result<Connection> {
        match self {
            Self::Sqlite { readers, .. } => readers.acquire().await.map(Connection::Sqlite),
            Self::Postgres(pool) => pool.acquire().await.map(Connection::Postgres),
        }
        .map_err(|error| failure(error, "no connection to read from").error)
    }

    /// The connection to write on.
    pub(super) async fn writer(&self) -> Result<Connection, Failure> {
        match self {
            Self::Sqlite { writer, .. } => writer.acquire().await.map(Connection::Sqlite),
            Self::Postgres(pool) => pool.acquire().await.map(Connection::Postgres),
        }
        .map_err(|error| failure(error, "no connection to write on"))
    }

    /// Closes all connections.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, retry: false, raced: false }
    }
}
