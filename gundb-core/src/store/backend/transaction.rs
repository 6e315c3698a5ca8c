//! A transaction that rolls back unless it is committed.
//!
//! This is the one place that commits: what commits and has no answer is an unknown outcome, and
//! nothing else is.

use super::connection::Connection;
use super::pools::Pools;
use super::row::Cells;
use super::verdict::Failure;
use crate::sql::{self, Statement};

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
        Self::begun(connection, begin).await.map_err(Failure::of_waiting)
    }

    /// Begins one that may write and locks the store; the answers of `lock`, then of each query.
    /// What is asked along with the lock is asked after it.
    pub(in crate::store) async fn begin_locked(
        pools: &Pools,
        lock: &'static str,
        queries: Vec<Statement>,
    ) -> Result<(Self, Vec<Cells>, Vec<Vec<Cells>>), Failure> {
        let connection = pools.writer().await?;
        let dialect = connection.dialect();
        let mut first = vec![Statement::text(dialect.capability().begin_write, Vec::new())];
        first.push(Statement::text(lock, Vec::new()));
        let mut later = queries;
        if dialect.capability().joins_statements {
            first.append(&mut later);
        }
        let mut transaction = Self { connection: Some(connection), restore: None };
        let begun = transaction.lock_and_ask(Statement::joined(first), later).await;
        match begun {
            Ok((locked, answers)) => Ok((transaction, locked, answers)),
            Err(failure) => {
                transaction.rollback().await;
                Err(failure)
            }
        }
    }

    async fn lock_and_ask(
        &mut self,
        first: Statement,
        later: Vec<Statement>,
    ) -> Result<(Vec<Cells>, Vec<Vec<Cells>>), Failure> {
        let connection = self.connection();
        let mut answers = connection.answers(first).await?.into_iter();
        let (_begun, locked) = (answers.next(), answers.next().unwrap_or_default());
        let mut answers: Vec<_> = answers.collect();
        answers.extend(connection.fetch_each(later).await?);
        Ok((locked, answers))
    }

    /// Begins one that reads a single snapshot.
    pub(in crate::store) async fn begin_read(pools: &Pools) -> Result<Self, Failure> {
        let connection = pools.reader().await?;
        let begin = connection.dialect().capability().begin_read;
        Self::begun(connection, begin).await
    }

    /// Begins one that reads a single snapshot, on a connection that can't write as long as it
    /// lasts.
    pub(in crate::store) async fn begin_read_only(pools: &Pools) -> Result<Self, Failure> {
        let connection = pools.queries().await?;
        let begin = connection.dialect().capability().begin_read;
        let mut transaction = Self::begun(connection, begin).await?;
        let switch = pools.dialect().capability().read_only.filter(|_| pools.readers_may_write());
        if let Some([on, off]) = switch {
            transaction.restore = Some(off);
            transaction.connection().script(on).await?;
        }
        Ok(transaction)
    }

    /// The transaction owns its connection before it begins: a caller that stops waiting in the
    /// middle of `BEGIN` must not give a connection back that is in a transaction, or soon will be.
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

    /// A transaction in one round trip: nothing is read, and one of the statements fails where what
    /// they are made of has changed.
    ///
    /// # Errors
    /// Nothing is written, unless the outcome is unknown.
    pub(in crate::store) async fn at_once(
        pools: &Pools,
        mut writes: Vec<Statement>,
    ) -> Result<(), Failure> {
        let connection = pools.writer().await?;
        let capability = connection.dialect().capability();
        let mut transaction = Self { connection: Some(connection), restore: None };
        if capability.joins_statements {
            writes.insert(0, Statement::text(capability.begin_write, Vec::new()));
            return transaction.commit_with(writes).await;
        }
        // One statement is a transaction by itself there.
        let written = transaction.connection().write(writes).await.map_err(Failure::of_commit);
        if !written.as_ref().is_err_and(Failure::is_outcome_unknown) {
            transaction.connection = None;
        }
        written
    }

    /// Writes to different rows and commits, in as few round trips as the database allows.
    pub(in crate::store) async fn commit_with(
        mut self,
        mut writes: Vec<Statement>,
    ) -> Result<(), Failure> {
        let dialect = self.connection().dialect();
        if !dialect.capability().joins_statements {
            let written = self.connection().write(writes).await;
            return self.end(written).await;
        }
        writes.push(Statement::text(sql::COMMIT, Vec::new()));
        match self.connection().execute(Statement::joined(writes)).await.map_err(Failure::of_commit)
        {
            Ok(_) => {
                self.connection = None;
                Ok(())
            }
            Err(failure) => {
                if !failure.is_outcome_unknown() {
                    self.rollback().await;
                }
                Err(failure)
            }
        }
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
        self.connection().script(sql::COMMIT).await.map_err(Failure::of_commit)?;
        self.connection = None;
        Ok(())
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
