//! What a run does.

use std::path::PathBuf;

use clap::Parser;

use super::mark::{BATCH, ROUND, ROUNDS};
use crate::database::Kind;
use crate::durability::Durability;

/// Fills GunDB and a plain table in turns, and measures both at several sizes.
#[derive(Debug, Parser)]
pub struct Args {
    /// Sizes at which is measured, in events.
    #[arg(long, value_delimiter = ',', default_value = "100000,1000000")]
    pub(crate) events: Vec<u64>,
    /// Streams over which the events are spread; not fewer than callers.
    #[arg(long, default_value_t = 1_000, value_parser = parse_count)]
    pub(crate) streams: usize,
    /// Callers at the same time, each with streams of its own.
    #[arg(long, default_value_t = 64, value_parser = parse_count)]
    pub(crate) callers: usize,
    /// Only one of the databases.
    #[arg(long, value_enum)]
    pub(crate) database: Option<Kind>,
    /// What an acknowledged append survives, on both sides.
    #[arg(long, value_enum, default_value_t = Durability::Full)]
    pub(crate) durability: Durability,
    /// A Postgres server on which databases may be created and dropped; by default a private one is
    /// started.
    #[arg(long, env = "GUNDB_BENCH_POSTGRES_URL")]
    pub(crate) postgres_url: Option<String>,
    /// A page whose tables of this run are renewed; by default they go to standard output.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
}

impl Args {
    /// The databases on which is measured.
    pub(crate) fn databases(&self) -> Vec<Kind> {
        self.database.map_or_else(|| vec![Kind::Sqlite, Kind::Postgres], |kind| vec![kind])
    }

    /// The sizes, smallest first.
    pub(crate) fn marks(&self) -> Vec<u64> {
        let mut marks = self.events.clone();
        marks.sort_unstable();
        marks
    }

    /// How much is measured, in words, for the report.
    pub(crate) fn describe(&self) -> String {
        let Self { streams, callers, .. } = self;
        let seconds = ROUND.as_secs_f64();
        format!(
            "{streams} streams, filled by {callers} callers with {BATCH} events an append; at each size {ROUNDS} rounds of \
             {seconds:.1} s for each side"
        )
    }
}

fn parse_count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("it must be at least 1".to_owned()),
        Ok(count) => Ok(count),
        Err(error) => Err(format!("{error}")),
    }
}
