//! What replication costs: bytes that travel, rows and bytes that stay, and how fast a new node
//! takes all of it in.
//!
//! `cargo run --release -p gundb-benches --bin replication -- [--writers 1,3,100] [--events 3000]
//! [--streams 10] [--apart]`
//!
//! Writers append in turns to the same streams, each to one stream a turn, and meet a hub before
//! and after every turn, so that each has seen what the others wrote; `--apart`: after it only, so
//! that nobody has seen what the others wrote last. Then a new node meets the hub. SQLite in
//! memory, the new node in a file with durability full. Nothing is asserted about the figures
//! (`docs/replication.md`).

use std::time::Instant;

use anyhow::Result;
use clap::Parser;
use gundb::prelude::*;
use gundb::transport::sync;
use gundb_benches::deposits::{Account, deposit};

#[derive(Parser)]
struct Args {
    #[arg(long, value_delimiter = ',', default_value = "1,3,100")]
    writers: Vec<u64>,
    #[arg(long, default_value_t = 3_000)]
    events: u64,
    #[arg(long, default_value_t = 10)]
    streams: u64,
    /// Nobody has seen what the others wrote last
    #[arg(long)]
    apart: bool,
}

async fn open(url: &str) -> Result<Gundb> {
    Ok(Gundb::builder().view::<Account>().open(url).await?)
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    println!(
        "| writers | events | bytes on the wire an event | clock, bytes an event | rows of heads | database, bytes an event | \
         taken in, events/s | settled again: bytes |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    for writers in args.writers.iter().copied() {
        measure(writers, &args).await?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
async fn measure(writers: u64, args: &Args) -> Result<()> {
    let hub = open("sqlite::memory:").await?;
    let mut nodes = Vec::new();
    for _ in 0..writers {
        nodes.push(open("sqlite::memory:").await?);
    }
    for number in 0..args.events {
        let node = &nodes[usize::try_from(number % writers)?];
        let key = format!("account {}", number / writers % args.streams);
        if !args.apart {
            sync(node, &hub).await?;
        }
        node.append(key, Expect::Any, [deposit(number)]).await?;
        sync(node, &hub).await?;
    }
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("new.db");
    let new = open(&format!("sqlite://{}", file.display())).await?;
    let begun = Instant::now();
    let met = sync(&hub, &new).await?;
    let took = begun.elapsed().as_secs_f64();
    let again = sync(&hub, &new).await?;
    let clocks: Vec<(f64,)> = hub
        .sql("SELECT coalesce(avg(coalesce(length(clock), 0)), 0.0) FROM gundb_event")
        .fetch()
        .await?;
    let heads: Vec<(i64,)> = hub.sql("SELECT count(*) FROM gundb_stream_heads").fetch().await?;
    new.close().await;
    let events = met.there.records as f64;
    println!(
        "| {writers} | {} | {:.0} | {:.0} | {} | {:.0} | {:.0} | {} |",
        met.there.records,
        met.there.bytes as f64 / events,
        clocks[0].0,
        heads[0].0,
        std::fs::metadata(&file)?.len() as f64 / events,
        events / took,
        again.there.bytes + again.back.bytes,
    );
    Ok(())
}
