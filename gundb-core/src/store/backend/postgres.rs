//! Opening Postgres: one pool, sessions that can't stop the others for ever.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _};

use super::{DatabaseUrl, Durability, OpenOptions, Pools, failure};
use crate::error::{Error, Result};
use crate::sql::ground;

/// Connections to write on: the writer's, and one for registrations.
const WRITERS_MAX: u32 = 2;
/// Connections to read events and the store's own tables from; readers never take the writer's.
const READERS_MAX: u32 = 4;
/// Connections for queries of view tables, whose plans are the server's to make.
const QUERIES_MAX: u32 = 8;
/// How long a caller waits for a free connection, or for a server that does not answer.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(15);
/// A connection that was used so lately is used again without asking whether it is still there.
const TRUSTED: Duration = Duration::from_secs(1);
/// Session settings: a lock waits so long, a frozen transaction lives so long, a dead peer is noticed so late.
const SESSION: [(&str, &str); 5] = [
    ("default_transaction_isolation", "read committed"),
    ("lock_timeout", "30s"),
    ("idle_in_transaction_session_timeout", "60s"),
    ("tcp_user_timeout", "30s"),
    ("TimeZone", "UTC"),
];

/// Our own statements go along indexes, in the order of these. Plans that were made for small tables are kept, and would
/// read and sort the whole of them when they have grown.
const GUIDED: [(&str, &str); 6] = [
    ("enable_seqscan", "off"),
    ("enable_bitmapscan", "off"),
    ("enable_sort", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
];

pub(super) async fn connect(url: &DatabaseUrl, options: OpenOptions) -> Result<Pools> {
    let connect = PgConnectOptions::from_str(url.secret())
        .map_err(|_| Error::invalid(format!("the database URL `{url}` can't be read; it should look like postgres://user:password@host:5432/database")))?
        .application_name("gundb")
        .options(SESSION)
        .options([("synchronous_commit", match options.durability {
            Durability::Full => "on",
            Durability::Normal => "off",
        })]);
    // The pool would knock for as long as it may wait; one knock tells what is wrong.
    let knocking = |error| failure(error, &format!("connecting to `{url}`")).error;
    let mut knocked = match tokio::time::timeout(ACQUIRE_TIMEOUT, connect.connect()).await {
        Ok(knocked) => knocked.map_err(knocking)?,
        Err(_) => return Err(knocking(sqlx::Error::PoolTimedOut)),
    };
    let ground = sqlx::query_as(ground::GROUND).persistent(false).fetch_one(&mut knocked).await;
    let search_path = checked_ground(ground.map_err(knocking)?, url)?;
    knocked.close().await.map_err(knocking)?;
    let connect = connect.options([("search_path", search_path)]);
    let pool = |connections_max| {
        let pool = PgPoolOptions::new().max_connections(connections_max).acquire_timeout(ACQUIRE_TIMEOUT);
        pool.test_before_acquire(false).before_acquire(|connection, life| {
            Box::pin(async move {
                let alive = life.idle_for < TRUSTED || connection.ping().await.is_ok();
                Ok(alive)
            })
        })
    };
    let writer = pool(WRITERS_MAX).connect_lazy_with(connect.clone().options(GUIDED));
    // A condition in raw SQL may call a function that would write.
    let reading = connect.options([("default_transaction_read_only", "on")]);
    let readers = pool(READERS_MAX).connect_lazy_with(reading.clone().options(GUIDED));
    let queries = pool(QUERIES_MAX).connect_lazy_with(reading);
    Ok(Pools::Postgres { writer, readers, queries })
}

/// The search path of a database that a store can lie in; refuses one whose texts would have other bytes.
fn checked_ground(ground: (String, String, Option<String>), url: &DatabaseUrl) -> Result<String> {
    let (encoding, database, search_path) = ground;
    if encoding != ground::ENCODING {
        return Err(Error::invalid(format!(
            "the database `{url}` has the encoding {encoding}, which changes texts or lacks some; events need \
             {}: run `{}`, and use that database",
            ground::ENCODING,
            ground::create_database(&database)
        )));
    }
    search_path.ok_or_else(|| {
        Error::invalid(format!(
            "the database `{url}` has no schema to keep tables in: the search_path of the session names none that exists; \
             make it with CREATE SCHEMA, or say ALTER ROLE … SET search_path = public"
        ))
    })
}
