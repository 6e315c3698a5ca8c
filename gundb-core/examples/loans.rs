//! The loan log of a bank: one stream a case, three views, totals by plain SQL.
//!
//! `cargo run --release --example loans -- FILE [--database-url URL]` reads JSON lines (plain or
//! gzip) with `case`, `activity`, `lifecycle`, `resource`, `time` and `amount`. Every event's id
//! comes from its line, so a second run, or one after a crash, stores nothing twice.

#[path = "loans/input.rs"]
mod input;
#[path = "loans/model.rs"]
mod model;
#[path = "loans/totals.rs"]
mod totals;

use std::io::Write as _;
use std::path::PathBuf;

use clap::Parser;
use gundb::Gundb;
use indicatif::{ProgressBar, ProgressStyle};

/// Lines appended in one transaction.
const BATCH_LINES: usize = 500;

#[derive(Parser)]
struct Args {
    /// JSON lines, gzip or plain.
    file: PathBuf,
    /// Where to: sqlite://FILE or postgres://…
    #[arg(long, default_value = "sqlite://loans.db")]
    database_url: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let db = model::open(&args.database_url).await?;
    let (lines, stored) = load(&db, &args.file).await?;
    writeln!(
        std::io::stdout(),
        "{lines} lines read, {stored} events stored, {} there already",
        lines - stored
    )?;
    db.close().await;
    totals::print(&args.database_url).await
}

/// Appends the file batch by batch; how many lines it has, and how many of them were new.
async fn load(db: &Gundb, file: &std::path::Path) -> anyhow::Result<(usize, usize)> {
    let bar = progress_bar(file)?;
    let mut input = input::Input::open(file, bar.clone())?;
    let (mut lines, mut stored) = (0, 0);
    loop {
        let batch = input.batch(BATCH_LINES)?;
        if batch.is_empty() {
            break;
        }
        lines += batch.len();
        stored += db.append_all(input::by_case(batch)?).await?.stored();
    }
    bar.finish();
    Ok((lines, stored))
}

fn progress_bar(file: &std::path::Path) -> anyhow::Result<ProgressBar> {
    let bar = ProgressBar::new(std::fs::metadata(file)?.len());
    bar.set_style(ProgressStyle::with_template(
        "{bar:40} {percent:>3} % of {total_bytes}, {elapsed}",
    )?);
    Ok(bar)
}
