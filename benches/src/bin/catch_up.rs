//! A view added to a database with many events, under load: how fast it catches up, and what
//! appends feel of it.
//!
//! `cargo run --release -p gundb-benches --bin catch_up -- URL [--events 1000000] [--callers 4]`
//!
//! Fills an empty database with deposits on 1,000 accounts, then lets callers append one event at a
//! time: alone, and while a view is added and catches up. Nothing is asserted about the figures
//! (`docs/benchmarks.md`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Parser;
use gundb::prelude::*;
use gundb_benches::deposits::{Account, AccountEvent, deposit};

const ACCOUNTS: u64 = 1000;
const BATCH: u64 = 1000;

#[derive(Parser)]
struct Args {
    /// An empty database
    url: String,
    #[arg(long, default_value_t = 1_000_000)]
    events: u64,
    #[arg(long, default_value_t = 4)]
    callers: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let writer = Gundb::builder().events::<AccountEvent>().open(&args.url).await?;
    let begun = Instant::now();
    for batch in 0..args.events / BATCH {
        let events = (0..BATCH).map(|number| deposit(batch * BATCH + number));
        writer.append(format!("account {}", batch % ACCOUNTS), Expect::Any, events).await?;
    }
    println!("filled: {} events in {:.1} s", args.events, begun.elapsed().as_secs_f64());
    let alone = Load::start(&writer, args.callers);
    tokio::time::sleep(Duration::from_secs(5)).await;
    println!("appends alone:               {}", alone.stop().await?);
    let load = Load::start(&writer, args.callers);
    let begun = Instant::now();
    let db = Gundb::builder().view::<Account>().open(&args.url).await?;
    println!("registered after {:.3} s", begun.elapsed().as_secs_f64());
    db.wait_until_caught_up(Account::TABLE).await?;
    let took = begun.elapsed().as_secs_f64();
    println!("appends during the catch-up: {}", load.stop().await?);
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = args.events as f64 / took;
    println!("caught up after {took:.1} s, {rate:.0} events/s");
    let live = Load::start(&writer, args.callers);
    tokio::time::sleep(Duration::from_secs(5)).await;
    println!("appends with the view:       {}", live.stop().await?);
    println!(
        "rows: {}, sound: {}",
        Account::query().count(&db).await?,
        db.verify().await?.is_sound()
    );
    Ok(())
}

/// Callers that append until they are stopped.
struct Load {
    stop: Arc<AtomicBool>,
    begun: Instant,
    callers: Vec<tokio::task::JoinHandle<gundb::Result<Vec<Duration>>>>,
}

impl Load {
    fn start(db: &Gundb, callers: u64) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let caller = |caller: u64| tokio::spawn(appends(db.clone(), caller, Arc::clone(&stop)));
        Self { callers: (0..callers).map(caller).collect(), stop, begun: Instant::now() }
    }

    /// Rate and latencies.
    async fn stop(self) -> Result<String> {
        self.stop.store(true, Ordering::Relaxed);
        let mut latencies = Vec::new();
        for caller in self.callers {
            latencies.extend(caller.await??);
        }
        latencies.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        let rate = latencies.len() as f64 / self.begun.elapsed().as_secs_f64();
        let at = |permille: usize| {
            latencies[(latencies.len() - 1) * permille / 1000].as_secs_f64() * 1000.0
        };
        Ok(format!(
            "{rate:.0} events/s, p50 {:.2} ms, p99 {:.2} ms, max {:.1} ms",
            at(500),
            at(990),
            at(1000)
        ))
    }
}

async fn appends(db: Gundb, caller: u64, stop: Arc<AtomicBool>) -> gundb::Result<Vec<Duration>> {
    let mut latencies = Vec::new();
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let begun = Instant::now();
        db.append(
            format!("account {}", caller * 100 + number % 100),
            Expect::Any,
            [deposit(number)],
        )
        .await?;
        latencies.push(begun.elapsed());
    }
    Ok(latencies)
}
