//! The two drivers behind one face: connections, rows, errors. They differ in data, not in copied code.

mod bind;
mod connection;
mod connections;
mod dynamic;
mod failure;
mod packed;
mod postgres;
mod row;
mod session;
mod sqlite;
mod transaction;
mod url;
mod verdict;

use crate::error::Result;
use crate::model::Value;
use crate::sql::Dialect;

pub(super) use connection::Connection;
pub use connections::Connections;
pub(super) use failure::RUNTIME_ENDED;
use failure::{Doing, failure, raw_failure};
pub(super) use packed::Packed;
pub(super) use row::Cells;
pub(super) use transaction::Transaction;
pub(crate) use url::DatabaseUrl;
pub(super) use verdict::Failure;

/// Cells of raw SQL; for one that can't be read, why.
pub(super) type RawCells = Vec<Result<Value, String>>;

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
    pub(super) connections: Connections,
}

/// Connections to one database: one to write, several to read.
#[derive(Clone, Debug)]
pub(super) enum Pools {
    Sqlite {
        writer: sqlx::SqlitePool,
        readers: sqlx::SqlitePool,
        /// Keeps a database in memory alive while no other connection does.
        anchor: Option<sqlx::SqlitePool>,
    },
    Postgres(Box<postgres::PostgresPools>),
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

    /// Whether a connection to read from is also that to write on: of a database in memory there is only one.
    fn readers_may_write(&self) -> bool {
        matches!(self, Self::Sqlite { anchor: Some(_), .. })
    }

    /// A connection to read from.
    pub(super) async fn reader(&self) -> Result<Connection> {
        match self {
            Self::Sqlite { readers, .. } => readers.acquire().await.map(Connection::Sqlite),
            Self::Postgres(pools) => pools.reader().await.map(Connection::Postgres),
        }
        .map_err(|error| failure(error, Doing::This("no connection to read from")).error)
    }

    /// A connection to query view tables on.
    pub(super) async fn queries(&self) -> Result<Connection> {
        match self {
            Self::Sqlite { .. } => return self.reader().await,
            Self::Postgres(pools) => pools.query().await.map(Connection::Postgres),
        }
        .map_err(|error| failure(error, Doing::This("no connection to read from")).error)
    }

    /// The connection to write on; only a [`Transaction`] has it, so that no write is without somebody who knows when it commits.
    async fn writer(&self) -> Result<Connection, Failure> {
        match self {
            Self::Sqlite { writer, .. } => writer.acquire().await.map(Connection::Sqlite),
            Self::Postgres(pools) => pools.writer().await.map(Connection::Postgres),
        }
        .map_err(|error| failure(error, Doing::This("no connection to write on")).of_connecting())
    }

    /// Closes all connections.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, anchor } => {
                readers.close().await;
                writer.close().await;
                if let Some(anchor) = anchor {
                    anchor.close().await;
                }
            }
            Self::Postgres(pools) => pools.close().await,
        }
    }
}
