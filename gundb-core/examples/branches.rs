//! The loan log of a bank, written at several branches that only meet now and then.
//!
//! `cargo run --release --example branches -- FILE [--branches 5] [--seed 0] [--database-url
//! URL]...` reads the lines of the example `loans`. Each resource works at one branch, which has a
//! database of its own: those named, and files in a temporary directory for the others. After every
//! batch of lines two branches may meet, by chance. In the end all meet, every store is verified
//! against a fold from nothing, and all have to hold equal views.

#[path = "loans/input.rs"]
mod input;
#[path = "loans/model.rs"]
mod model;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Parser;
use gundb::Gundb;
use gundb::store::VerifyReport;
use gundb::transport::sync;
use indicatif::ProgressBar;

use input::{Input, Line, by_case};
use model::LoanEvent;

/// Lines between two meetings.
const BATCH_LINES: usize = 500;

#[derive(Parser)]
struct Args {
    /// JSON lines, gzip or plain.
    file: PathBuf,
    #[arg(long, default_value_t = 5)]
    branches: usize,
    /// Of who meets whom.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Databases of the first branches: sqlite://FILE or postgres://…
    #[arg(long)]
    database_url: Vec<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    ensure!(args.branches > 0, "there has to be a branch");
    let directory = tempfile::tempdir()?;
    let mut branches = Vec::new();
    for number in 0..args.branches {
        let file = directory.path().join(format!("{number}.db"));
        let url = args.database_url.get(number).cloned();
        branches.push(
            model::open(&url.unwrap_or_else(|| format!("sqlite://{}", file.display()))).await?,
        );
    }
    let begun = Instant::now();
    let (meetings, meeting) = work(&branches, &args).await?;
    writeln!(
        std::io::stdout(),
        "written in {:.1} s, of which {meeting:.1?} in {meetings} meetings",
        begun.elapsed().as_secs_f64()
    )?;
    everyone_meets(&branches).await?;
    compare(&branches).await
}

/// Writes every line at its branch; how many meetings there were, and how long they took.
async fn work(branches: &[Gundb], args: &Args) -> anyhow::Result<(usize, Duration)> {
    let mut chance = fastrand::Rng::with_seed(args.seed);
    let mut input = Input::open(&args.file, ProgressBar::hidden())?;
    let (mut meetings, mut meeting) = (0, Duration::ZERO);
    loop {
        let batch = input.batch(BATCH_LINES)?;
        if batch.is_empty() {
            return Ok((meetings, meeting));
        }
        for (branch, lines) in by_branch(batch, branches.len()) {
            branches[branch].append_all(by_case(lines)?).await?;
        }
        let (first, second) = (chance.usize(..branches.len()), chance.usize(..branches.len()));
        if first != second {
            let begun = Instant::now();
            sync(&branches[first], &branches[second]).await?;
            (meetings, meeting) = (meetings + 1, meeting + begun.elapsed());
        }
    }
}

/// What is written at each branch.
fn by_branch(batch: Vec<Line>, branches: usize) -> BTreeMap<usize, Vec<Line>> {
    let mut work: BTreeMap<usize, Vec<Line>> = BTreeMap::new();
    for line in batch {
        let LoanEvent::Logged { resource, .. } = &line.event;
        let letters = resource.as_deref().unwrap_or_default().bytes().map(usize::from);
        work.entry(letters.sum::<usize>() % branches).or_default().push(line);
    }
    work
}

/// There along the line of branches, and back.
async fn everyone_meets(branches: &[Gundb]) -> anyhow::Result<()> {
    let begun = Instant::now();
    let there = (1..branches.len()).map(|second| (second - 1, second));
    let back = (1..branches.len()).rev().map(|second| (second, second - 1));
    for (first, second) in there.chain(back) {
        sync(&branches[first], &branches[second]).await?;
    }
    writeln!(std::io::stdout(), "all met in {:.1} s", begun.elapsed().as_secs_f64())?;
    Ok(())
}

/// Verifies all, and compares what they hold.
async fn compare(branches: &[Gundb]) -> anyhow::Result<()> {
    let mut reports: Vec<VerifyReport> = Vec::new();
    for (number, branch) in branches.iter().enumerate() {
        let report = branch.verify().await?;
        ensure!(report.is_sound(), "branch {number}: {:#?}", report.findings);
        reports.push(report);
    }
    let first = reports.first().context("there is no branch")?;
    for view in &first.views {
        writeln!(std::io::stdout(), "{:<14}{:>8} rows, hash {}", view.name, view.rows, view.hash)?;
    }
    let differs = reports.iter().position(|report| report.views != first.views);
    ensure!(differs.is_none(), "branch {differs:?} holds other views than the first: {reports:#?}");
    writeln!(
        std::io::stdout(),
        "{} records at {} branches, all views equal",
        first.records,
        branches.len()
    )?;
    Ok(())
}
