//! What it takes to read many rows: the most memory of a process that does nothing else, and how
//! fast.
//!
//! `cargo run --release -p gundb-benches --bin memory -- [--rows 10000,100000,1000000]`
//!
//! A store has a number of streams of one event, and a view with a row each. Processes of their own
//! open it and do nothing else, stream all rows, stream all events, collect all rows, or verify the
//! store. SQLite, durability normal. Nothing is asserted about the figures (`docs/benchmarks.md`).

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::{Parser, ValueEnum};
use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb::store::Read;
use gundb::store::{Append, Durability};
use gundb_benches::deposits::{Account, AccountEvent, deposit};

/// Streams of one append.
const BATCH: u64 = 500;

#[derive(Parser)]
struct Args {
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    rows: Vec<u64>,
    /// Only this, of a store that is there: set for the other processes
    #[arg(long, requires = "url")]
    task: Option<Task>,
    #[arg(long)]
    url: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Task {
    Open,
    StreamRows,
    StreamEvents,
    CollectRows,
    Verify,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    if let (Some(task), Some(url)) = (args.task, &args.url) {
        return read(task, url).await;
    }
    println!("| rows | what is done | rows or events/s | peak memory, MiB |");
    println!("|---:|---|---:|---:|");
    for &rows in &args.rows {
        let directory = tempfile::tempdir()?;
        let url = format!("sqlite://{}", directory.path().join("rows.db").display());
        fill(&url, rows).await?;
        for task in Task::value_variants() {
            let (seconds, peak_mib) = elsewhere(*task, &url)?;
            #[expect(clippy::cast_precision_loss, reason = "figures for people")]
            let rate = rows as f64 / seconds;
            println!("| {rows} | {task:?} | {rate:.0} | {peak_mib} |");
        }
    }
    Ok(())
}

async fn open(url: &str) -> Result<Gundb> {
    Ok(Gundb::builder().view::<Account>().durability(Durability::Normal).open(url).await?)
}

async fn fill(url: &str, rows: u64) -> Result<()> {
    let db = open(url).await?;
    for first in (0..rows).step_by(usize::try_from(BATCH)?) {
        let part =
            |number: u64| Append::new(format!("account {number}"), Expect::New, [deposit(number)]);
        db.append_all((first..rows.min(first + BATCH)).map(part).collect::<Result<_, _>>()?)
            .await?;
    }
    db.close().await;
    Ok(())
}

/// Does it in a process of its own: seconds, and its peak memory in MiB.
fn elsewhere(task: Task, url: &str) -> Result<(f64, u64)> {
    let task = task.to_possible_value().context("every task has a name")?;
    let program = std::env::current_exe()?;
    let output = Command::new(Path::new(&program))
        .args(["--task", task.get_name(), "--url", url])
        .output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    let (seconds, peak) = text.trim().split_once(' ').context("seconds and MiB")?;
    Ok((seconds.parse()?, peak.parse()?))
}

async fn read(task: Task, url: &str) -> Result<()> {
    let db = open(url).await?;
    let begun = Instant::now();
    let mut read = 0;
    match task {
        Task::Open => {}
        Task::StreamRows => {
            let mut rows = Account::query().stream(&db);
            while rows.next().await?.is_some() {
                read += 1;
            }
        }
        Task::StreamEvents => {
            let mut events = db.read(Read::stream_type(AccountEvent::STREAM_TYPE)).await?;
            while events.next().await?.is_some() {
                read += 1;
            }
        }
        Task::CollectRows => read = Account::query().all(&db).await?.len(),
        Task::Verify => anyhow::ensure!(db.verify().await?.is_sound()),
    }
    let seconds = begun.elapsed().as_secs_f64();
    let held = db.stream(&StreamRef::new(AccountEvent::STREAM_TYPE, "account 0")).await?;
    anyhow::ensure!(held.is_some() && (read > 0 || matches!(task, Task::Open | Task::Verify)));
    println!("{seconds} {}", gundb_benches::peak_memory_mib()?);
    Ok(())
}
