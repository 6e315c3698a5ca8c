//! SQLite files: write-ahead log, otherwise SQLite's defaults.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Result;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection, query, query_scalar};
use tempfile::TempDir;

use super::args::Durability;
use super::case::Case;
use super::database::Database;
use super::raw::{Connection, Row};

const TABLES: [&str; 2] = [
    "CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, \
     type TEXT NOT NULL, time INTEGER NOT NULL, payload TEXT NOT NULL, UNIQUE (stream, version))",
    "CREATE TABLE account (id TEXT PRIMARY KEY, transfers INTEGER NOT NULL, reference TEXT NOT NULL)",
];
/// One text for every number of rows, of both statements, stays prepared.
const STATEMENTS_MAX: usize = 256;

/// A directory of SQLite files.
pub(crate) struct Sqlite {
    directory: TempDir,
    synchronous: SqliteSynchronous,
}

/// A plain table in a SQLite file.
pub(crate) struct Raw {
    connection: SqliteConnection,
    position: i64,
    inserts: Texts,
    upserts: Texts,
}

impl Sqlite {
    pub(crate) fn new(durability: Durability) -> Result<Self> {
        let synchronous = match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        };
        Ok(Self { directory: tempfile::tempdir()?, synchronous })
    }
}

impl Database for Sqlite {
    type Raw = Raw;

    async fn describe(&mut self) -> Result<String> {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
        let version: String = query_scalar("SELECT sqlite_version()").fetch_one(&mut connection).await?;
        let synchronous = format!("{:?}", self.synchronous).to_uppercase();
        Ok(format!("SQLite {version}: write-ahead log, `synchronous={synchronous}`"))
    }

    async fn fresh(&mut self, case: Case) -> Result<(String, Raw)> {
        let file = |side: &str| self.directory.path().join(format!("{}-{side}.db", case.name));
        let options = SqliteConnectOptions::new()
            .filename(file("raw"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(self.synchronous)
            .statement_cache_capacity(STATEMENTS_MAX);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        for table in TABLES {
            query(table).execute(&mut connection).await?;
        }
        let raw = Raw { connection, position: 0, inserts: Texts::default(), upserts: Texts::default() };
        Ok((format!("sqlite://{}", file("ours").display()), raw))
    }

    async fn close(self) -> Result<()> {
        Ok(self.directory.close()?)
    }
}

impl Connection for Raw {
    async fn insert(&mut self, rows: &[Row], view: bool) -> Result<()> {
        let text = self.inserts.of(rows.len(), "INSERT INTO event VALUES ", "(?, ?, ?, ?, ?, ?)", "");
        let mut insert = query(AssertSqlSafe(text));
        for row in rows {
            self.position += 1;
            insert = insert.bind(self.position).bind(&row.stream).bind(row.version).bind(row.event_type);
            insert = insert.bind(row.time_us).bind(&row.payload);
        }
        if !view {
            insert.execute(&mut self.connection).await?;
            return Ok(());
        }
        let text = self.upserts.of(rows.len(), "INSERT INTO account VALUES ", "(?, 1, ?)", UPSERT);
        let mut upsert = query(AssertSqlSafe(text));
        for row in rows {
            upsert = upsert.bind(&row.stream).bind(&row.reference);
        }
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        insert.execute(&mut *transaction).await?;
        upsert.execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }
}

const UPSERT: &str =
    " ON CONFLICT (id) DO UPDATE SET transfers = transfers + 1, reference = excluded.reference";

/// Texts of one statement, by the number of rows.
#[derive(Default)]
struct Texts(HashMap<usize, Arc<str>>);

impl Texts {
    fn of(&mut self, rows: usize, head: &str, row: &str, tail: &str) -> Arc<str> {
        let text = || [head, &vec![row; rows].join(", "), tail].concat().into();
        Arc::clone(self.0.entry(rows).or_insert_with(text))
    }
}
