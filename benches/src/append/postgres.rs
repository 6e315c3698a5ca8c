//! Databases on a Postgres server, with the server's own settings.

use std::str::FromStr;

use anyhow::{Context, Result};
use gundb_tests::postgres::{Durability as Kept, Server};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, query, query_scalar};

use super::args::Durability;
use super::case::Case;
use super::database::Database;
use super::raw::{Connection, Row};

const TABLES: [&str; 2] = [
    "CREATE TABLE event (position BIGINT PRIMARY KEY, stream TEXT NOT NULL, version BIGINT NOT NULL, \
     type TEXT NOT NULL, time BIGINT NOT NULL, payload TEXT NOT NULL, UNIQUE (stream, version))",
    "CREATE TABLE account (id TEXT PRIMARY KEY, transfers BIGINT NOT NULL, reference TEXT NOT NULL)",
];
const INSERT: &str = "INSERT INTO event SELECT * FROM UNNEST($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[])";
const UPSERT: &str = "INSERT INTO account SELECT id, 1, reference FROM UNNEST($1::text[], $2::text[]) AS row (id, reference) \
     ON CONFLICT (id) DO UPDATE SET transfers = account.transfers + 1, reference = excluded.reference";

/// A server on which each side of each case gets a database.
pub(crate) struct Postgres {
    server: PgConnectOptions,
    administrator: PgConnection,
    synchronous_commit: &'static str,
    databases: Vec<String>,
    _private: Option<Server>,
}

/// A plain table in a Postgres database.
pub(crate) struct Raw {
    connection: PgConnection,
    position: i64,
}

impl Postgres {
    /// The server of a URL, or a private one that keeps what it acknowledged.
    pub(crate) async fn connect(url: Option<&str>, durability: Durability) -> Result<Self> {
        let private = if url.is_none() { Some(Server::start(Kept::Full)?) } else { None };
        let url = url.or(private.as_ref().map(Server::url)).unwrap_or_default();
        let server = PgConnectOptions::from_str(url).context("the Postgres URL can't be read")?;
        let administrator = server.connect().await.context("cannot connect to Postgres")?;
        let synchronous_commit = match durability {
            Durability::Full => "on",
            Durability::Normal => "off",
        };
        Ok(Self { server, administrator, synchronous_commit, databases: Vec::new(), _private: private })
    }

    async fn administer(&mut self, sql: String) -> Result<()> {
        query(AssertSqlSafe(sql)).execute(&mut self.administrator).await?;
        Ok(())
    }

    async fn setting(&mut self, name: &str) -> Result<String> {
        let value = query_scalar("SELECT current_setting($1)").bind(name);
        Ok(value.fetch_one(&mut self.administrator).await?)
    }

    async fn create_database(&mut self, name: String) -> Result<PgConnectOptions> {
        self.administer(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        self.administer(format!("CREATE DATABASE {name}")).await?;
        self.databases.push(name.clone());
        Ok(self.server.clone().database(&name))
    }
}

impl Database for Postgres {
    type Raw = Raw;

    async fn describe(&mut self) -> Result<String> {
        let mut settings = Vec::new();
        for setting in ["fsync", "full_page_writes", "shared_buffers"] {
            settings.push(format!("`{setting}={}`", self.setting(setting).await?));
        }
        settings.push(format!("`synchronous_commit={}`", self.synchronous_commit));
        let version = self.setting("server_version").await?;
        let version = version.split(' ').next().unwrap_or_default();
        Ok(format!("Postgres {version}: {}", settings.join(", ")))
    }

    async fn fresh(&mut self, case: Case) -> Result<(String, Raw)> {
        let name = case.name.to_lowercase();
        let ours = self.create_database(format!("gundb_bench_{name}_ours")).await?;
        let raw = self.create_database(format!("gundb_bench_{name}_raw")).await?;
        let mut connection = raw.options([("synchronous_commit", self.synchronous_commit)]).connect().await?;
        for table in TABLES {
            query(table).execute(&mut connection).await?;
        }
        Ok((ours.to_url_lossy().into(), Raw { connection, position: 0 }))
    }

    async fn close(mut self) -> Result<()> {
        for name in std::mem::take(&mut self.databases) {
            self.administer(format!("DROP DATABASE {name} WITH (FORCE)")).await?;
        }
        Ok(self.administrator.close().await?)
    }
}

impl Connection for Raw {
    async fn insert(&mut self, rows: &[Row], view: bool) -> Result<()> {
        let first = self.position + 1;
        self.position += rows.len() as i64;
        let streams: Vec<_> = rows.iter().map(|row| row.stream.as_str()).collect();
        let insert = query(INSERT)
            .bind((first..=self.position).collect::<Vec<_>>())
            .bind(&streams)
            .bind(rows.iter().map(|row| row.version).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.event_type).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.time_us).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.payload.as_str()).collect::<Vec<_>>());
        if !view {
            insert.execute(&mut self.connection).await?;
            return Ok(());
        }
        let references: Vec<_> = rows.iter().map(|row| row.reference.as_str()).collect();
        let upsert = query(UPSERT).bind(&streams).bind(references);
        let mut transaction = self.connection.begin().await?;
        insert.execute(&mut *transaction).await?;
        upsert.execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }
}
