//! What a peer can make a store pay for: many origins, records that wait for ever, large siblings.
//!
//! `cargo run --release -p gundb-benches --bin peers -- [--origins 5000,10000,20000,40000]
//! [--waiting 10000] [--siblings 40,80,160]`
//!
//! 1. A new node takes in a number of logs of one event each, from one that holds them.
//! 2. A record arrives at a store where a number of records wait for ever; beside it, in the same
//!    run, at a store where none does.
//! 3. Events of 1 MB that knew nothing of each other arrive in one stream, one by one: in canonical
//!    order, and the last ones first, so that each makes the row be folded again.
//!
//! SQLite in files, durability full. Nothing is asserted about the figures (`docs/replication.md`).

use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Parser;
use gundb::Siblings;
use gundb::model::format::Record;
use gundb::model::{Origin, Reference};
use gundb::prelude::*;
use gundb::replication::{EventSink, EventSource};
use gundb::transport::sync;
use gundb_benches::deposits::{Account, AccountEvent};
use gundb_tests::foreign::ForeignWriter;

/// Runs that are given to a store at once, where nothing is measured.
const RUNS: usize = 1_000;
/// Records that arrive one by one, for a median.
const ARRIVALS: u64 = 21;
/// Bytes of a large payload.
const LARGE: usize = 1_000_000;

#[derive(Parser)]
struct Args {
    #[arg(long, value_delimiter = ',', default_value = "5000,10000,20000,40000")]
    origins: Vec<u64>,
    #[arg(long, default_value_t = 10_000)]
    waiting: u64,
    #[arg(long, value_delimiter = ',', default_value = "40,80,160")]
    siblings: Vec<u64>,
}

/// Every note that no later writer had seen.
#[derive(View)]
#[view(table = "notes", event = AccountEvent)]
struct Notes {
    #[view(key)]
    id: String,
    #[view(siblings(Deposited.note))]
    notes: Siblings<String>,
}

struct Store {
    db: Gundb,
    _directory: tempfile::TempDir,
}

async fn store() -> Result<Store> {
    let directory = tempfile::tempdir()?;
    let url = format!("sqlite://{}", directory.path().join("peers.db").display());
    let db = Gundb::builder().view::<Account>().view::<Notes>().open(&url).await?;
    Ok(Store { db, _directory: directory })
}

/// A deposit with a note of some bytes on the account of a name.
fn deposited(record: &mut Record, account: &str, note: usize) {
    record.stream = Some(("account".to_owned(), account.to_owned()));
    record.event_type = Some("account.deposited".to_owned());
    record.payload = Some(format!(r#"{{"cents":1,"note":"{}"}}"#, "0".repeat(note)));
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    println!("| origins | seconds | of one origin, us | peak memory, MiB |");
    println!("|---:|---:|---:|---:|");
    for &origins in &args.origins {
        many_origins(origins).await?;
    }
    println!("\n| records that wait | a record arrives, ms | where none waits, ms |");
    println!("|---:|---:|---:|");
    waiting(args.waiting).await?;
    println!("\n| siblings of 1 MB | the last one, in order, ms | before all others, ms |");
    println!("|---:|---:|---:|");
    for &siblings in &args.siblings {
        let (in_order, before) =
            (large_siblings(1..=siblings).await?, large_siblings((1..=siblings).rev()).await?);
        println!("| {siblings} | {:.1} | {:.1} |", ms(in_order), ms(before));
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
async fn many_origins(origins: u64) -> Result<()> {
    let (from, to) = (store().await?, store().await?);
    let numbers: Vec<u64> = (1..=origins).collect();
    for numbers in numbers.chunks(RUNS) {
        let runs = numbers.iter().map(|&number| {
            let mut writer = ForeignWriter::new(number, from.db.space());
            writer.write(|record| deposited(record, &number.to_string(), 100));
            writer.run()
        });
        from.db.receive(runs.collect()).await?;
    }
    let begun = Instant::now();
    let met = sync(&from.db, &to.db).await?;
    let took = begun.elapsed();
    anyhow::ensure!(met.there.records == origins);
    let each = took.as_secs_f64() * 1e6 / origins as f64;
    println!(
        "| {origins} | {:.2} | {each:.0} | {} |",
        took.as_secs_f64(),
        gundb_benches::peak_memory_mib()?
    );
    Ok(())
}

async fn waiting(count: u64) -> Result<()> {
    let (full, empty) = (store().await?, store().await?);
    let nowhere = Reference { origin: Origin::new(7_777_777)?, sequence: 1, hash: [7; 16] };
    let numbers: Vec<u64> = (1..=count).collect();
    for numbers in numbers.chunks(RUNS) {
        let runs = numbers.iter().map(|&number| {
            let mut writer = ForeignWriter::new(number, full.db.space());
            writer.write(|record| {
                deposited(record, "nobody", 100);
                record.deps = Some(vec![nowhere]);
            });
            writer.run()
        });
        full.db.receive(runs.collect()).await?;
    }
    let (mut beside, mut alone) = (Vec::new(), Vec::new());
    for number in 0..ARRIVALS {
        beside.push(arrival(&full.db, 1_000_000 + number).await?);
        alone.push(arrival(&empty.db, 1_000_000 + number).await?);
    }
    println!("| {count} | {:.2} | {:.2} |", median_ms(beside), median_ms(alone));
    Ok(())
}

/// What it takes to receive the one record of an origin.
async fn arrival(db: &Gundb, origin: u64) -> Result<Duration> {
    let mut writer = ForeignWriter::new(origin, db.space());
    writer.write(|record| deposited(record, &origin.to_string(), 100));
    let begun = Instant::now();
    let received = db.receive(vec![writer.run()]).await?;
    anyhow::ensure!(received.new == 1);
    Ok(begun.elapsed())
}

/// What the last of some siblings takes.
async fn large_siblings(numbers: impl Iterator<Item = u64>) -> Result<Duration> {
    let store = store().await?;
    let mut last = Duration::ZERO;
    for number in numbers {
        let mut writer = ForeignWriter::new(number, store.db.space());
        writer.write(|record| deposited(record, "alice", LARGE));
        let begun = Instant::now();
        store.db.receive(vec![writer.run()]).await?;
        last = begun.elapsed();
    }
    Ok(last)
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn median_ms(mut durations: Vec<Duration>) -> f64 {
    durations.sort_unstable();
    ms(durations[durations.len() / 2])
}
