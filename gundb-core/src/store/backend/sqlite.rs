//! Opening SQLite: one writer, several readers, WAL.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{DatabaseUrl, Durability, OpenOptions, Pools, failure};
use crate::error::{Error, Result};

/// How long a write waits for another process before it says that the database is locked.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Connections to read from.
const READERS_MAX: u32 = 4;

pub(super) async fn connect(url: &DatabaseUrl, options: OpenOptions) -> Result<Pools> {
    let connect = SqliteConnectOptions::from_str(url.secret())
        .map_err(|error| Error::invalid(format!("the database URL `{url}` can't be read: {error}")))?
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .synchronous(match options.durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        })
        .create_if_missing(options.create);
    if url.is_in_memory() {
        return in_memory(connect).await;
    }
    let file = connect.get_filename().to_owned();
    check_file(&file, options.create)?;
    let opening = |error| failure(error, &format!("opening the SQLite file `{}`", file.display())).error;
    let wal = connect.journal_mode(SqliteJournalMode::Wal);
    let writer = forever(1).connect_with(wal.clone()).await.map_err(opening)?;
    let readers = forever(READERS_MAX).connect_with(wal.pragma("query_only", "ON")).await.map_err(opening)?;
    Ok(Pools::Sqlite { writer, readers })
}

/// A database in memory lives in one connection, so it is both writer and reader.
async fn in_memory(connect: SqliteConnectOptions) -> Result<Pools> {
    let pool = forever(1)
        .connect_with(connect)
        .await
        .map_err(|error| failure(error, "opening a SQLite database in memory").error)?;
    Ok(Pools::Sqlite { writer: pool.clone(), readers: pool })
}

fn forever(connections_max: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections_max)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// What SQLite's own messages leave in the dark.
fn check_file(path: &Path, create: bool) -> Result<()> {
    let file = path.display();
    if path.as_os_str().is_empty() {
        return Err(Error::invalid("the database URL names no file; write for example sqlite://shop.db"));
    }
    if path.is_dir() {
        return Err(Error::invalid(format!("`{file}` is a directory; name a file in it")));
    }
    if !path.exists() && !create {
        return Err(Error::invalid(format!(
            "there is no file `{file}`; check the path, or create the database with `gundb migrate run`"
        )));
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty() && !parent.is_dir()) {
        return Err(Error::invalid(format!("there is no directory `{}` for `{file}`", parent.display())));
    }
    Ok(())
}
