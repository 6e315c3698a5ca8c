//! A layout in a SQLite file: write-ahead log, `synchronous=FULL`, otherwise SQLite's defaults.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use sqlx::{
    AssertSqlSafe, Connection, Row, SqliteConnection, query, query_scalar,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous},
};

use super::{
    column::{Kind, Value},
    event::{BATCH, Event, Stream},
    measure::Store,
    table::Layout,
};

/// One layout in one SQLite file.
pub(crate) struct Sqlite {
    layout: &'static Layout,
    path: PathBuf,
    connection: SqliteConnection,
    insert: String,
    load: String,
    page: String,
}

impl Sqlite {
    /// Creates the file and the table.
    pub(crate) async fn create(directory: &Path, layout: &'static Layout) -> Result<Self> {
        let path = directory.join(format!("{}.db", layout.name));
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let mut connection = SqliteConnection::connect_with(&options)
            .await
            .context("cannot create a SQLite file")?;
        for statement in layout.create("event", kind_name, layout.sqlite_options()) {
            query(AssertSqlSafe(statement)).execute(&mut connection).await?;
        }
        let row = format!("({})", vec!["?"; layout.columns.len()].join(", "));
        let insert = format!(
            "INSERT INTO event ({}) VALUES {}",
            layout.column_names(),
            vec![row; BATCH].join(", ")
        );
        Ok(Self {
            layout,
            path,
            connection,
            insert,
            load: layout.load("event", "$1"),
            page: layout.page("event"),
        })
    }
}

/// The database's version and settings, read from the store itself.
pub(crate) async fn describe(store: &mut Sqlite) -> Result<String> {
    let connection = &mut store.connection;
    let version: String =
        query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?;
    let journal: String = query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?;
    let synchronous: i64 = query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await?;
    Ok(format!("SQLite {version}, journal_mode={journal}, synchronous={synchronous}"))
}

impl Store for Sqlite {
    fn name(&self) -> &'static str {
        self.layout.name
    }

    async fn append(&mut self, batch: &[Event]) -> Result<()> {
        let mut insert = query(AssertSqlSafe(self.insert.clone()));
        for event in batch {
            for column in self.layout.columns {
                insert = match (column.value)(event) {
                    Value::Int(value) => insert.bind(value),
                    Value::Bytes(value) => insert.bind(value),
                    Value::Text(value) => insert.bind(value),
                };
            }
        }
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        insert.execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    async fn load(&mut self, stream: &Stream) -> Result<Vec<i64>> {
        let load = query(AssertSqlSafe(self.load.clone()));
        let load = match self.layout.stream_value(stream) {
            Value::Int(id) => load.bind(id),
            Value::Bytes(uuid) => load.bind(uuid),
            Value::Text(name) => load.bind(name),
        };
        numbers(load.fetch_all(&mut self.connection).await?)
    }

    async fn page(&mut self, after: i64) -> Result<Vec<i64>> {
        numbers(
            query(AssertSqlSafe(self.page.clone()))
                .bind(after)
                .fetch_all(&mut self.connection)
                .await?,
        )
    }

    async fn settle(&mut self) -> Result<()> {
        query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut self.connection).await?;
        Ok(())
    }

    async fn bytes(&mut self) -> Result<i64> {
        let pages: i64 = query_scalar("PRAGMA page_count").fetch_one(&mut self.connection).await?;
        let page_bytes: i64 =
            query_scalar("PRAGMA page_size").fetch_one(&mut self.connection).await?;
        Ok(pages * page_bytes)
    }

    /// What this process has written by system calls (Linux; 0 elsewhere).
    async fn written(&mut self) -> Result<i64> {
        let counters = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
        let written = counters.lines().find_map(|line| line.strip_prefix("wchar: "));
        Ok(written.map_or(Ok(0), str::parse)?)
    }

    /// Empties SQLite's cache and, with GNU `dd`, the system's cache of the file.
    async fn chill(&mut self) -> Result<bool> {
        query("PRAGMA shrink_memory").execute(&mut self.connection).await?;
        let mut of = OsString::from("of=");
        of.push(&self.path);
        let dd = Command::new("dd")
            .arg(of)
            .args(["oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none"])
            .status();
        Ok(dd.is_ok_and(|status| status.success()))
    }
}

/// The first column of every row; the payload is decoded too, as a reader would.
fn numbers(rows: Vec<SqliteRow>) -> Result<Vec<i64>> {
    rows.iter()
        .map(|row| {
            row.try_get::<&str, _>("payload")?;
            Ok(row.try_get(0)?)
        })
        .collect()
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Big | Kind::Int | Kind::Small => "INTEGER",
        Kind::Bytes | Kind::Uuid => "BLOB",
        Kind::Text => "TEXT",
    }
}
