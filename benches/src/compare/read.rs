//! Reads of both sides in turns, over the same events.

use std::time::Duration;

use anyhow::{Result, ensure};
use gundb::{Apply as _, Event as _, Gundb, View as _};

use super::args::Effort;
use super::case::{ReadCase, What};
use super::fill::fill;
use super::report::{Comparison, Reading};
use crate::database::Database;
use crate::durability::Durability;
use crate::event::{Account, AccountEvent, AccountRow, key};
use crate::figures::{Clock, Sample};
use crate::ours;
use crate::raw::Connection;

/// Measures one case: ours, raw, raw without parsing, ours, ….
pub(crate) async fn run(
    database: &mut impl Database,
    case: ReadCase,
    durability: Durability,
    effort: Effort,
) -> Result<Reading> {
    let mut fresh = database.fresh(durability).await?;
    let view = matches!(case.what, What::Everything);
    let db = ours::open(&fresh.url, view, durability).await?;
    let reading = match case.what {
        What::Stream(length) => {
            let case = ReadCase { streams: case.streams / effort.thinned, ..case };
            fill(&db, &mut fresh.raw, case, length).await?;
            loads(&db, &mut fresh.raw, case, length, effort).await
        }
        What::Everything => {
            let length = effort.events / case.streams as u64;
            fill(&db, &mut fresh.raw, case, length).await?;
            rebuilds(&db, &mut fresh.raw, length * case.streams as u64, effort.rebuilds).await
        }
    };
    db.close().await;
    reading
}

/// One stream after the other, each folded into its state.
async fn loads(
    db: &Gundb,
    raw: &mut impl Connection,
    case: ReadCase,
    length: u64,
    effort: Effort,
) -> Result<Reading> {
    for stream in 0..case.streams {
        let (loaded, folded) =
            (db.load::<Account>(key(stream)).await?.state, folded(raw, stream).await?);
        ensure!(
            loaded == folded && loaded.transfers == length,
            "stream {stream} was not read as it was written"
        );
    }
    let (mut ours, mut parsed, mut unparsed) = (Vec::new(), Vec::new(), Vec::new());
    let reads = Reads { streams: case.streams, length: effort.round };
    for _ in 0..effort.rounds {
        ours.push(
            reads.round(async |stream| Ok(db.load::<Account>(key(stream)).await?.version)).await?,
        );
        parsed.push(reads.round(async |stream| Ok(folded(raw, stream).await?.transfers)).await?);
        unparsed.push(reads.round(async |stream| counted(raw, stream).await).await?);
    }
    Ok(Reading {
        parsed: Comparison::of(&ours, &parsed),
        unparsed: Some(Comparison::of(&ours, &unparsed)),
    })
}

/// Everything, again and again.
async fn rebuilds(
    db: &Gundb,
    raw: &mut impl Connection,
    events: u64,
    rounds: usize,
) -> Result<Reading> {
    let (mut ours, mut scans) = (Vec::new(), Vec::new());
    scan(raw, events).await?;
    for _ in 0..rounds {
        let clock = Clock::start()?;
        db.rebuild_view(AccountRow::TABLE).await?;
        let elapsed = clock.elapsed();
        ours.push(clock.sample(events, vec![elapsed])?);
        scans.push(scan(raw, events).await?);
    }
    ours::check_view(db, events).await?;
    Ok(Reading { parsed: Comparison::of(&ours, &scans), unparsed: None })
}

async fn scan(raw: &mut impl Connection, events: u64) -> Result<Sample> {
    let clock = Clock::start()?;
    let (read, bytes) = raw.scan().await?;
    ensure!(read == events && bytes > 0, "{read} of {events} events were read");
    let elapsed = clock.elapsed();
    clock.sample(events, vec![elapsed])
}

/// The state of a stream by raw means: its rows, their payloads by serde, folded.
async fn folded(raw: &mut impl Connection, stream: usize) -> Result<Account> {
    let mut account = Account::default();
    raw.load(&key(stream), |_, event_type, payload| {
        if let Some(event) = AccountEvent::from_payload(event_type, payload)? {
            account.apply(event);
        }
        Ok(())
    })
    .await?;
    Ok(account)
}

/// The rows of a stream, looked at but not parsed.
async fn counted(raw: &mut impl Connection, stream: usize) -> Result<u64> {
    let (mut events, mut bytes) = (0, 0);
    raw.load(&key(stream), |_, event_type, payload| {
        events += 1;
        bytes += event_type.len() + payload.len();
        Ok(())
    })
    .await?;
    ensure!(bytes > 0, "stream {stream} is empty");
    Ok(events)
}

/// One caller, who reads a stream at a time.
struct Reads {
    streams: usize,
    length: Duration,
}

impl Reads {
    /// Measures one round; `read` answers how many events a stream has.
    async fn round(&self, mut read: impl AsyncFnMut(usize) -> Result<u64>) -> Result<Sample> {
        let (mut latencies, mut events, mut number) = (Vec::new(), 0, 0);
        let round = Clock::start()?;
        while round.elapsed() < self.length {
            // A prime apart, so that neighbours are not read one after the other.
            let (stream, start) = (number * 379 % self.streams, round.elapsed());
            events += read(stream).await?;
            latencies.push(round.elapsed() - start);
            number += 1;
        }
        round.sample(events, latencies)
    }
}
