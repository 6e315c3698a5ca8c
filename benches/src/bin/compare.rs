//! Appends, loads and rebuilds on GunDB and on the raw databases in turns, on SQLite and Postgres:
//! rates, latencies, processor time.
//!
//! `cargo run --release -p gundb-benches --bin compare -- [--quick] [--cases A64,D100] [--out
//! docs/benchmarks.md]`
//!
//! How to read the figures stands in `docs/benchmarks.md`. Nothing is asserted about them.

use clap::Parser;
use gundb_benches::compare;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    compare::run(&compare::Args::parse()).await
}
