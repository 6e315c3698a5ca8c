//! What a run is told to do.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

/// Appends on GunDB and on raw sqlx in turns, and reports both.
#[derive(Parser)]
pub(crate) struct Args {
    /// Fewer and shorter rounds: to see that it works, not to quote.
    #[arg(long)]
    pub(crate) quick: bool,
    /// A Postgres server on which databases may be created and dropped; by default a private one is started.
    #[arg(long, env = "GUNDB_BENCH_POSTGRES_URL")]
    pub(crate) postgres_url: Option<String>,
    /// What an acknowledged append survives, on both sides.
    #[arg(long, value_enum, default_value_t = Durability::Full)]
    pub(crate) durability: Durability,
    /// Only some of the cases, by name.
    #[arg(long, value_delimiter = ',')]
    pub(crate) cases: Vec<String>,
    /// A page whose tables for this durability are renewed; by default they go to standard output.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
}

/// What an acknowledged append survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Durability {
    /// Loss of power.
    Full,
    /// A crash of the process; the last ones may be lost with the power.
    Normal,
}

/// How long is measured.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) rounds: usize,
    pub(crate) round: Duration,
}

impl Args {
    /// How long is measured.
    pub(crate) fn effort(&self) -> Effort {
        if self.quick {
            Effort { rounds: 3, round: Duration::from_millis(500) }
        } else {
            Effort { rounds: 9, round: Duration::from_secs(2) }
        }
    }
}

impl From<Durability> for gundb::store::Durability {
    fn from(durability: Durability) -> Self {
        match durability {
            Durability::Full => Self::Full,
            Durability::Normal => Self::Normal,
        }
    }
}
