//! Databases on a Postgres server, with the server's own settings.

use std::str::FromStr;

use anyhow::{Context, Result};
use gundb_tests::postgres::{Durability as Kept, Server};
use sqlx::postgres::PgConnectOptions;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, query, query_scalar,
};

use super::sides::{Database, Fresh, Side};
use crate::durability::Durability;
use crate::raw::postgres::{Raw, TABLES};

/// Tables of users, their indexes and long values included.
const BYTES: &str =
    "SELECT COALESCE(SUM(pg_total_relation_size(relid)), 0)::BIGINT FROM pg_stat_user_tables";

/// A server on which each side gets a database.
pub(crate) struct Postgres {
    server: PgConnectOptions,
    administrator: PgConnection,
    _private: Option<Server>,
}

impl Postgres {
    /// The server of a URL, or a private one that keeps what it acknowledged.
    pub(crate) async fn connect(url: Option<&str>) -> Result<Self> {
        let private = if url.is_none() { Some(Server::start(Kept::Full)?) } else { None };
        let url = url.or(private.as_ref().map(Server::url)).unwrap_or_default();
        let server = PgConnectOptions::from_str(url).context("the Postgres URL can't be read")?;
        let administrator = server.connect().await.context("cannot connect to Postgres")?;
        Ok(Self { server, administrator, _private: private })
    }

    async fn administer(&mut self, sql: String) -> Result<()> {
        query(AssertSqlSafe(sql)).execute(&mut self.administrator).await?;
        Ok(())
    }

    async fn setting(&mut self, name: &str) -> Result<String> {
        let value = query_scalar("SELECT current_setting($1)").bind(name);
        Ok(value.fetch_one(&mut self.administrator).await?)
    }

    fn database(&self, side: Side) -> PgConnectOptions {
        self.server.clone().database(&database_name(side))
    }

    async fn drop_database(&mut self, side: Side) -> Result<()> {
        self.administer(format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", database_name(side)))
            .await
    }

    async fn create_database(&mut self, side: Side) -> Result<PgConnectOptions> {
        self.drop_database(side).await?;
        self.administer(format!("CREATE DATABASE {}", database_name(side))).await?;
        Ok(self.database(side))
    }
}

impl Database for Postgres {
    type Raw = Raw;

    const NAME: &'static str = "Postgres";

    async fn describe(&mut self, durability: Durability) -> Result<String> {
        let mut settings = Vec::new();
        for setting in ["fsync", "full_page_writes", "shared_buffers"] {
            settings.push(format!("`{setting}={}`", self.setting(setting).await?));
        }
        settings.push(format!("`synchronous_commit={}`", synchronous_commit(durability)));
        let version = self.setting("server_version").await?;
        let version = version.split(' ').next().unwrap_or_default();
        Ok(format!("Postgres {version}: {}", settings.join(", ")))
    }

    async fn fresh(&mut self, durability: Durability) -> Result<Fresh<Raw>> {
        let ours = self.create_database(Side::Ours).await?;
        let raw = self.create_database(Side::Raw).await?;
        let options = raw.options([("synchronous_commit", synchronous_commit(durability))]);
        let mut connection = options.connect().await?;
        for table in TABLES {
            query(table).execute(&mut connection).await?;
        }
        Ok(Fresh { url: ours.to_url_lossy().into(), raw: Raw::new(connection) })
    }

    async fn bytes(&mut self, side: Side) -> Result<u64> {
        let mut connection = self.database(side).connect().await?;
        let bytes: i64 = query_scalar(BYTES).fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(bytes.cast_unsigned())
    }

    async fn close(mut self) -> Result<()> {
        for side in [Side::Ours, Side::Raw] {
            self.drop_database(side).await?;
        }
        Ok(self.administrator.close().await?)
    }
}

fn database_name(side: Side) -> String {
    format!("gundb_bench_{}", side.name())
}

fn synchronous_commit(durability: Durability) -> &'static str {
    match durability {
        Durability::Full => "on",
        Durability::Normal => "off",
    }
}
