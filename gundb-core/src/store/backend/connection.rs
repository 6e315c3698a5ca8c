//! One connection of either driver.

use futures_util::{StreamExt as _, TryStreamExt as _};
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Either, Executor as _, Postgres, Sqlite};

use super::bind;
use super::dynamic;
use super::dynamic::RawCells;
use super::failure::{Doing, failure, raw_failure};
use super::row::{Cells, Row};
use super::verdict::Failure;
use crate::sql::{Dialect, Statement};

/// Characters of a statement that an error shows.
const SHOWN_CHARS: usize = 60;

/// A connection of either driver.
pub(in crate::store) enum Connection {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// The one place where SQL text that is no literal reaches a driver: it comes from the layer `sql`
/// alone.
fn audited(sql: String) -> AssertSqlSafe<String> {
    AssertSqlSafe(sql)
}

/// The beginning of a statement, for an error.
fn shown(sql: &str) -> String {
    sql.chars().take(SHOWN_CHARS).collect()
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
        let shown = shown(&statement.sql);
        self.executed(statement).await.map_err(|error| failure(error, Doing::Statement(&shown)))
    }

    /// The same with a statement about what people made: what the database refuses is reported in
    /// its words alone.
    pub(in crate::store) async fn execute_theirs(
        &mut self,
        statement: Statement,
    ) -> Result<u64, Failure> {
        self.executed(statement).await.map_err(|error| failure(error, Doing::Theirs))
    }

    async fn executed(&mut self, statement: Statement) -> Result<u64, sqlx::Error> {
        let sql = audited(statement.sql);
        match self {
            Self::Sqlite(connection) => sqlx::query_with(sql, bind::sqlite(statement.values))
                .execute(&mut **connection)
                .await
                .map(|done| done.rows_affected()),
            Self::Postgres(connection) => sqlx::query_with(sql, bind::postgres(statement.values))
                .execute(&mut **connection)
                .await
                .map(|done| done.rows_affected()),
        }
    }

    /// Runs statements that write to different rows, in one round trip.
    pub(in crate::store) async fn write(
        &mut self,
        statements: Vec<Statement>,
    ) -> Result<(), Failure> {
        match Statement::together(self.dialect(), statements) {
            Some(statement) => self.execute(statement).await.map(drop),
            None => Ok(()),
        }
    }

    /// Runs statements, one after the other.
    pub(in crate::store) async fn execute_all(
        &mut self,
        statements: Vec<Statement>,
    ) -> Result<(), Failure> {
        for statement in statements {
            self.execute(statement).await?;
        }
        Ok(())
    }

