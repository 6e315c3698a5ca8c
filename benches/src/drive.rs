//! Callers that append until the time is over, or until enough is there.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::event::{AccountEvent, key};
use crate::figures::{Clock, Sample};

/// What takes appends: GunDB or the raw database.
pub(crate) trait Store: Clone + Send + Sync + 'static {
    /// Appends events to a stream that holds `version` events; durable when it returns.
    fn write(
        &self,
        stream: &str,
        version: u64,
        events: Vec<AccountEvent>,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// How long a caller continues.
#[derive(Clone, Copy)]
enum Until {
    /// Its streams hold this many events on average.
    PerStream(f64),
    /// No append begins later.
    Instant(Instant),
}

/// The callers of one side; they go on where the last round ended.
pub(crate) struct Callers<S> {
    store: S,
    streams: usize,
    callers: Vec<Caller>,
}

/// One caller: its streams are those whose number leaves `number` when divided by the number of
/// callers.
struct Caller {
    number: usize,
    step: usize,
    /// Of its streams.
    versions: Vec<u64>,
    /// Whose turn it is.
    next: usize,
}

impl<S: Store> Callers<S> {
    pub(crate) fn new(store: S, callers: usize, streams: usize) -> Self {
        let caller = |number: usize| Caller {
            number,
            step: callers,
            versions: vec![0; (number..streams).step_by(callers).len()],
            next: 0,
        };
        Self { store, streams, callers: (0..callers).map(caller).collect() }
    }

    /// Gives each stream its first event.
    pub(crate) async fn warm_up(&mut self) -> Result<()> {
        self.run(1, Until::PerStream(1.0)).await.map(drop)
    }

    /// Appends `batch` events at a time, until there are about `events` in all.
    pub(crate) async fn fill(&mut self, batch: usize, events: u64) -> Result<()> {
        self.run(batch, Until::PerStream(events as f64 / self.streams as f64)).await.map(drop)
    }

    /// Measures one round of appends of `batch` events.
    pub(crate) async fn round(&mut self, batch: usize, length: Duration) -> Result<Sample> {
        let clock = Clock::start()?;
        let latencies = self.run(batch, Until::Instant(Instant::now() + length)).await?;
        clock.sample((latencies.len() * batch) as u64, latencies)
    }

    /// Events appended so far.
    pub(crate) fn events(&self) -> u64 {
        self.callers.iter().map(Caller::events).sum()
    }

    async fn run(&mut self, batch: usize, until: Until) -> Result<Vec<Duration>> {
        let mut running = JoinSet::new();
        for caller in self.callers.drain(..) {
            running.spawn(caller.run(self.store.clone(), batch as u64, until));
        }
        let mut latencies = Vec::new();
        while let Some(done) = running.join_next().await {
            let (caller, own) = done??;
            self.callers.push(caller);
            latencies.extend(own);
        }
        Ok(latencies)
    }
}

impl Caller {
    async fn run(
        mut self,
        store: impl Store,
        batch: u64,
        until: Until,
    ) -> Result<(Self, Vec<Duration>)> {
        let mut latencies = Vec::new();
        let mut events = self.events();
        while match until {
            Until::PerStream(enough) => (events as f64) < enough * self.versions.len() as f64,
            Until::Instant(end) => Instant::now() < end,
        } {
            let (stream, version) = (self.number + self.step * self.next, self.versions[self.next]);
            let appended = (1..=batch).map(|n| AccountEvent::new(stream, version + n)).collect();
            let (key, start) = (key(stream), Instant::now());
            store.write(&key, version, appended).await?;
            latencies.push(start.elapsed());
            self.versions[self.next] += batch;
            self.next = (self.next + 1) % self.versions.len();
            events += batch;
        }
        Ok((self, latencies))
    }

    fn events(&self) -> u64 {
        self.versions.iter().sum()
    }
}
