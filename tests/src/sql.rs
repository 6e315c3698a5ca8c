//! An outside observer: plain SQL over a connection of its own, as any program could use beside
//! GunDB.

use std::str::FromStr;

use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{
    AssertSqlSafe, Column, ConnectOptions, Connection, PgConnection, Row, SqliteConnection,
    TypeInfo, ValueRef,
};
use tokio::sync::Mutex;

/// One connection to a database. It shares nothing with the store under test. Not a pool: a pool
/// keeps trying for half a minute where no server listens.
#[derive(Debug)]
pub enum Sql {
    /// To SQLite; the file is created if it is missing.
    Sqlite(Mutex<SqliteConnection>),
    /// To Postgres.
    Postgres(Mutex<PgConnection>),
}

/// A row as text: `None` is NULL.
pub type TextRow = Vec<Option<String>>;

impl Sql {
    /// Connects to `sqlite://…` or `postgres://…`.
    ///
    /// # Errors
    /// As the driver reports them: wrong credentials, no server.
    pub async fn connect(url: &str) -> sqlx::Result<Sql> {
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?.create_if_missing(true);
            Ok(Sql::Sqlite(Mutex::new(options.connect().await?)))
        } else {
            Ok(Sql::Postgres(Mutex::new(PgConnection::connect(url).await?)))
        }
    }

    /// All rows of a query as the database prints them, alike on both backends where they can be:
    /// booleans are `0` and `1`, bytes are `\x` and hex digits. SQLite prints only 15 digits of a
    /// double.
    ///
    /// # Errors
    /// As the database reports them.
    pub async fn query(&self, sql: &str) -> sqlx::Result<Vec<TextRow>> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Sql::Sqlite(connection) => {
                let rows = sql.fetch_all(&mut *connection.lock().await).await?;
                rows.iter().map(sqlite_text).collect()
            }
            Sql::Postgres(connection) => {
                let rows = sql.fetch_all(&mut *connection.lock().await).await?;
                rows.iter().map(postgres_text).collect()
            }
        }
    }

    /// Runs one or more statements; returns how many rows they changed.
    ///
    /// # Errors
    /// As the database reports them.
    pub async fn execute(&self, sql: &str) -> sqlx::Result<u64> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        Ok(match self {
            Sql::Sqlite(connection) => {
                sql.execute(&mut *connection.lock().await).await?.rows_affected()
            }
            Sql::Postgres(connection) => {
                sql.execute(&mut *connection.lock().await).await?.rows_affected()
            }
        })
    }
}

fn sqlite_text(row: &SqliteRow) -> sqlx::Result<TextRow> {
    let text = |column: usize| {
        if row.try_get_raw(column)?.type_info().name() != "BLOB" {
            return row.try_get_unchecked::<Option<String>, _>(column);
        }
        let bytes: Vec<u8> = row.try_get_unchecked(column)?;
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Some(format!("\\x{digits}")))
    };
    (0..row.len()).map(text).collect()
}

/// Unprepared statements answer in text, so any type can be read as its text.
fn postgres_text(row: &PgRow) -> sqlx::Result<TextRow> {
    let text = |column: usize| {
        let text: Option<String> = row.try_get_unchecked(column)?;
        let is_bool = row.column(column).type_info().name() == "BOOL";
        Ok(text.map(|text| if is_bool { u8::from(text == "t").to_string() } else { text }))
    };
    (0..row.len()).map(text).collect()
}
