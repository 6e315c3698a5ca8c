//! A late event: what it costs to fold what comes behind it again.
//!
//! `cargo run --release -p gundb-benches --bin late -- [--lengths 10000,100000,1000000] [--others 0,100000] [--rounds 9]`
//!
//! A store holds one long stream, and others of ten events. Another node's event arrives that belongs so many events before the
//! stream's end. Beside each figure stands what folding just that tail costs in the same run: a late event that comes before
//! all in a stream as long as the tail, where no snapshot can help. SQLite, durability normal. Nothing is asserted about
//! the figures (`docs/benchmarks.md`).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use clap::Parser;
use gundb::clock::Clock;
use gundb::prelude::*;
use gundb::replication::{EventSink, EventSource, Load, Place, Wanted};
use gundb::store::Durability;
use gundb_benches::deposits::{Account, deposit};
use jiff::Timestamp;

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

/// A clock that stands where it is put, and ticks with every event.
#[derive(Clone)]
struct Hand(Arc<AtomicI64>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.fetch_add(1, Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// A database whose clock stands at a millisecond.
async fn open(url: &str, at_ms: i64) -> Result<(Gundb, Hand)> {
    let hand = Hand(Arc::new(AtomicI64::new(at_ms)));
    let opened = Gundb::builder().view::<Account>().durability(Durability::Normal).clock(hand.clone());
    Ok((opened.open(url).await?, hand))
}

/// Appends so many events to a stream, each batch of a thousand in one millisecond of its own.
async fn fill(db: &Gundb, key: &str, events: u64) -> Result<()> {
    for first in (0..events).step_by(usize::try_from(BATCH)?) {
        let batch = (first..events.min(first + BATCH)).map(deposit).collect::<Vec<_>>();
        db.append(key, Expect::Any, batch).await?;
    }
    Ok(())
}

/// The median of what it takes to receive an event that another node wrote at a millisecond.
async fn receive_late(db: &Gundb, key: &str, at_ms: i64, rounds: usize) -> Result<Duration> {
    let (writer, hand) = open("sqlite::memory:", at_ms).await?;
    let mut took = Vec::with_capacity(rounds);
    let mut sent = None;
    for round in 0..rounds {
        hand.0.store(at_ms, Ordering::Relaxed);
        writer.append(key, Expect::Any, [deposit(round as u64)]).await?;
        let head = writer.heads().await?.into_iter().next().ok_or_else(|| anyhow!("nothing was written"))?;
        let after = sent.map_or_else(|| Place::start(head.origin), Place::from);
        let wanted = vec![Wanted { after, up_to: head.sequence }];
        let loaded = writer.runs(Load { wanted, cursor: 0, bytes_max: 1 << 20 }).await?;
        sent = Some(head);
        let begun = Instant::now();
        let received = db.receive(loaded.runs).await?;
        took.push(begun.elapsed());
        anyhow::ensure!(received.new == 1, "{received:?}");
    }
    took.sort();
    Ok(took[took.len() / 2])
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
        let late = receive_late(&db, "long", end - i64::try_from(tail / BATCH)? - 1, rounds).await?;
        let alone = receive_late(&db, &format!("tail {depth}"), 1, rounds).await?;
        let ratio = ms(late) / ms(alone);
        println!("| {length} | {others} | {tail} | {:.2} | {:.2} | {ratio:.2} |", ms(late), ms(alone));
    }
    db.close().await;
    Ok(())
}
