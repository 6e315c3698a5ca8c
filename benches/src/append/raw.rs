//! The raw side: sqlx on a plain table, by the same means of speed. A single caller writes on the connection itself; many
//! callers queue for one writer task, which commits what waits as one transaction.

use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context, Result, anyhow};
use gundb::Event as _;
use tokio::sync::{Mutex, mpsc, oneshot};

use super::case::Case;
use super::drive::Store;
use super::model::AccountEvent;

/// Appends that wait; further callers wait for a place.
const QUEUE_MAX: usize = 1024;

/// One event on its way into the plain table.
pub(crate) struct Row {
    pub(crate) stream: String,
    pub(crate) version: i64,
    pub(crate) event_type: &'static str,
    pub(crate) time_us: i64,
    pub(crate) payload: String,
    /// What the view row takes from the event.
    pub(crate) reference: String,
}

/// A connection to the plain table, which hands out positions.
pub(crate) trait Connection: Send + 'static {
    /// Inserts rows of one version each of distinct streams, or of one stream, as one transaction; with the view, also
    /// counts and sets in its rows.
    fn insert(&mut self, rows: &[Row], view: bool) -> impl Future<Output = Result<()>> + Send;
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
    pub(crate) fn new(connection: C, case: Case) -> Self {
        if case.callers == 1 {
            return Self::Direct(Arc::new(Mutex::new(connection)));
        }
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(write_groups(connection, jobs, case.view));
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
        let rows = rows(stream, version, &events)?;
        match self {
            Self::Direct(connection) => connection.lock().await.insert(&rows, false).await,
            Self::Queue(queue) => {
                let (answer, answered) = oneshot::channel();
                queue.send(Job { rows, answer }).await.context("the raw writer has ended")?;
                answered.await.context("the raw writer gave no answer")?
            }
        }
    }
}

/// Group commit: everything that waits goes into one transaction.
async fn write_groups(mut connection: impl Connection, mut jobs: mpsc::Receiver<Job>, view: bool) {
    let mut group = Vec::with_capacity(QUEUE_MAX);
    while jobs.recv_many(&mut group, QUEUE_MAX).await > 0 {
        let (rows, answers): (Vec<_>, Vec<_>) = group.drain(..).map(|job| (job.rows, job.answer)).unzip();
        let rows: Vec<Row> = rows.into_iter().flatten().collect();
        let written = connection.insert(&rows, view).await.map_err(|error| format!("{error:#}"));
        for answer in answers {
            // Where one caller failed the run is over, and nobody may listen any more.
            let _ = answer.send(written.clone().map_err(|error| anyhow!(error)));
        }
    }
}

fn rows(stream: &str, version: u64, events: &[AccountEvent]) -> Result<Vec<Row>> {
    let time_us = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_micros() as i64;
    let row = |(event, version): (&AccountEvent, i64)| {
        Ok(Row {
            stream: stream.to_owned(),
            version,
            event_type: event.event_type(),
            time_us,
            payload: event.to_payload()?,
            reference: event.reference().to_owned(),
        })
    };
    events.iter().zip(version as i64 + 1..).map(row).collect()
}
