//! A plain table in a SQLite file, by rusqlite: calls into SQLite on the thread that asks.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use rusqlite::TransactionBehavior::Immediate;
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection as File, Transaction};

use super::row::Row;
use super::{Connection, Each};

pub(crate) const TABLES: &str = "
    CREATE TABLE event (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, \
    time INTEGER NOT NULL, payload TEXT NOT NULL, UNIQUE (stream, version));
    CREATE TABLE account (id TEXT PRIMARY KEY, transfers INTEGER NOT NULL, reference TEXT NOT NULL);";
const UPSERT: &str =
    " ON CONFLICT (id) DO UPDATE SET transfers = transfers + 1, reference = excluded.reference";
const LOAD: &str = "SELECT version, type, payload FROM event WHERE stream = ? ORDER BY version";
const SCAN: &str = "SELECT position, stream, type, payload FROM event ORDER BY position";

/// One statement for many rows is faster than one for each; parameters are limited.
const ROWS_MAX: usize = 1_000;
/// A statement for every number of rows, of both kinds, stays prepared.
const STATEMENTS_MAX: usize = 256;

/// A connection to the file.
pub(crate) struct Raw {
    file: File,
    /// Of the last event.
    position: i64,
    inserts: Texts,
    upserts: Texts,
}

/// Texts of one statement, by the number of rows.
#[derive(Default)]
struct Texts(HashMap<usize, String>);

impl Raw {
    /// A file that holds the empty tables.
    pub(crate) fn new(file: File) -> Self {
        file.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        Self { file, position: 0, inserts: Texts::default(), upserts: Texts::default() }
    }

    fn insert_now(&mut self, rows: &[&Row], view: bool) -> rusqlite::Result<()> {
        // A statement alone is a transaction.
        let alone = !view && rows.len() <= ROWS_MAX;
        let transaction =
            if alone { None } else { Some(Transaction::new_unchecked(&self.file, Immediate)?) };
        for (first, rows) in (self.position + 1..).step_by(ROWS_MAX).zip(rows.chunks(ROWS_MAX)) {
            let insert =
                self.inserts.of(rows.len(), "INSERT INTO event VALUES ", "(?, ?, ?, ?, ?, ?)", "");
            insert_rows(&mut self.file.prepare_cached(insert)?, first, rows)?;
            if view {
                let upsert =
                    self.upserts.of(rows.len(), "INSERT INTO account VALUES ", "(?, 1, ?)", UPSERT);
                upsert_rows(&mut self.file.prepare_cached(upsert)?, rows)?;
            }
        }
        transaction.map_or(Ok(()), Transaction::commit)?;
        self.position += rows.len() as i64;
        Ok(())
    }
}

impl Connection for Raw {
    const BLOCKS: bool = true;

    async fn insert(&mut self, rows: &[&Row], view: bool) -> Result<()> {
        Ok(self.insert_now(rows, view)?)
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

fn insert_rows(
    insert: &mut CachedStatement<'_>,
    first: i64,
    rows: &[&Row],
) -> rusqlite::Result<()> {
    for (number, row) in (0..).zip(rows) {
        let parameter = number * 6 + 1;
        insert.raw_bind_parameter(parameter, first + number as i64)?;
        insert.raw_bind_parameter(parameter + 1, &row.stream)?;
        insert.raw_bind_parameter(parameter + 2, row.version)?;
        insert.raw_bind_parameter(parameter + 3, row.event_type)?;
        insert.raw_bind_parameter(parameter + 4, row.time_us)?;
        insert.raw_bind_parameter(parameter + 5, &row.payload)?;
    }
    insert.raw_execute().map(drop)
}

fn upsert_rows(upsert: &mut CachedStatement<'_>, rows: &[&Row]) -> rusqlite::Result<()> {
    for (number, row) in (0..).zip(rows) {
        upsert.raw_bind_parameter(number * 2 + 1, &row.stream)?;
        upsert.raw_bind_parameter(number * 2 + 2, &row.reference)?;
    }
    upsert.raw_execute().map(drop)
}

/// Text where it is, not copied.
fn text(value: ValueRef<'_>) -> Result<&str> {
    value.as_str().context("a column is not text")
}

impl Texts {
    fn of(&mut self, rows: usize, head: &str, row: &str, tail: &str) -> &str {
        self.0.entry(rows).or_insert_with(|| [head, &vec![row; rows].join(", "), tail].concat())
    }
}
