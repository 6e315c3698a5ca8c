//! One writer a process: a bounded queue, drained into one transaction at a time, each caller
//! answered on its own.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio::sync::{Mutex, mpsc, oneshot};

use super::catch_up;
use super::receive::receive;
use super::shared::Shared;
use super::write;
use crate::error::{Error, Result};
use crate::replication::{Received, Run};
use crate::store::backend::RUNTIME_ENDED;
use crate::store::write::{Outcome, Recent, Request};

/// What callers hear whose transaction panicked; nothing of it was committed.
const PANICKED: &str =
    "the write panicked, most likely in the application's clock; nothing was stored";
/// Requests that wait; further callers wait until there are fewer.
const QUEUE_MAX: usize = 1024;
/// Most requests of one transaction.
const GROUP_REQUESTS_MAX: usize = 256;
/// A transaction takes no further request once it has this many events.
const GROUP_EVENTS_MAX: usize = 1000;
/// A transaction takes no further request once their payloads have this many bytes.
const GROUP_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The way to the writer task. The task ends when the last handle is gone.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Job>,
}

/// The writer task ended while there are handles: only the end of its runtime does that.
fn ended() -> Error {
    Error::closed(RUNTIME_ENDED)
}

enum Job {
    Write(Request, oneshot::Sender<Result<Outcome>>),
    Receive(Vec<Run>, oneshot::Sender<Result<Received>>),
    /// Answered when everything before it is written.
    Drain(oneshot::Sender<()>),
}

impl Writer {
    /// Starts the task.
    pub(super) fn start(shared: Arc<Shared>) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(run(shared, jobs));
        Self { queue }
    }

    /// Queues a request and waits for its answer. A caller that stops waiting leaves the request in
    /// the queue.
    pub(super) async fn write(&self, request: Request) -> Result<Outcome> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Job::Write(request, answer)).await.map_err(|_| ended())?;
        answered.await.map_err(|_| ended().of_unknown_outcome())?
    }

    /// Queues runs of other nodes and waits for what became of them.
    pub(super) async fn receive(&self, runs: Vec<Run>) -> Result<Received> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Job::Receive(runs, answer)).await.map_err(|_| ended())?;
        answered.await.map_err(|_| ended().of_unknown_outcome())?
    }

    /// How many requests wait.
    pub(super) fn queued(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// Waits until everything queued so far is written.
    pub(super) async fn drain(&self) {
        let (answer, answered) = oneshot::channel();
        if self.queue.send(Job::Drain(answer)).await.is_ok() {
            let _ = answered.await;
        }
    }
}

async fn run(shared: Arc<Shared>, mut jobs: mpsc::Receiver<Job>) {
    let recent = Mutex::default();
    while let Some(first) = jobs.recv().await {
        let mut group = Group::default();
        group.take(first);
        // Callers who were just answered, and have more, come along; alone, nothing is waited for.
        tokio::task::yield_now().await;
        while group.has_room() {
            match jobs.try_recv() {
                Ok(job) => group.take(job),
                Err(_) => break,
            }
        }
        group.write(&shared, &recent).await;
        catch_up::start(&shared);
    }
}

/// What goes into one transaction.
#[derive(Default)]
struct Group {
    requests: Vec<Request>,
    answers: Vec<oneshot::Sender<Result<Outcome>>>,
    drains: Vec<oneshot::Sender<()>>,
    /// What is received: a transaction of its own, after that of the requests.
    received: Vec<(Vec<Run>, oneshot::Sender<Result<Received>>)>,
    events: usize,
    bytes: usize,
}

impl Group {
    fn has_room(&self) -> bool {
        self.received.is_empty()
            && self.requests.len() < GROUP_REQUESTS_MAX
            && self.events < GROUP_EVENTS_MAX
            && self.bytes < GROUP_BYTES_MAX
    }

    fn take(&mut self, job: Job) {
        match job {
            Job::Write(request, answer) => {
                self.events += request.len();
                self.bytes += request.bytes();
                self.requests.push(request);
                self.answers.push(answer);
            }
            Job::Receive(runs, answer) => self.received.push((runs, answer)),
            Job::Drain(answer) => self.drains.push(answer),
        }
    }

    async fn write(self, shared: &Shared, recent: &Mutex<Recent>) {
        if !self.requests.is_empty() {
            shared.counting.grouped(self.requests.len());
            // A caller may have gone: its answer is nobody's then.
            // A panic (of an application's clock, say) costs this group, not the writer.
            let written =
                AssertUnwindSafe(write::write(shared, recent, &self.requests)).catch_unwind().await;
            let panicked = |_| self.requests.iter().map(|_| Err(Error::closed(PANICKED))).collect();
            for (answer, outcome) in self.answers.into_iter().zip(written.unwrap_or_else(panicked))
            {
                let _ = answer.send(outcome);
            }
        }
        for (runs, answer) in self.received {
            let written = AssertUnwindSafe(receive(shared, recent, runs)).catch_unwind().await;
            if let Ok(Ok(received)) = &written {
                shared.counting.received(received.new, received.pending);
            }
            let _ = answer.send(written.unwrap_or_else(|_| Err(Error::closed(PANICKED))));
        }
        for answer in self.drains {
            let _ = answer.send(());
        }
    }
}
