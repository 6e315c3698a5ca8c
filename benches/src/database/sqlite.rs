//! SQLite files: write-ahead log, otherwise SQLite's defaults.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use tempfile::TempDir;

use super::sides::{Database, Fresh, Side};
use crate::durability::Durability;
use crate::raw::sqlite::{Raw, TABLES};

/// A directory of SQLite files.
pub(crate) struct Sqlite {
    directory: TempDir,
}

impl Sqlite {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self { directory: directory()? })
    }

    fn file(&self, side: Side) -> PathBuf {
        self.directory.path().join(format!("{}.db", side.name()))
    }
}

impl Database for Sqlite {
    type Raw = Raw;

    const NAME: &'static str = "SQLite";

    async fn describe(&mut self, durability: Durability) -> Result<String> {
        let synchronous = synchronous(durability);
        Ok(format!("SQLite {}: write-ahead log, `synchronous={synchronous}`", rusqlite::version()))
    }

    async fn fresh(&mut self, durability: Durability) -> Result<Fresh<Raw>> {
        self.directory = directory()?;
        let connection = Connection::open(self.file(Side::Raw))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", synchronous(durability))?;
        connection.execute_batch(TABLES)?;
        let url = format!("sqlite://{}", self.file(Side::Ours).display());
        Ok(Fresh { url, raw: Raw::new(connection) })
    }

    async fn bytes(&mut self, side: Side) -> Result<u64> {
        let file = self.file(side);
        let busy: bool = Connection::open(&file)?
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .with_context(|| format!("cannot bring the log of {} into its file", file.display()))?;
        ensure!(!busy, "somebody still reads or writes {}", file.display());
        Ok(fs::metadata(file)?.len())
    }

    async fn close(self) -> Result<()> {
        Ok(self.directory.close()?)
    }
}

fn directory() -> Result<TempDir> {
    tempfile::tempdir().context("cannot create a directory for the SQLite files")
}

fn synchronous(durability: Durability) -> &'static str {
    match durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
    }
}
