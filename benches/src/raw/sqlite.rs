//! A plain table in a SQLite file, by rusqlite: calls into SQLite on the thread that asks.

use anyhow::{Context as _, Result};
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection as File, TransactionBehavior, params};

use super::row::Row;
use super::{Connection, Each};

pub(crate) const TABLES: &str = "
    CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, \
    time INTEGER NOT NULL, payload TEXT NOT NULL, UNIQUE (stream, version));
    CREATE TABLE account (id TEXT PRIMARY KEY, transfers INTEGER NOT NULL, reference TEXT NOT NULL);";
const INSERT: &str = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)";
const UPSERT: &str = "INSERT INTO account VALUES (?, 1, ?) \
     ON CONFLICT (id) DO UPDATE SET transfers = transfers + 1, reference = excluded.reference";
const LOAD: &str = "SELECT version, type, payload FROM event WHERE stream = ? ORDER BY version";
const SCAN: &str = "SELECT position, stream, type, payload FROM event ORDER BY position";

/// A connection to the file.
pub(crate) struct Raw {
    file: File,
    /// Of the last event.
    position: i64,
}

impl Raw {
    /// A file that holds the empty tables.
    pub(crate) fn new(file: File) -> Self {
        Self { file, position: 0 }
    }

    fn insert_now(&mut self, rows: &[&Row], view: bool) -> Result<()> {
        if let ([row], false) = (rows, view) {
            // A statement alone is a transaction.
            insert_row(&mut self.file.prepare_cached(INSERT)?, self.position + 1, row)?;
            self.position += 1;
            return Ok(());
        }
        let transaction = self.file.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut insert = transaction.prepare_cached(INSERT)?;
        for (position, row) in (self.position + 1..).zip(rows) {
            insert_row(&mut insert, position, row)?;
        }
        if view {
            let mut upsert = transaction.prepare_cached(UPSERT)?;
            for row in rows {
                upsert.execute(params![row.stream, row.reference])?;
            }
        }
        drop(insert);
        transaction.commit()?;
        self.position += rows.len() as i64;
        Ok(())
    }
}

impl Connection for Raw {
    const BLOCKS: bool = true;

    async fn insert(&mut self, rows: &[&Row], view: bool) -> Result<()> {
        self.insert_now(rows, view)
    }

    async fn load(&mut self, stream: &str, mut each: impl Each) -> Result<()> {
        let mut load = self.file.prepare_cached(LOAD)?;
        let mut rows = load.query([stream])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, text(row.get_ref(1)?)?, text(row.get_ref(2)?)?)?;
        }
        Ok(())
    }

    async fn scan(&mut self) -> Result<(u64, u64)> {
        let mut scan = self.file.prepare_cached(SCAN)?;
        let mut rows = scan.query([])?;
        let (mut events, mut bytes) = (0, 0);
        while let Some(row) = rows.next()? {
            let _: i64 = row.get(0)?;
            for column in 1..4 {
                bytes += text(row.get_ref(column)?)?.len() as u64;
            }
            events += 1;
        }
        Ok((events, bytes))
    }
}

fn insert_row(insert: &mut CachedStatement<'_>, position: i64, row: &Row) -> Result<()> {
    insert.execute(params![position, row.stream, row.version, row.event_type, row.time_us, row.payload])?;
    Ok(())
}

/// Text where it lies, not copied.
fn text(value: ValueRef<'_>) -> Result<&str> {
    value.as_str().context("a column is not text")
}
