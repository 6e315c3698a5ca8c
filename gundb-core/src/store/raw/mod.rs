//! Raw SQL that reads: the way out where a typed query does not reach.

mod into;
mod row;

use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::model::{IntoCell, Value};
use crate::sql::view_query;
use crate::store::backend::{Failure, Transaction};
use crate::store::handle::Gundb;
use crate::store::query::check_raw;

pub use row::{FromSqlRow, SqlRow};

/// Raw SQL that reads, and its binds. Made by [`Gundb::sql`].
#[derive(Clone, Debug)]
#[must_use = "raw SQL does nothing until `rows`, `fetch` or `first`"]
pub struct RawRead {
    db: Gundb,
    text: String,
    binds: Vec<Value>,
}

/// # Reading views
impl Gundb {
    /// Begins to read with SQL of your own, with `?` for each bind on either database (`??` is the
    /// operator `?` of Postgres).
    ///
    /// It runs in a transaction that can't write. View tables have the name of their view; their
    /// columns have the forms that `docs/types.md` lists, and `gundb_events` shows all events.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> gundb::Result<()> {
    /// let db = gundb::Gundb::open("sqlite::memory:").await?;
    /// let sql = "SELECT stream_type, COUNT(*) FROM gundb_events WHERE sequence > ? GROUP BY stream_type";
    /// let counts = db.sql(sql).bind(0).fetch::<(String, i64)>().await?;
    /// assert_eq!(counts, []);
    /// # Ok(())
    /// # }
    /// ```
    pub fn sql(&self, text: impl Into<String>) -> RawRead {
        RawRead { db: self.clone(), text: text.into(), binds: Vec::new() }
    }
}

impl RawRead {
    /// The value of the next `?`.
    pub fn bind(mut self, value: impl IntoCell) -> Self {
        self.binds.push(value.into_cell());
        self
    }

    /// All rows, with their columns by name. Mind the memory.
    ///
    /// # Errors
    /// SQL that would write, is no single statement, has another number of `?` than binds, or that
    /// the database refuses; a database that can't be read.
    pub async fn rows(&self) -> Result<Vec<SqlRow>> {
        let pools = &self.db.shared.pools;
        let dialect = pools.dialect();
        let pieces = check_raw(dialect, &self.text, &self.binds)?;
        view_query::single_read(&pieces)?;
        let statement = view_query::raw_read(dialect, &self.text, &self.binds);
        let mut transaction =
            Transaction::begin_read_only(pools).await.map_err(|failure| failure.error)?;
        let read = transaction.connection().fetch_raw(statement).await;
        transaction.rollback().await;
        let (columns, rows) = read.map_err(|failure: Failure| failure.error)?;
        let columns: std::sync::Arc<[String]> = columns.into();
        Ok(rows.into_iter().map(|cells| SqlRow::new(&columns, cells)).collect())
    }

    /// All rows, each as a tuple of its columns from left to right.
    ///
    /// # Errors
    /// As [`RawRead::rows`]; a tuple of another length or of other types than the columns.
    pub async fn fetch<T: FromSqlRow>(&self) -> Result<Vec<T>> {
        self.rows().await?.into_iter().map(T::from_row).collect()
    }

    /// All rows, each as a struct that derives serde's `Deserialize`; see [`SqlRow::to`].
    ///
    /// # Errors
    /// As [`RawRead::rows`] and [`SqlRow::to`].
    pub async fn fetch_as<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        self.rows().await?.iter().map(SqlRow::to).collect()
    }

    /// The first row, if there is one; the others are read and forgotten.
    ///
    /// # Errors
    /// As [`RawRead::fetch`].
    pub async fn first<T: FromSqlRow>(&self) -> Result<Option<T>> {
        self.rows().await?.into_iter().next().map(T::from_row).transpose()
    }
}
