//! A database that grows: append rate and bytes for each event at several sizes, of GunDB and of a
//! plain table.
//!
//! `cargo run --release -p gundb-benches --bin growth -- [--events 100000,1000000,10000000]
//! [--database sqlite]`
//!
//! How to read the figures stands in `docs/benchmarks.md`. Nothing is asserted about them.

use clap::Parser;
use gundb_benches::growth;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    growth::run(&growth::Args::parse()).await
}
