//! One connection, and a transaction on it that rolls back unless it is committed.

use futures_util::{StreamExt as _, TryStreamExt as _};
use sea_query_sqlx::SqlxValues;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Executor as _, Postgres, Sqlite};

use super::row::{Cells, Row};
use super::{Failure, Pools, RawCells, dynamic, failure, raw_failure};
use crate::sql::{self, Dialect, Statement};

/// A connection of either driver.
pub(in crate::store) enum Connection {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// The one place where SQL text that is no literal reaches a driver: it comes from the room `sql` alone.
fn audited(sql: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(sql.to_owned())
}

fn shown(sql: &str) -> String {
    let start: String = sql.chars().take(60).collect();
    format!("the statement `{start}…`")
}

impl Connection {
    pub(in crate::store) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement; how many rows it touched.
    pub(in crate::store) async fn execute(&mut self, statement: Statement) -> Result<u64, Failure> {
        let sql = audited(&statement.sql);
        let values = SqlxValues(statement.values);
        match self {
            Self::Sqlite(connection) => sqlx::query_with(sql, values)
                .execute(&mut **connection)
                .await
                .map(|done| done.rows_affected()),
            Self::Postgres(connection) => sqlx::query_with(sql, values)
                .execute(&mut **connection)
                .await
                .map(|done| done.rows_affected()),
        }
        .map_err(|error| failure(error, &shown(&statement.sql)))
    }

    /// Runs statements, one after the other.
    pub(in crate::store) async fn execute_all(&mut self, statements: Vec<Statement>) -> Result<(), Failure> {
        for statement in statements {
            self.execute(statement).await?;
        }
        Ok(())
    }

    /// Runs a query; all its rows.
    pub(in crate::store) async fn fetch(&mut self, statement: Statement) -> Result<Vec<Cells>, Failure> {
        let sql = audited(&statement.sql);
        let values = SqlxValues(statement.values);
        match self {
            Self::Sqlite(connection) => {
                let rows = sqlx::query_with(sql, values).fetch(&mut **connection);
                rows.map_ok(|row| Cells::new(Row::Sqlite(row))).try_collect().await
            }
            Self::Postgres(connection) => {
                let rows = sqlx::query_with(sql, values).fetch(&mut **connection);
                rows.map_ok(|row| Cells::new(Row::Postgres(row))).try_collect().await
            }
        }
        .map_err(|error| failure(error, &shown(&statement.sql)))
    }

    /// Runs a query; hands each row on as it comes, so that one alone is held.
    pub(in crate::store) async fn each(
        &mut self,
        statement: Statement,
        mut take: impl FnMut(Cells),
    ) -> Result<(), Failure> {
        let sql = audited(&statement.sql);
        let values = SqlxValues(statement.values);
        let mut rows = match self {
            Self::Sqlite(connection) => {
                let rows = sqlx::query_with(sql, values).fetch(&mut **connection);
                rows.map_ok(|row| Cells::new(Row::Sqlite(row))).boxed()
            }
            Self::Postgres(connection) => {
                let rows = sqlx::query_with(sql, values).fetch(&mut **connection);
                rows.map_ok(|row| Cells::new(Row::Postgres(row))).boxed()
            }
        };
        while let Some(cells) =
            rows.try_next().await.map_err(|error| failure(error, &shown(&statement.sql)))?
        {
            take(cells);
        }
        Ok(())
    }

    /// Runs SQL of a caller's; names of the columns, and all rows. What is wrong with the SQL is the caller's.
    pub(in crate::store) async fn fetch_raw(
        &mut self,
        statement: Statement,
    ) -> Result<(Vec<String>, Vec<RawCells>), Failure> {
        let sql = audited(&statement.sql);
        let values = SqlxValues(statement.values);
        // Not kept prepared: there may be a new text each time.
        let mut rows = match self {
            Self::Sqlite(connection) => {
                let rows = sqlx::query_with(sql, values).persistent(false).fetch(&mut **connection);
                rows.map_ok(Row::Sqlite).boxed()
            }
            Self::Postgres(connection) => {
                let rows = sqlx::query_with(sql, values).persistent(false).fetch(&mut **connection);
                rows.map_ok(Row::Postgres).boxed()
            }
        };
        let (mut names, mut read) = (Vec::new(), Vec::new());
        while let Some(row) =
            rows.try_next().await.map_err(|error| raw_failure(error, &shown(&statement.sql)))?
        {
            if read.is_empty() {
                names = dynamic::names(&row);
            }
            read.push(dynamic::cells(&row));
        }
        Ok((names, read))
    }

