//! Appends on GunDB and on raw sqlx in turns, on SQLite and Postgres: rates, latencies, processor time.
//!
//! `cargo run --release -p gundb-benches --bin append -- [--quick] [--durability normal] [--out docs/benchmarks.md]`
//!
//! How to read the figures stands in `docs/benchmarks.md`. Nothing is asserted about them.

#[path = "../append/mod.rs"]
mod append;

use anyhow::{Context, Result};
use append::args::Args;
use append::case::{self, Case};
use append::database::Database;
use append::postgres::Postgres;
use append::report::{self, Conditions};
use append::sqlite::Sqlite;
use append::{compare, machine};
use clap::Parser;

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let cases = case::named(&args.cases)?;
    let mut block = report::header(args.durability, args.effort(), &machine::describe());
    block += &measure(Sqlite::new(args.durability)?, &cases, &args).await?;
    block += &measure(Postgres::connect(args.postgres_url.as_deref(), args.durability).await?, &cases, &args)
        .await?;
    match &args.out {
        Some(page) => report::renew(page, &format!("append {:?}", args.durability).to_lowercase(), &block),
        None => {
            print!("{block}");
            Ok(())
        }
    }
}

/// All cases on one database.
async fn measure(mut database: impl Database, cases: &[Case], args: &Args) -> Result<String> {
    let directory = tempfile::tempdir().context("cannot create a temporary directory")?;
    let (name, load) = (database.describe().await?, machine::load());
    let sync_cost = machine::sync_cost(directory.path())?;
    let watch = machine::Watch::start()?;
    let mut comparisons = Vec::new();
    for &case in cases {
        let comparison = compare::run(&mut database, case, args.durability, args.effort()).await?;
        let short = name.split(':').next().unwrap_or_default();
        eprintln!("{short}, {}: {:.2} of raw", case.name, comparison.ratio());
        comparisons.push(comparison);
    }
    let conditions = Conditions { database: name, load, sync_cost, others: watch.others()? };
    database.close().await?;
    Ok(report::section(&conditions, &comparisons))
}
