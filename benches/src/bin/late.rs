//! A late event: what it costs to fold again what comes after it.
//!
//! `cargo run --release -p gundb-benches --bin late -- [--lengths 10000,100000,1000000] [--others
//! 0,100000] [--rounds 9]`
//!
//! A store holds one long stream, and others of ten events. Another node's event arrives that
//! belongs a number of events before the stream's end. Beside each figure stands what folding just
//! that tail costs in the same run: a late event that comes before all in a stream as long as the
//! tail, where no snapshot can help. SQLite, durability normal. Nothing is asserted about the
//! figures (`docs/benchmarks.md`).

use std::time::Duration;

use anyhow::Result;
use clap::Parser;
use gundb::prelude::*;
use gundb::store::Durability;
use gundb_benches::deposits::{Account, deposit};
use gundb_benches::late::{Hand, receive_late};

const BATCH: u64 = 1_000;
/// Events of each of the other streams.
const OTHER_EVENTS: u64 = 10;
const DEPTHS: [u64; 3] = [1_000, 10_000, 100_000];

#[derive(Parser)]
struct Args {
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    lengths: Vec<u64>,
    #[arg(long, value_delimiter = ',', default_value = "0,100000")]
    others: Vec<u64>,
    #[arg(long, default_value_t = 9)]
    rounds: usize,
}

/// A database whose clock stands at a millisecond.
async fn open(url: &str, at_ms: i64) -> Result<(Gundb, Hand)> {
    let hand = Hand::at(at_ms);
    let opened =
        Gundb::builder().view::<Account>().durability(Durability::Normal).clock(hand.clone());
    Ok((opened.open(url).await?, hand))
}

/// Appends this many events to a stream, each batch of a thousand in one millisecond of its own.
async fn fill(db: &Gundb, key: &str, events: u64) -> Result<()> {
    for first in (0..events).step_by(usize::try_from(BATCH)?) {
        let batch = (first..events.min(first + BATCH)).map(deposit).collect::<Vec<_>>();
        db.append(key, Expect::Any, batch).await?;
    }
    Ok(())
}

/// The median of what it takes to receive an event that another node wrote at a millisecond.
async fn received(db: &Gundb, key: &str, at_ms: i64, rounds: usize) -> Result<Duration> {
    let (writer, hand) = open("sqlite::memory:", at_ms).await?;
    receive_late(db, (&writer, &hand), key, at_ms, (0..rounds as u64).map(deposit)).await
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    println!("| stream | other events | late by | ms | that tail alone, ms | ratio |");
    println!("|---:|---:|---:|---:|---:|---:|");
    for &length in &args.lengths {
        for &others in &args.others {
            compare(length, others, args.rounds).await?;
        }
    }
    Ok(())
}

async fn compare(length: u64, others: u64, rounds: usize) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let url = format!("sqlite://{}", directory.path().join("late.db").display());
    let (db, _) = open(&url, 1_000_000_000_000).await?;
    for other in 0..others / OTHER_EVENTS {
        fill(&db, &format!("other {other}"), OTHER_EVENTS).await?;
    }
    let begun = i64::try_from(others / OTHER_EVENTS)? + 1_000_000_000_000;
    fill(&db, "long", length).await?;
    let end = begun + i64::try_from(length / BATCH)?;
    for depth in DEPTHS.into_iter().filter(|depth| *depth < length) {
        // A batch is one millisecond: the tail is as many batches.
        let tail = depth.max(BATCH);
        fill(&db, &format!("tail {depth}"), tail).await?;
        let late = received(&db, "long", end - i64::try_from(tail / BATCH)? - 1, rounds).await?;
        let alone = received(&db, &format!("tail {depth}"), 1, rounds).await?;
        let ratio = ms(late) / ms(alone);
        println!(
            "| {length} | {others} | {tail} | {:.2} | {:.2} | {ratio:.2} |",
            ms(late),
            ms(alone)
        );
    }
    db.close().await;
    Ok(())
}
