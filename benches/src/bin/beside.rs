//! What it costs to keep beside cells where events are in canonical order, and what it saves.
//!
//! `cargo run --release -p gundb-benches --bin beside -- [--callers 64] [--events 20000] [--rows
//! 10000] [--rounds 5]`
//!
//! For each view: appends of many callers, one event each, into a fresh SQLite file (durability
//! full), the median of the rounds; how large the file is after as many rows, an event each; and
//! what it takes to receive an event that belongs 1,000 events before the end of a stream of
//! 10,000. `set` of one stream keeps nothing beside its cell, and is folded again for the late
//! event; `latest` of one stream keeps that, and is not. Nothing is asserted about the figures
//! (`docs/decisions/0014-views-over-many-streams.md`).

use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Parser;
use gundb::prelude::*;
use gundb::store::Durability;
use gundb::view::View;
use gundb_benches::late::{Hand, receive_late};

/// Streams that the callers append to in turn.
const STREAMS: u64 = 1_000;
/// Events of the stream that an event is late for, and how far from its end it belongs.
const LONG_EVENTS: u64 = 10_000;
const LATE_BY_EVENTS: u64 = 1_000;
const BATCH_EVENTS: u64 = 100;

#[derive(Parser)]
struct Args {
    #[arg(long, default_value_t = 64)]
    callers: u64,
    #[arg(long, default_value_t = 20_000)]
    events: u64,
    #[arg(long, default_value_t = 10_000)]
    rows: u64,
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Noted { till: String, number: i64, note: String },
    Erased { till: String, note: String },
}

/// A view with one column of a rule.
macro_rules! view {
    ($name:ident, $table:literal, ($($key:tt)*), $type:ty, $($rule:tt)*) => {
        #[derive(View)]
        #[view(table = $table, event = AccountEvent)]
        struct $name {
            #[view($($key)*)]
            key: String,
            #[view($($rule)*)]
            cell: $type,
        }
    };
}

view!(Sum, "sum_of_a_stream", (key), i64, add(Noted.number));
view!(Last, "set_of_a_stream", (key), String, set(Noted.note));
view!(Newest, "latest_of_a_stream", (key), String, latest(Noted.number, Noted.note));
view!(TillSum, "sum_of_many", (key(Noted.till)), i64, add(Noted.number));
view!(TillLast, "set_of_many", (key(Noted.till)), String, set(Noted.note));
view!(
    TillNotes,
    "elements_of_many",
    (key(Noted.till, Erased.till)),
    std::collections::BTreeSet<String>,
    insert(Noted.note),
    remove(Erased.note)
);

fn noted(number: u64) -> AccountEvent {
    let till = format!("till {number:06}");
    AccountEvent::Noted { till, number: number.cast_signed(), note: format!("note {number:0>32}") }
}

async fn open<V: View>(url: &str) -> Result<Gundb> {
    Ok(Gundb::builder().view::<V>().durability(Durability::Full).open(url).await?)
}

/// Events a second of this many callers, each with one event at a time.
async fn appended<V: View>(args: &Args) -> Result<f64> {
    let directory = tempfile::tempdir()?;
    let db =
        open::<V>(&format!("sqlite://{}", directory.path().join("appends.db").display())).await?;
    let begun = Instant::now();
    let mut callers = Vec::new();
    for caller in 0..args.callers {
        let (db, each, callers_all) = (db.clone(), args.events / args.callers, args.callers);
        callers.push(tokio::spawn(async move {
            for turn in 0..each {
                let number = (turn * callers_all + caller) % STREAMS;
                db.append(number.to_string(), Expect::Any, [noted(number)]).await?;
            }
            Ok::<_, gundb::Error>(())
        }));
    }
    for caller in callers {
        caller.await??;
    }
    let rate = args.events as f64 / begun.elapsed().as_secs_f64();
    db.close().await;
    Ok(rate)
}

/// Bytes of a file with this many rows.
async fn filled<V: View>(rows: u64, is_erased: bool) -> Result<u64> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("rows.db");
    let db = open::<V>(&format!("sqlite://{}", file.display())).await?;
    for row in 0..rows {
        let mut events = vec![noted(row)];
        if is_erased {
            let AccountEvent::Noted { till, note, .. } = noted(row) else { continue };
            events.push(AccountEvent::Erased { till, note });
        }
        db.append(row.to_string(), Expect::New, events).await?;
    }
    db.close().await;
    Ok(std::fs::metadata(file)?.len())
}

/// What it takes to receive an event that is late for a long stream.
async fn late<V: View>(rounds: usize) -> Result<Duration> {
    let (ours, theirs) = (Hand::at(1), Hand::at(1));
    let db = Gundb::builder().view::<V>().clock(ours).open("sqlite::memory:").await?;
    let writer = Gundb::builder().view::<V>().clock(theirs.clone()).open("sqlite::memory:").await?;
    for first in (0..LONG_EVENTS).step_by(usize::try_from(BATCH_EVENTS)?) {
        let batch: Vec<AccountEvent> = (first..first + BATCH_EVENTS).map(noted).collect();
        db.append("long", Expect::Any, batch).await?;
    }
    // A batch is a millisecond.
    let at_ms = i64::try_from((LONG_EVENTS - LATE_BY_EVENTS) / BATCH_EVENTS)?;
    receive_late(&db, (&writer, &theirs), "long", at_ms, (0..rounds as u64).map(noted)).await
}

async fn measure<V: View>(args: &Args, is_erased: bool) -> Result<()> {
    let mut rates = Vec::new();
    for _ in 0..args.rounds {
        rates.push(appended::<V>(args).await?);
    }
    rates.sort_by(f64::total_cmp);
    let bytes = filled::<V>(args.rows, is_erased).await? / args.rows;
    let late = late::<V>(args.rounds).await?.as_secs_f64() * 1e3;
    println!("| {} | {:.0} | {bytes} | {late:.2} |", V::TABLE, rates[rates.len() / 2]);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    println!(
        "| view | events/s, {} callers | bytes a row, all tables | late event, ms |",
        args.callers
    );
    println!("|---|---:|---:|---:|");
    measure::<Sum>(&args, false).await?;
    measure::<Last>(&args, false).await?;
    measure::<Newest>(&args, false).await?;
    measure::<TillSum>(&args, false).await?;
    measure::<TillLast>(&args, false).await?;
    measure::<TillNotes>(&args, false).await?;
    // Each row with one element that was taken out again.
    measure::<TillNotes>(&args, true).await
}
