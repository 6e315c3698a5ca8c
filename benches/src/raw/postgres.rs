//! A plain table in a Postgres database, by sqlx: statements of a fixed text that stay prepared.

use anyhow::Result;
use futures_util::TryStreamExt as _;
use sqlx::{Connection as _, PgConnection, Row as _, query};

use super::row::Row;
use super::{Connection, Each};

pub(crate) const TABLES: [&str; 2] = [
    "CREATE TABLE event (position BIGINT PRIMARY KEY, stream TEXT NOT NULL, version BIGINT NOT NULL, \
     type TEXT NOT NULL, time BIGINT NOT NULL, payload TEXT NOT NULL, UNIQUE (stream, version))",
    "CREATE TABLE account (id TEXT PRIMARY KEY, transfers BIGINT NOT NULL, reference TEXT NOT NULL)",
];
const INSERT_ONE: &str = "INSERT INTO event VALUES ($1, $2, $3, $4, $5, $6)";
const INSERT: &str = "INSERT INTO event SELECT * FROM UNNEST($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[])";
const UPSERT: &str = "INSERT INTO account SELECT id, 1, reference FROM UNNEST($1::text[], $2::text[]) AS row (id, reference) \
     ON CONFLICT (id) DO UPDATE SET transfers = account.transfers + 1, reference = excluded.reference";
const LOAD: &str = "SELECT version, type, payload FROM event WHERE stream = $1 ORDER BY version";
const SCAN: &str = "SELECT position, stream, type, payload FROM event ORDER BY position";

/// A connection to the database.
pub(crate) struct Raw {
    connection: PgConnection,
    /// Of the last event.
    position: i64,
}

impl Raw {
    /// A database that holds the empty tables.
    pub(crate) fn new(connection: PgConnection) -> Self {
        Self { connection, position: 0 }
    }

    async fn insert_one(&mut self, row: &Row) -> Result<()> {
        let insert = query(INSERT_ONE).bind(self.position + 1).bind(&row.stream).bind(row.version);
        let insert = insert.bind(row.event_type).bind(row.time_us).bind(&row.payload);
        insert.execute(&mut self.connection).await?;
        self.position += 1;
        Ok(())
    }

    async fn insert_many(&mut self, rows: &[&Row], view: bool) -> Result<()> {
        let last = self.position + rows.len() as i64;
        let streams: Vec<_> = rows.iter().map(|row| row.stream.as_str()).collect();
        let insert = query(INSERT)
            .bind((self.position + 1..=last).collect::<Vec<_>>())
            .bind(&streams)
            .bind(rows.iter().map(|row| row.version).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.event_type).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.time_us).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.payload.as_str()).collect::<Vec<_>>());
        if view {
            let references: Vec<_> = rows.iter().map(|row| row.reference.as_str()).collect();
            let upsert = query(UPSERT).bind(&streams).bind(references);
            let mut transaction = self.connection.begin().await?;
            insert.execute(&mut *transaction).await?;
            upsert.execute(&mut *transaction).await?;
            transaction.commit().await?;
        } else {
            insert.execute(&mut self.connection).await?;
        }
        self.position = last;
        Ok(())
    }
}

impl Connection for Raw {
    const BLOCKS: bool = false;

    async fn insert(&mut self, rows: &[&Row], view: bool) -> Result<()> {
        match (rows, view) {
            ([row], false) => self.insert_one(row).await,
            _ => self.insert_many(rows, view).await,
        }
    }

    async fn load(&mut self, stream: &str, mut each: impl Each) -> Result<()> {
        let mut rows = query(LOAD).bind(stream).fetch(&mut self.connection);
        while let Some(row) = rows.try_next().await? {
            each(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)?;
        }
        Ok(())
    }

    async fn scan(&mut self) -> Result<(u64, u64)> {
        let (mut events, mut bytes) = (0, 0);
        let mut rows = query(SCAN).fetch(&mut self.connection);
        while let Some(row) = rows.try_next().await? {
            let _: i64 = row.try_get(0)?;
            for column in 1..4 {
                bytes += row.try_get::<&str, _>(column)?.len() as u64;
            }
            events += 1;
        }
        Ok((events, bytes))
    }
}
