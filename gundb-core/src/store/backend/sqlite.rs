//! Opening SQLite: one writer, several readers, WAL.

use std::path::Path;
use std::str::FromStr;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::connections::Connections;
use super::failure::{Doing, failure};
use super::options::{Durability, OpenOptions};
use super::pools::Pools;
use super::url::DatabaseUrl;
use crate::error::{Error, Result};
use crate::sql::decimal;

/// Pages of the write-ahead log (4 KiB each) before it is copied into the file: SQLite's own 1,000
/// copies pages that are about to change again.
const CHECKPOINT_PAGES: &str = "8000";
/// Bytes that the write-ahead log keeps on disk once it was copied into the file; a long reader may
/// have made it much longer.
const WAL_BYTES_KEPT: &str = "67108864";
/// Memory for pages, of each connection, in KiB (negative is SQLite's way to say so).
const CACHE_KIB: &str = "-16000";
/// Prepared statements that a connection keeps: sets come in powers of two, and several statements
/// in one text.
const STATEMENTS_MAX: usize = 400;

pub(super) async fn connect(url: &DatabaseUrl, options: OpenOptions) -> Result<Pools> {
    let connect = SqliteConnectOptions::from_str(url.secret())
        .map_err(|error| {
            Error::invalid(format!("the database URL `{url}` can't be read: {error}"))
        })?
        .busy_timeout(options.connections.lock_timeout)
        .foreign_keys(true)
        .synchronous(match options.durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        })
        .create_if_missing(options.create)
        .statement_cache_capacity(STATEMENTS_MAX)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", WAL_BYTES_KEPT)
        .pragma("cache_size", CACHE_KIB)
        // A statement that writes many rows keeps what it may have to undo: in memory, not in a
        // file of its own.
        .pragma("temp_store", "MEMORY")
        // A table is swapped under whatever people's own SQL views say of it.
        .pragma("legacy_alter_table", "ON")
        .collation(decimal::COLLATION, decimal::compare_texts);
    if url.is_in_memory() {
        return in_memory(connect, &options.connections).await;
    }
    let file = connect.get_filename().to_owned();
    check_file(&file, options.create)?;
    let doing = format!("opening the SQLite file `{}`", file.display());
    let opening = |error| failure(error, Doing::This(&doing)).error;
    // A file that may turn out to be somebody else's is only read; what GunDB made is in WAL mode
    // already.
    let wal = if options.create { connect.journal_mode(SqliteJournalMode::Wal) } else { connect };
    let connections = &options.connections;
    let writer = forever(1, connections).connect_with(wal.clone()).await.map_err(opening)?;
    let readers = forever(connections.readers_max, connections);
    let readers = readers.connect_with(wal.pragma("query_only", "ON")).await.map_err(opening)?;
    Ok(Pools::Sqlite { writer, readers, anchor: None })
}

/// A database in memory has one connection for all, and a second one that only keeps it alive.
async fn in_memory(connect: SqliteConnectOptions, connections: &Connections) -> Result<Pools> {
    let opening = |error| failure(error, Doing::This("opening a SQLite database in memory")).error;
    let anchor = forever(1, connections).connect_with(connect.clone()).await.map_err(opening)?;
    let pool = forever(1, connections).connect_with(connect).await.map_err(opening)?;
    Ok(Pools::Sqlite { writer: pool.clone(), readers: pool, anchor: Some(anchor) })
}

fn forever(connections_max: u32, connections: &Connections) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections_max)
        // Whoever has the connection may wait for a lock itself.
        .acquire_timeout(connections.acquire_timeout + connections.lock_timeout)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// What SQLite's own messages leave in the dark.
fn check_file(path: &Path, create: bool) -> Result<()> {
    let file = path.display();
    if path.as_os_str().is_empty() {
        return Err(Error::invalid(
            "the database URL names no file; write for example sqlite://shop.db",
        ));
    }
    if let Some(name) = path.to_str().and_then(|path| path.strip_prefix("file:")) {
        return Err(Error::invalid(format!(
            "`{file}` is no path: the database URL takes no `file:`; write sqlite://{}",
            name.trim_start_matches("//")
        )));
    }
    if path.is_dir() {
        return Err(Error::invalid(format!("`{file}` is a directory; name a file in it")));
    }
    if !path.exists() && !create {
        return Err(Error::invalid(format!(
            "there is no file `{file}`; check the path, or create the database with `gundb migrate run`"
        )));
    }
    if let Some(parent) =
        path.parent().filter(|parent| !parent.as_os_str().is_empty() && !parent.is_dir())
    {
        return Err(Error::invalid(format!(
            "there is no directory `{}` for `{file}`",
            parent.display()
        )));
    }
    Ok(())
}
