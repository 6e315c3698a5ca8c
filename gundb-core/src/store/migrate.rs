//! Bringing the tables to this program's version: checksummed, in one transaction, one process at a
//! time.

use super::entropy::{Entropy, SystemEntropy};
use super::identity;
use super::retry::retried;
use crate::error::{Error, Result};
use crate::model::{Hash, Space};
use crate::sql::{Dialect, Statement, migration};
use crate::store::backend::{
    Cells, Connection, DatabaseUrl, Failure, OpenOptions, Pools, Transaction,
};

/// One migration of this program.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Migration {
    /// Its number, from 1.
    pub version: u64,
    /// Its name.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
}

/// The migrations of this program, for a database that is not open yet.
#[derive(Debug)]
pub struct Migrations;

impl Migrations {
    /// What this program knows, and what the database at `url` has of it.
    ///
    /// # Errors
    /// A database that can't be reached, that is newer than this program, or whose migrations were
    /// changed.
    pub async fn status(url: &str) -> Result<Vec<Migration>> {
        let pools = connect(url, false).await?;
        let status = match pools.reader().await {
            Ok(mut connection) => status(&mut connection).await,
            Err(error) => Err(error),
        };
        pools.close().await;
        status
    }

    /// Applies what is missing, creates a missing SQLite file, and gives a fresh store its
    /// identity; what was applied.
    ///
    /// # Errors
    /// As [`Migrations::status`]; then nothing is changed.
    pub async fn run(url: &str) -> Result<Vec<Migration>> {
        let pools = connect(url, true).await?;
        let applied = run(&pools, &SystemEntropy).await;
        pools.close().await;
        applied
    }
}

async fn connect(url: &str, create: bool) -> Result<Pools> {
    let url = DatabaseUrl::parse(url)?;
    Pools::connect(
        &url,
        OpenOptions { create, durability: Default::default(), connections: Default::default() },
    )
    .await
}

/// What this program knows, and what the database has of it.
async fn status(connection: &mut Connection) -> Result<Vec<Migration>> {
    let exists =
        table_exists(connection, "gundb_migration").await.map_err(|failure| failure.error)?;
    let applied = if exists {
        applied(connection).await.map_err(|failure| failure.error)?
    } else {
        Vec::new()
    };
    let known = known(connection.dialect());
    check(&known, &applied)?;
    Ok(known
        .into_iter()
        .enumerate()
        .map(|(index, known)| Migration {
            version: known.version,
            name: known.name,
            applied: index < applied.len(),
        })
        .collect())
}

/// Makes sure that everything is applied; takes the write lock only where something is missing. A
/// connection that sees it.
pub(super) async fn ensure(pools: &Pools, entropy: &dyn Entropy) -> Result<Connection> {
    let mut connection = pools.reader().await?;
    if missing(&mut connection).await?.is_none() {
        return Ok(connection);
    }
    // A database in memory has one connection for all.
    drop(connection);
    run(pools, entropy).await?;
    pools.reader().await
}

/// The first migration that the database lacks; the last one, where only its identity is missing.
pub(super) async fn missing(connection: &mut Connection) -> Result<Option<Migration>> {
    let status = status(connection).await?;
    if let Some(missing) = status.iter().find(|migration| !migration.applied) {
        return Ok(Some(missing.clone()));
    }
    let identity = identity::peek(connection).await.map_err(|failure| failure.error)?;
    Ok(if identity.is_none() { status.last().cloned() } else { None })
}

/// Applies what is missing.
async fn run(pools: &Pools, entropy: &dyn Entropy) -> Result<Vec<Migration>> {
    retried(|| run_once(pools, entropy)).await
}

async fn run_once(pools: &Pools, entropy: &dyn Entropy) -> Result<Vec<Migration>, Failure> {
    let mut transaction = Transaction::begin(pools).await?;
    let applied = apply(transaction.connection(), entropy).await;
    transaction.end(applied).await
}

async fn apply(
    connection: &mut Connection,
    entropy: &dyn Entropy,
) -> Result<Vec<Migration>, Failure> {
    // `IF NOT EXISTS` loses races on Postgres: once more, then the table is there.
    let created = connection.script(migration::CREATE_TABLE).await;
    created.map_err(Failure::again_if_raced)?;
    connection.script(migration::CREATE_LOCK).await?;
    connection.script(migration::LOCK).await?;
    let applied = applied(connection).await?;
    let known = known(connection.dialect());
    check(&known, &applied)?;
    let mut done = Vec::new();
    for missing in known.into_iter().skip(applied.len()) {
        connection.script(missing.script).await?;
        let version = missing.version.cast_signed();
        connection.execute(migration::note(version, &missing.name, &missing.checksum)).await?;
        done.push(Migration { version: missing.version, name: missing.name, applied: true });
    }
    if identity::peek(connection).await?.is_none() {
        identity::create(connection, Space::default(), entropy).await?;
    }
    Ok(done)
}

struct Known {
    version: u64,
    name: String,
    checksum: String,
    script: &'static str,
}

fn known(dialect: Dialect) -> Vec<Known> {
    let scripts = dialect.capability().migrations;
    scripts
        .iter()
        .zip(1..)
        .map(|((name, script), version)| Known {
            version,
            name: (*name).to_owned(),
            checksum: Hash::of(script.as_bytes()).to_string(),
            script,
        })
        .collect()
}

struct Applied {
    version: u64,
    name: String,
    checksum: String,
}

async fn applied(connection: &mut Connection) -> Result<Vec<Applied>, Failure> {
    let rows = connection.fetch(Statement::text(migration::APPLIED, Vec::new())).await?;
    let read = |mut cells: Cells| {
        Ok(Applied { version: cells.number()?, name: cells.text()?, checksum: cells.text()? })
    };
    rows.into_iter().map(read).collect()
}

fn check(known: &[Known], applied: &[Applied]) -> Result<()> {
    for (index, applied) in applied.iter().enumerate() {
        match known.get(index) {
            None => {
                return Err(Error::schema(format!(
                    "the database has migration {} `{}`, which is newer than this program; use a newer gundb",
                    applied.version, applied.name
                )));
            }
            Some(known)
                if known.version != applied.version || known.checksum != applied.checksum =>
            {
                return Err(Error::schema(format!(
                    "migration {} `{}` of the database differs from this program's `{}`; \
                     use the gundb that made the database, or a newer one",
                    applied.version, applied.name, known.name
                )));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Whether the database has a table, index or view of a name.
pub(super) async fn table_exists(connection: &mut Connection, name: &str) -> Result<bool, Failure> {
    let sql = connection.dialect().capability().table_exists;
    let rows = connection.fetch(Statement::text(sql, vec![name.into()])).await?;
    let count = rows.into_iter().next().map_or(Ok(0), |mut cells| cells.int())?;
    Ok(count > 0)
}
