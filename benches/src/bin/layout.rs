//! Compares layouts of the event table on SQLite and Postgres: append rate, bytes, stream loads,
//! full scan.
//!
//! `cargo run --release -p gundb-benches --bin layout -- --postgres-url postgres://…`
//!
//! The figures stand in `docs/decisions/0001-event-table-layout.md`. All layouts hold the same
//! events and take turns in the same run, so that whatever else the machine does falls on each of
//! them alike.

#[path = "../layout/mod.rs"]
mod layout;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use layout::{event::Workload, measure, postgres, report, sqlite, table::LAYOUTS};

/// Compares layouts of the event table on SQLite and Postgres.
#[derive(Parser)]
struct Args {
    /// Sizes to measure, in events; multiples of 1,000.
    #[arg(long, value_delimiter = ',', default_value = "100000,1000000")]
    events: Vec<u64>,
    /// Streams over which the events are spread; by default one for every 100 events.
    #[arg(long)]
    streams: Option<u64>,
    /// A Postgres database in which tables may be created and dropped; without it only SQLite is
    /// measured.
    #[arg(long, env = "GUNDB_BENCH_POSTGRES_URL")]
    postgres_url: Option<String>,
    /// Where to write the report; by default standard output.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let mut report = report::header();
    for &events in &args.events {
        let workload = Workload::new(events, args.streams)?;
        report += &on_sqlite(&workload).await?;
        if let Some(url) = &args.postgres_url {
            report += &on_postgres(&workload, url).await?;
        }
    }
    match args.out {
        Some(path) => std::fs::write(&path, report)
            .with_context(|| format!("cannot write the report to {}", path.display())),
        None => {
            print!("{report}");
            Ok(())
        }
    }
}

/// Measures every layout in a SQLite file of its own.
async fn on_sqlite(workload: &Workload) -> Result<String> {
    let directory =
        tempfile::tempdir().context("cannot create a directory for the SQLite files")?;
    let mut stores = Vec::new();
    for layout in LAYOUTS {
        stores.push(sqlite::Sqlite::create(directory.path(), layout).await?);
    }
    let figures = measure::run(&mut stores, workload).await?;
    Ok(report::section(&sqlite::describe(&mut stores[0]).await?, workload, &figures))
}

/// Measures every layout in a Postgres table of its own, and drops the tables.
async fn on_postgres(workload: &Workload, url: &str) -> Result<String> {
    let mut stores = Vec::new();
    for layout in LAYOUTS {
        stores.push(postgres::Postgres::create(url, layout).await?);
    }
    let figures = measure::run(&mut stores, workload).await?;
    let section = report::section(&postgres::describe(&mut stores[0]).await?, workload, &figures);
    for store in stores {
        store.remove().await?;
    }
    Ok(section)
}
