//! Figures: what rounds measured, and what is said of all of them.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::machine;

/// What one round measured.
pub(crate) struct Sample {
    events: u64,
    elapsed: Duration,
    /// Processor time of this process, of all its threads.
    cpu: Duration,
    /// From call to answer, one for each call.
    latencies: Vec<Duration>,
}

/// Runs while a round does.
pub(crate) struct Clock {
    start: Instant,
    cpu: Duration,
}

/// Figures of one side, over all its rounds.
pub(crate) struct Figures {
    /// Events per second: the median of the rounds.
    pub(crate) rate: f64,
    /// From call to answer.
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// Processor time of this process for one event.
    pub(crate) cpu_us: f64,
}

/// One side's rates divided by the other's in the same rounds.
pub(crate) struct Ratios(Vec<f64>);

impl Clock {
    pub(crate) fn start() -> Result<Self> {
        Ok(Self { start: Instant::now(), cpu: machine::cpu_time()? })
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Ends the round.
    pub(crate) fn sample(self, events: u64, latencies: Vec<Duration>) -> Result<Sample> {
        let (elapsed, cpu) = (self.elapsed(), machine::cpu_time()?.saturating_sub(self.cpu));
        Ok(Sample { events, elapsed, cpu, latencies })
    }
}

impl Sample {
    /// Events per second.
    pub(crate) fn rate(&self) -> f64 {
        self.events as f64 / self.elapsed.as_secs_f64()
    }
}

impl Figures {
    pub(crate) fn of(samples: &[Sample]) -> Self {
        let rates = sorted(samples.iter().map(Sample::rate));
        let mut latencies: Vec<_> =
            samples.iter().flat_map(|sample| &sample.latencies).copied().collect();
        latencies.sort_unstable();
        let cpu: Duration = samples.iter().map(|sample| sample.cpu).sum();
        let events: u64 = samples.iter().map(|sample| sample.events).sum();
        Self {
            rate: rates[rates.len() / 2],
            p50: latencies[latencies.len() / 2],
            p99: latencies[latencies.len() * 99 / 100],
            cpu_us: cpu.as_secs_f64() * 1e6 / events as f64,
        }
    }
}

impl Ratios {
    pub(crate) fn of(ours: &[Sample], raw: &[Sample]) -> Self {
        Self(sorted(ours.iter().zip(raw).map(|(ours, raw)| ours.rate() / raw.rate())))
    }

    pub(crate) fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }
}

impl std::fmt::Display for Ratios {
    /// The median, with the smallest and the largest.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (smallest, median, largest) = (self.0[0], self.median(), self.0[self.0.len() - 1]);
        let digits = if median < 0.1 { 3 } else { 2 };
        write!(f, "{median:.digits$} ({smallest:.digits$}–{largest:.digits$})")
    }
}

/// Milliseconds, as they stand in tables.
pub(crate) fn ms(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1e3)
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}
