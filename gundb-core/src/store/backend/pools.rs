//! Connections to one database.

use super::connection::Connection;
use super::failure::{Doing, failure};
use super::postgres::PostgresPools;
use super::verdict::Failure;
use crate::error::Result;
use crate::sql::Dialect;

/// Connections to one database: one to write, several to read.
#[derive(Clone, Debug)]
pub(in crate::store) enum Pools {
    Sqlite {
        writer: sqlx::SqlitePool,
        readers: sqlx::SqlitePool,
        /// Keeps a database in memory alive while no other connection does.
        anchor: Option<sqlx::SqlitePool>,
    },
    Postgres(Box<PostgresPools>),
}

impl Pools {
    pub(in crate::store) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Whether a connection to read from is also that to write on: of a database in memory there is
    /// only one.
    pub(super) fn readers_may_write(&self) -> bool {
        matches!(self, Self::Sqlite { anchor: Some(_), .. })
    }

    /// A connection to read from.
    pub(in crate::store) async fn reader(&self) -> Result<Connection> {
        match self {
            Self::Sqlite { readers, .. } => readers.acquire().await.map(Connection::Sqlite),
            Self::Postgres(pools) => pools.reader().await.map(Connection::Postgres),
        }
        .map_err(|error| failure(error, Doing::This("no connection to read from")).error)
    }

    /// A connection to query view tables on.
    pub(in crate::store) async fn queries(&self) -> Result<Connection> {
        match self {
            Self::Sqlite { .. } => return self.reader().await,
            Self::Postgres(pools) => pools.query().await.map(Connection::Postgres),
        }
        .map_err(|error| failure(error, Doing::This("no connection to read from")).error)
    }

    /// The connection to write on; only a [`Transaction`] has it, so that no write is without
    /// somebody who knows when it commits.
    pub(super) async fn writer(&self) -> Result<Connection, Failure> {
        match self {
            Self::Sqlite { writer, .. } => writer.acquire().await.map(Connection::Sqlite),
            Self::Postgres(pools) => pools.writer().await.map(Connection::Postgres),
        }
        .map_err(|error| failure(error, Doing::This("no connection to write on")).of_connecting())
    }

    /// Closes all connections.
    pub(in crate::store) async fn close(&self) {
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