    /// Runs queries; all rows of each.
    pub(in crate::store) async fn fetch_each(
        &mut self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Cells>>, Failure> {
        if self.dialect().capability().joins_statements && statements.len() > 1 {
            return self.answers(Statement::joined(statements)).await;
        }
        let mut all = Vec::with_capacity(statements.len());
        for statement in statements {
            all.push(self.fetch(statement).await?);
        }
        Ok(all)
    }

    /// Runs a text of several statements; all rows of each.
    pub(super) async fn answers(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<Vec<Cells>>, Failure> {
        let (shown, sql) = (shown(&statement.sql), audited(statement.sql));
        let mut answers = match self {
            Self::Sqlite(connection) => {
                let answers =
                    connection.fetch_many(sqlx::query_with(sql, bind::sqlite(statement.values)));
                answers
                    .map_ok(|answer| answer.map_either(drop, |row| Cells::new(Row::Sqlite(row))))
                    .boxed()
            }
            // Several statements in one text travel without values there.
            Self::Postgres(connection) => {
                let answers = connection.fetch_many(sqlx::raw_sql(sql));
                answers
                    .map_ok(|answer| answer.map_either(drop, |row| Cells::new(Row::Postgres(row))))
                    .boxed()
            }
        };
        let (mut all, mut rows) = (Vec::new(), Vec::new());
        while let Some(answer) =
            answers.try_next().await.map_err(|error| failure(error, Doing::Statement(&shown)))?
        {
            match answer {
                Either::Left(()) => all.push(std::mem::take(&mut rows)),
                Either::Right(row) => rows.push(row),
            }
        }
        Ok(all)
    }

    /// Runs a query; all its rows.
    pub(in crate::store) async fn fetch(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<Cells>, Failure> {
        let (shown, sql) = (shown(&statement.sql), audited(statement.sql));
        match self {
            Self::Sqlite(connection) => {
                let rows =
                    sqlx::query_with(sql, bind::sqlite(statement.values)).fetch(&mut **connection);
                rows.map_ok(|row| Cells::new(Row::Sqlite(row))).try_collect().await
            }
            Self::Postgres(connection) => {
                let rows = sqlx::query_with(sql, bind::postgres(statement.values))
                    .fetch(&mut **connection);
                rows.map_ok(|row| Cells::new(Row::Postgres(row))).try_collect().await
            }
        }
        .map_err(|error| failure(error, Doing::Statement(&shown)))
    }

    /// Runs a query; hands each row on as it comes, so that one alone is held.
    pub(in crate::store) async fn each(
        &mut self,
        statement: Statement,
        mut take: impl FnMut(Cells),
    ) -> Result<(), Failure> {
        let (shown, sql) = (shown(&statement.sql), audited(statement.sql));
        let mut rows = match self {
            Self::Sqlite(connection) => {
                let rows =
                    sqlx::query_with(sql, bind::sqlite(statement.values)).fetch(&mut **connection);
                rows.map_ok(|row| Cells::new(Row::Sqlite(row))).boxed()
            }
            Self::Postgres(connection) => {
                let rows = sqlx::query_with(sql, bind::postgres(statement.values))
                    .fetch(&mut **connection);
                rows.map_ok(|row| Cells::new(Row::Postgres(row))).boxed()
            }
        };
        while let Some(cells) =
            rows.try_next().await.map_err(|error| failure(error, Doing::Statement(&shown)))?
        {
            take(cells);
        }
        Ok(())
    }

    /// Runs SQL of a caller's; names of the columns, and all rows. What is wrong with the SQL is
    /// the caller's.
    pub(in crate::store) async fn fetch_raw(
        &mut self,
        statement: Statement,
    ) -> Result<(Vec<String>, Vec<RawCells>), Failure> {
        let (shown, sql) = (shown(&statement.sql), audited(statement.sql));
        // Not kept prepared: there may be a new text each time.
        let mut rows = match self {
            Self::Sqlite(connection) => {
                let rows = sqlx::query_with(sql, bind::sqlite(statement.values))
                    .persistent(false)
                    .fetch(&mut **connection);
                rows.map_ok(Row::Sqlite).boxed()
            }
            Self::Postgres(connection) => {
                let rows = sqlx::query_with(sql, bind::postgres(statement.values))
                    .persistent(false)
                    .fetch(&mut **connection);
                rows.map_ok(Row::Postgres).boxed()
            }
        };
        let (mut names, mut read) = (Vec::new(), Vec::new());
        while let Some(row) = rows.try_next().await.map_err(|error| raw_failure(error, &shown))? {
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
        .map_err(|error| failure(error, Doing::Statement(&shown(script))))
    }

    /// From here on the transaction waits for locks only briefly: it holds the store's, for which
    /// all writers wait.
    pub(in crate::store) async fn be_quick(&mut self) -> Result<(), Failure> {
        match self.dialect().capability().swap_patience {
            Some(patience) => self.script(patience).await,
            None => Ok(()),
        }
    }

    /// Takes the connection out of its pool and closes it: whatever it was in the middle of is
    /// undone.
    pub(super) fn discard(self) {
        match self {
            Self::Sqlite(mut connection) => connection.close_on_drop(),
            Self::Postgres(mut connection) => connection.close_on_drop(),
        }
    }
}
