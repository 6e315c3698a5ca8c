//! Callers that append until the time is over.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use super::case::{Case, STREAMS};
use super::machine;
use super::model::{AccountEvent, key};

/// What takes appends: GunDB or raw sqlx.
pub(crate) trait Store: Clone + Send + Sync + 'static {
    /// Appends events to a stream that holds `version` events; durable when it returns.
    fn write(
        &self,
        stream: &str,
        version: u64,
        events: Vec<AccountEvent>,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// What one round measured.
pub(crate) struct Sample {
    pub(crate) events: usize,
    pub(crate) elapsed: Duration,
    /// Processor time of this process, of all its threads.
    pub(crate) cpu: Duration,
    /// From call to answer, one for each append.
    pub(crate) latencies: Vec<Duration>,
}

/// How long a caller goes on.
#[derive(Clone, Copy)]
enum Until {
    /// Each of its streams had one append.
    EachStreamOnce,
    /// No append begins later.
    Instant(Instant),
}

/// The callers of one side; they go on where the last round ended.
pub(crate) struct Callers<S> {
    case: Case,
    store: S,
    callers: Vec<Caller>,
}

/// One caller: its streams are those whose number leaves `number` when divided by the number of callers.
struct Caller {
    number: usize,
    appends: usize,
}

impl<S: Store> Callers<S> {
    pub(crate) fn new(case: Case, store: S) -> Self {
        let callers = (0..case.callers).map(|number| Caller { number, appends: 0 }).collect();
        Self { case, store, callers }
    }

    /// Creates all streams.
    pub(crate) async fn warm_up(&mut self) -> Result<()> {
        self.run(Until::EachStreamOnce).await.map(drop)
    }

    /// Measures one round.
    pub(crate) async fn round(&mut self, length: Duration) -> Result<Sample> {
        let (start, cpu) = (Instant::now(), machine::cpu_time()?);
        let latencies = self.run(Until::Instant(start + length)).await?;
        let (elapsed, cpu) = (start.elapsed(), machine::cpu_time()?.saturating_sub(cpu));
        Ok(Sample { events: latencies.len() * self.case.batch, elapsed, cpu, latencies })
    }

    /// Events appended so far, the warm-up's included.
    pub(crate) fn events(&self) -> usize {
        self.callers.iter().map(|caller| caller.appends * self.case.batch).sum()
    }

    async fn run(&mut self, until: Until) -> Result<Vec<Duration>> {
        let mut running = JoinSet::new();
        for caller in self.callers.drain(..) {
            running.spawn(caller.run(self.case, self.store.clone(), until));
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
    async fn run(mut self, case: Case, store: impl Store, until: Until) -> Result<(Self, Vec<Duration>)> {
        let streams = (self.number..STREAMS).step_by(case.callers).len();
        let mut latencies = Vec::new();
        while match until {
            Until::EachStreamOnce => self.appends < streams,
            Until::Instant(end) => Instant::now() < end,
        } {
            let stream = self.number + case.callers * (self.appends % streams);
            let version = (self.appends / streams * case.batch) as u64;
            let events = (1..=case.batch as u64).map(|n| AccountEvent::new(stream, version + n)).collect();
            let (key, start) = (key(stream), Instant::now());
            store.write(&key, version, events).await?;
            latencies.push(start.elapsed());
            self.appends += 1;
        }
        Ok((self, latencies))
    }
}
