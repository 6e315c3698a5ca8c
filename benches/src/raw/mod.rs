//! The raw side: a plain table, by the leanest means that its database has. A single caller writes
//! on the connection itself; many callers queue for one writer, which commits what waits as one
//! transaction.

pub(crate) mod postgres;
pub(crate) mod row;
pub(crate) mod sqlite;

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::drive::Store;
use crate::event::AccountEvent;
use row::Row;

/// Appends that wait in the queue; further callers wait until one has left it.
const QUEUE_MAX: usize = 1024;

/// What is done with version, type and payload of each event of a stream.
pub(crate) trait Each: FnMut(i64, &str, &str) -> Result<()> + Send {}

impl<F: FnMut(i64, &str, &str) -> Result<()> + Send> Each for F {}

/// A connection to the plain table, which hands out positions.
pub(crate) trait Connection: Send + 'static {
    /// Whether its calls block the thread.
    const BLOCKS: bool;

    /// Inserts rows as one transaction: of one version each of distinct streams, or of one stream.
    /// With the view, also counts and sets in its rows. Fails as a whole where the table has a
    /// version already.
    fn insert(&mut self, rows: &[&Row], view: bool) -> impl Future<Output = Result<()>> + Send;

    /// Reads the events of a stream, by version.
    fn load(&mut self, stream: &str, each: impl Each) -> impl Future<Output = Result<()>> + Send;

    /// Reads all events, by position: how many there are, and how many bytes of text they have.
    fn scan(&mut self) -> impl Future<Output = Result<(u64, u64)>> + Send;
}

/// A plain table and how callers reach it.
pub(crate) enum Raw<C> {
    Direct(Arc<Mutex<C>>),
    Queue(mpsc::Sender<Job>),
}

/// Rows of one append, and who waits for them.
pub(crate) struct Job {
    rows: Vec<Row>,
    answer: oneshot::Sender<Result<()>>,
}

impl<C: Connection> Raw<C> {
    /// For one caller, who takes no view with it.
    pub(crate) fn direct(connection: C) -> Self {
        Self::Direct(Arc::new(Mutex::new(connection)))
    }

    /// For many callers. What blocks gets a thread of its own.
    pub(crate) fn queued(connection: C, view: bool) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        let writer = write_groups(connection, jobs, view);
        if C::BLOCKS {
            let runtime = Handle::current();
            std::thread::spawn(move || runtime.block_on(writer));
        } else {
            tokio::spawn(writer);
        }
        Self::Queue(queue)
    }
}

impl<C> Clone for Raw<C> {
    fn clone(&self) -> Self {
        match self {
            Self::Direct(connection) => Self::Direct(Arc::clone(connection)),
            Self::Queue(queue) => Self::Queue(queue.clone()),
        }
    }
}

impl<C: Connection> Store for Raw<C> {
    async fn write(&self, stream: &str, version: u64, events: Vec<AccountEvent>) -> Result<()> {
        let rows = Row::of(stream, version, &events)?;
        match self {
            Self::Direct(connection) => {
                connection.lock().await.insert(&rows.iter().collect::<Vec<_>>(), false).await
            }
            Self::Queue(queue) => {
                let (answer, answered) = oneshot::channel();
                queue.send(Job { rows, answer }).await.context("the raw writer has ended")?;
                answered.await.context("the raw writer gave no answer")?
            }
        }
    }
}

/// Group commit: everything that waits goes into one transaction. Where that fails each append gets
/// one of its own, so that a conflict is only its caller's.
async fn write_groups(mut connection: impl Connection, mut jobs: mpsc::Receiver<Job>, view: bool) {
    let mut group = Vec::with_capacity(QUEUE_MAX);
    while jobs.recv_many(&mut group, QUEUE_MAX).await > 0 {
        let rows: Vec<&Row> = group.iter().flat_map(|job: &Job| &job.rows).collect();
        let written = connection.insert(&rows, view).await;
        for job in group.drain(..) {
            let answer = match written {
                Ok(()) => Ok(()),
                Err(_) => connection.insert(&job.rows.iter().collect::<Vec<_>>(), view).await,
            };
            // Where one caller failed the run is over, and nobody may listen any more.
            let _ = job.answer.send(answer.map_err(|error| anyhow!("{error:#}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_conflict_is_its_callers_alone() {
        let file = rusqlite::Connection::open_in_memory().unwrap();
        file.execute_batch(sqlite::TABLES).unwrap();
        let raw = Raw::queued(sqlite::Raw::new(file), true);
        let write = |stream: usize, version| {
            let (raw, key) = (raw.clone(), crate::event::key(stream));
            async move { raw.write(&key, version, vec![AccountEvent::new(stream, version + 1)]).await }
        };
        write(1, 0).await.unwrap();
        let (late, other) = tokio::join!(write(1, 0), write(2, 0));
        assert!(late.unwrap_err().to_string().contains("UNIQUE"));
        other.unwrap();
        write(1, 1).await.unwrap();
    }
}
