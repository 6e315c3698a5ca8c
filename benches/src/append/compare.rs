//! Rounds of both sides in turns, and the figures that come out.

use std::time::Duration;

use anyhow::Result;

use super::args::{Durability, Effort};
use super::case::Case;
use super::database::Database;
use super::drive::{Callers, Sample};
use super::ours;
use super::raw::Raw;

/// Figures of one case.
pub(crate) struct Comparison {
    pub(crate) case: Case,
    pub(crate) ours: Figures,
    pub(crate) raw: Figures,
    /// Our rate divided by the raw one: of each round, smallest first.
    pub(crate) ratios: Vec<f64>,
}

/// Figures of one side.
pub(crate) struct Figures {
    /// Events per second: the median of the rounds.
    pub(crate) rate: f64,
    /// From call to answer, over all rounds.
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// Processor time of this process for one event, over all rounds.
    pub(crate) cpu_us: f64,
}

/// Measures one case: ours, raw, ours, raw, ….
pub(crate) async fn run(
    database: &mut impl Database,
    case: Case,
    durability: Durability,
    effort: Effort,
) -> Result<Comparison> {
    let (url, connection) = database.fresh(case).await?;
    let db = ours::open(&url, case, durability).await?;
    let mut ours = Callers::new(case, db.clone());
    let mut raw = Callers::new(case, Raw::new(connection, case));
    ours.warm_up().await?;
    raw.warm_up().await?;
    let (mut our_samples, mut raw_samples) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        our_samples.push(ours.round(effort.round).await?);
        raw_samples.push(raw.round(effort.round).await?);
    }
    if case.view {
        ours::check_view(&db, ours.events()).await?;
    }
    drop(ours);
    db.close().await;
    let ratios = our_samples.iter().zip(&raw_samples).map(|(ours, raw)| ours.rate() / raw.rate());
    Ok(Comparison {
        case,
        ratios: sorted(ratios),
        ours: Figures::of(&our_samples),
        raw: Figures::of(&raw_samples),
    })
}

impl Comparison {
    /// The median of the rounds' ratios.
    pub(crate) fn ratio(&self) -> f64 {
        self.ratios[self.ratios.len() / 2]
    }
}

impl Figures {
    fn of(samples: &[Sample]) -> Self {
        let rates = sorted(samples.iter().map(Sample::rate));
        let mut latencies: Vec<_> = samples.iter().flat_map(|sample| &sample.latencies).copied().collect();
        latencies.sort_unstable();
        let cpu: Duration = samples.iter().map(|sample| sample.cpu).sum();
        let events: usize = samples.iter().map(|sample| sample.events).sum();
        Self {
            rate: rates[rates.len() / 2],
            p50: latencies[latencies.len() / 2],
            p99: latencies[latencies.len() * 99 / 100],
            cpu_us: cpu.as_secs_f64() * 1e6 / events as f64,
        }
    }
}

impl Sample {
    fn rate(&self) -> f64 {
        self.events as f64 / self.elapsed.as_secs_f64()
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}
