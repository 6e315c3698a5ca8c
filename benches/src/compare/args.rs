//! What a run does.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use crate::database::Kind;
use crate::durability::Durability;

/// Appends, loads and rebuilds on GunDB and on the raw databases in turns, and reports both.
#[derive(Debug, Parser)]
pub struct Args {
    /// Fewer and shorter rounds, two minutes in all: to see that it works and about where we are,
    /// not to quote.
    #[arg(long)]
    pub(crate) quick: bool,
    /// Only some of the cases, by name: A1, A64, B64, C100, D100, D10000, E.
    #[arg(long, value_delimiter = ',')]
    pub(crate) cases: Vec<String>,
    /// Only one of the databases.
    #[arg(long, value_enum)]
    pub(crate) database: Option<Kind>,
    /// What an acknowledged append survives, on both sides; by default one after the other.
    #[arg(long, value_enum)]
    pub(crate) durability: Option<Durability>,
    /// A Postgres server on which databases may be created and dropped; by default a private one is
    /// started.
    #[arg(long, env = "GUNDB_BENCH_POSTGRES_URL")]
    pub(crate) postgres_url: Option<String>,
    /// A page whose tables of this run are renewed; by default they go to standard output.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
}

/// How much is measured.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) rounds: usize,
    /// How long a round of appends or loads lasts.
    pub(crate) round: Duration,
    /// How many times fewer streams are loaded than there are in a full run.
    pub(crate) thinned: usize,
    /// How often everything is read.
    pub(crate) rebuilds: usize,
    /// How many events everything is.
    pub(crate) events: u64,
}

impl Args {
    /// How much is measured.
    pub(crate) fn effort(&self) -> Effort {
        if self.quick {
            Effort {
                rounds: 3,
                round: Duration::from_millis(300),
                thinned: 3,
                rebuilds: 2,
                events: 50_000,
            }
        } else {
            Effort {
                rounds: 9,
                round: Duration::from_secs(2),
                thinned: 1,
                rebuilds: 3,
                events: 1_000_000,
            }
        }
    }

    /// The databases on which is measured.
    pub(crate) fn databases(&self) -> Vec<Kind> {
        self.database.map_or_else(|| vec![Kind::Sqlite, Kind::Postgres], |kind| vec![kind])
    }

    /// What is promised of appends; never empty.
    pub(crate) fn durabilities(&self) -> Vec<Durability> {
        let both = || vec![Durability::Full, Durability::Normal];
        self.durability.map_or_else(both, |durability| vec![durability])
    }
}

impl Effort {
    /// How much is appended or loaded, in words, for the report.
    pub(crate) fn describe(&self) -> String {
        format!(
            "{} rounds of {:.1} s for each side of each case",
            self.rounds,
            self.round.as_secs_f64()
        )
    }

    /// How much is read, in words, for the report.
    pub(crate) fn describe_reads(&self) -> String {
        format!("{}, in E {} times {} events", self.describe(), self.rebuilds, self.events)
    }
}
