//! Opening Postgres: three pools that make room for each other, sessions that can't stop the others
//! for ever.

use std::pin::pin;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Postgres};
use tokio::sync::Mutex;

use super::connections::Connections;
use super::failure::{Doing, failure};
use super::options::OpenOptions;
use super::session::{Purpose, settings};
use super::url::DatabaseUrl;
use crate::error::{Error, Result};
use crate::sql::ground;

/// A connection that was used so lately is used again without asking whether it is still there.
const TRUSTED: Duration = Duration::from_secs(1);
/// How long a call waits for a connection before the server is asked whether it has one left.
const PATIENCE: Duration = Duration::from_millis(250);
/// Pause before the server is asked again that had no connection to spare.
const PAUSE: Duration = Duration::from_millis(50);
/// Too many connections to the server, to the database or of the user.
const TOO_MANY: &str = "53300";

/// The pools of one open database.
#[derive(Clone, Debug)]
pub(in crate::store) struct PostgresPools {
    connect: PgConnectOptions,
    /// Who asks the server whether it has a connection left.
    probing: Arc<Mutex<()>>,
    writer: PgPool,
    readers: PgPool,
    queries: PgPool,
}

pub(super) async fn connect(url: &DatabaseUrl, options: OpenOptions) -> Result<PostgresPools> {
    let connect = PgConnectOptions::from_str(url.secret())
        .map_err(|_| Error::invalid(format!("the database URL `{url}` can't be read; it should look like postgres://user:password@host:5432/database")))?
        .application_name("gundb")
        .extra_float_digits(None);
    let probed = probe(url, &connect, options.connections.acquire_timeout).await?;
    let search_path = checked_ground(probed.ground, url)?;
    let pool = |purpose| {
        let settings = settings(purpose, &options, probed.server_version, &search_path);
        pool(purpose, &options.connections, settings).connect_lazy_with(connect.clone())
    };
    let (writer, readers, queries) =
        (pool(Purpose::Write), pool(Purpose::Read), pool(Purpose::Query));
    let probing = Arc::default();
    Ok(PostgresPools { connect, probing, writer, readers, queries })
}

/// What the first connection shows.
struct Probed {
    server_version: u32,
    /// Encoding, name and search path of the database.
    ground: (String, String, Option<String>),
}

/// The pool would try to connect for as long as it may wait; one attempt shows what is wrong.
async fn probe(url: &DatabaseUrl, connect: &PgConnectOptions, timeout: Duration) -> Result<Probed> {
    let probed = async {
        let mut probed = admitted(connect).await?;
        let server_version = probed.server_version_num().unwrap_or_default();
        let ground =
            sqlx::query_as(ground::GROUND).persistent(false).fetch_one(&mut probed).await?;
        probed.close().await.map(|()| Probed { server_version, ground })
    };
    let probed = tokio::time::timeout(timeout, probed).await;
    let doing = format!("connecting to `{url}`");
    probed
        .unwrap_or(Err(sqlx::Error::PoolTimedOut))
        .map_err(|error| failure(error, Doing::This(&doing)).error)
}

/// Connects, once the server has a connection to spare.
async fn admitted(connect: &PgConnectOptions) -> sqlx::Result<PgConnection> {
    loop {
        match connect.connect().await {
            Err(error) if is_full(&error) => tokio::time::sleep(PAUSE).await,
            connected => return connected,
        }
    }
}

/// Whether the server has no connection left, for this user or database at least.
fn is_full(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(database) if database.code().as_deref() == Some(TOO_MANY))
}

/// The search path of a database that a store can lie in; refuses one whose texts would have other
/// bytes.
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

fn pool(purpose: Purpose, connections: &Connections, settings: String) -> PgPoolOptions {
    let connections_max = match purpose {
        Purpose::Write => connections.writers_max,
        Purpose::Read => connections.readers_max,
        Purpose::Query => connections.queries_max,
    };
    PgPoolOptions::new()
        .max_connections(connections_max)
        .acquire_timeout(connections.acquire_timeout)
        .idle_timeout(connections.idle_timeout)
        .after_connect(move |connection, _| {
            let settings = settings.clone();
            Box::pin(async move {
                connection.execute(sqlx::raw_sql(AssertSqlSafe(settings))).await.map(drop)
            })
        })
        .test_before_acquire(false)
        .before_acquire(|connection, life| {
            Box::pin(async move {
                let alive = life.idle_for < TRUSTED || connection.ping().await.is_ok();
                Ok(alive)
            })
        })
}

impl PostgresPools {
    /// A connection to write on.
    pub(super) async fn writer(&self) -> sqlx::Result<PoolConnection<Postgres>> {
        self.acquire(&self.writer, [&self.queries, &self.readers]).await
    }

    /// One to read events and the store's own tables from.
    pub(super) async fn reader(&self) -> sqlx::Result<PoolConnection<Postgres>> {
        self.acquire(&self.readers, [&self.queries, &self.writer]).await
    }

    /// One to query views on.
    pub(super) async fn query(&self) -> sqlx::Result<PoolConnection<Postgres>> {
        self.acquire(&self.queries, [&self.readers, &self.writer]).await
    }

    /// A connection of a pool. One connection is enough for a process: where the server has none
    /// left for it, what is idle in the other pools goes back.
    async fn acquire(
        &self,
        pool: &PgPool,
        others: [&PgPool; 2],
    ) -> sqlx::Result<PoolConnection<Postgres>> {
        let mut acquiring = pin!(pool.acquire());
        loop {
            tokio::select! {
                biased;
                acquired = &mut acquiring => return acquired,
                () = self.make_room(others) => {}
            }
        }
    }

    /// Closes what is idle in some pools where the server has no connection left. A server that is
    /// slow, or a pool whose connections are all busy, is no reason: the server itself is asked, by
    /// one call at a time.
    async fn make_room(&self, pools: [&PgPool; 2]) {
        tokio::time::sleep(PATIENCE).await;
        let Ok(_turn) = self.probing.try_lock() else { return };
        match self.connect.connect().await {
            Ok(spare) => drop(spare.close().await),
            Err(error) if is_full(&error) => pools.into_iter().for_each(give_back),
            // What is wrong is reported to the caller that waits for the connection.
            Err(_) => {}
        }
    }

    pub(super) async fn close(&self) {
        self.queries.close().await;
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Closes what is idle in a pool.
fn give_back(pool: &PgPool) {
    while let Some(mut idle) = pool.try_acquire() {
        idle.close_on_drop();
    }
}