    /// Runs a script of several statements without values.
    pub(in crate::store) async fn script(&mut self, script: &'static str) -> Result<(), Failure> {
        match self {
            Self::Sqlite(connection) => connection.execute(sqlx::raw_sql(script)).await.map(drop),
            Self::Postgres(connection) => connection.execute(sqlx::raw_sql(script)).await.map(drop),
        }
        .map_err(|error| failure(error, &shown(script)))
    }

    /// From here on the transaction waits for locks hardly at all: it holds the store's, for which all writers wait.
    pub(in crate::store) async fn be_quick(&mut self) -> Result<(), Failure> {
        match self.dialect().capability().swap_patience {
            Some(patience) => self.script(patience).await,
            None => Ok(()),
        }
    }

    /// Takes the connection out of its pool and closes it: whatever it was in the middle of is undone.
    fn discard(self) {
        match self {
            Self::Sqlite(mut connection) => connection.close_on_drop(),
            Self::Postgres(mut connection) => connection.close_on_drop(),
        }
    }
}

/// A transaction that may write. Dropped without a commit, it takes its connection with it.
pub(in crate::store) struct Transaction {
    connection: Option<Connection>,
    /// Makes the connection again what it was before the transaction.
    restore: Option<&'static str>,
}

impl Transaction {
    /// Begins one that may write.
    pub(in crate::store) async fn begin(pools: &Pools) -> Result<Self, Failure> {
        let connection = pools.writer().await?;
        let begin = connection.dialect().capability().begin_write;
        Self::begun(connection, begin).await
    }

    /// Begins one that reads a single snapshot.
    pub(in crate::store) async fn begin_read(pools: &Pools) -> Result<Self, Failure> {
        let connection = pools.reader().await?;
        let begin = connection.dialect().capability().begin_read;
        Self::begun(connection, begin).await
    }

    /// Begins one that reads a single snapshot, on a connection that can't write as long as it lasts.
    pub(in crate::store) async fn begin_read_only(pools: &Pools) -> Result<Self, Failure> {
        let mut transaction = Self::begin_read(pools).await?;
        let switch = pools.dialect().capability().read_only.filter(|_| pools.readers_may_write());
        if let Some([on, off]) = switch {
            transaction.restore = Some(off);
            transaction.connection().script(on).await?;
        }
        Ok(transaction)
    }

    /// The transaction owns its connection before it begins: a caller that stops waiting in the middle of `BEGIN` must not
    /// give a connection back that is in a transaction, or soon will be.
    async fn begun(connection: Connection, begin: &'static str) -> Result<Self, Failure> {
        let mut transaction = Self { connection: Some(connection), restore: None };
        match transaction.connection().script(begin).await {
            Ok(()) => Ok(transaction),
            Err(failure) => {
                transaction.rollback().await;
                Err(failure)
            }
        }
    }

    /// The connection inside.
    pub(in crate::store) fn connection(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("a transaction holds its connection until it ends")
    }

    /// Commits what went well, and rolls back what failed.
    pub(in crate::store) async fn end<T>(self, outcome: Result<T, Failure>) -> Result<T, Failure> {
        match outcome {
            Ok(done) => self.commit().await.map(|()| done),
            Err(failure) => {
                self.rollback().await;
                Err(failure)
            }
        }
    }

    /// Commits, and gives the connection back.
    async fn commit(mut self) -> Result<(), Failure> {
        match self.connection().script(sql::COMMIT).await {
            Ok(()) => {
                self.connection = None;
                Ok(())
            }
            Err(failure) if failure.answered => Err(failure),
            Err(Failure { error, .. }) => Err(Failure::from(error.of_unknown_outcome())),
        }
    }

    /// Rolls back, and gives the connection back.
    pub(in crate::store) async fn rollback(mut self) {
        let undone = self.connection().script(sql::ROLLBACK).await.is_ok();
        let restored = match self.restore {
            Some(restore) => self.connection().script(restore).await.is_ok(),
            None => true,
        };
        if undone && restored {
            self.connection = None;
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.discard();
        }
    }
}
