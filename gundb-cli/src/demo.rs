//! The demo: a bank in a few lines, appended to, decided on, read back, on a real database.

mod decisions;
mod model;
mod next_steps;

use std::io::Write;

use gundb::prelude::*;
use gundb::store::{Append, Read};

use crate::exit::Failure;
use crate::output::text::{self, Column};
use decisions::{Overdrawn, euros};
use model::{Account, AccountEvent, AccountRow};

/// Most events that are shown of a run.
const EVENTS_SHOWN_MAX: u64 = 50;

/// Tells the story on `out`; a second time it goes on with what is there.
pub(crate) async fn tell(url: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let opened = Gundb::builder().view::<AccountRow>().open(url).await;
    let db = opened.map_err(|error| Failure::opening(&error, ""))?;
    let told = story(&db, out).await;
    db.close().await;
    told
}

async fn story(db: &Gundb, out: &mut dyn Write) -> anyhow::Result<()> {
    let before = last_position(db).await?;
    match before {
        0 => writeln!(out, "A bank on {}, which is new.\n", db.url())?,
        _ => writeln!(out, "A bank on {}, continuing with {before} events.\n", db.url())?,
    }
    open_accounts(db, out).await?;
    deposit(db, out).await?;
    withdraw(db, out).await?;
    transfer(db, out).await?;
    show_view(db, out).await?;
    show_events(db, before, out).await?;
    next_steps::print(db, out)
}

async fn last_position(db: &Gundb) -> gundb::Result<u64> {
    let mut last = db.read(Read::all().backwards().limit(1)).await?;
    Ok(last.next().await?.map_or(0, |event| event.position()))
}

/// Decisions: state is folded from the stream, and what comes of it is appended if nothing came between.
async fn open_accounts(db: &Gundb, out: &mut dyn Write) -> anyhow::Result<()> {
    for (key, owner) in [("alice", "Alice"), ("bob", "Bob")] {
        match db.decide::<Account>(key, |account| account.open(owner)).await? {
            Some(_) => writeln!(out, "open      {key}")?,
            None => writeln!(out, "open      {key}: open already, so there is no event")?,
        }
    }
    Ok(())
}

/// Appends: these events need no decision.
async fn deposit(db: &Gundb, out: &mut dyn Write) -> anyhow::Result<()> {
    for (key, cents) in [("alice", 12_000), ("bob", 4_550)] {
        let appended = db.append(key, Expect::Any, [AccountEvent::Deposited { cents }]).await?;
        writeln!(out, "deposit   {key} {}, now at version {}", euros(cents), appended.version())?;
    }
    Ok(())
}

async fn withdraw(db: &Gundb, out: &mut dyn Write) -> anyhow::Result<()> {
    for (key, cents) in [("alice", 3_000), ("bob", 100_000_000)] {
        match db.decide::<Account>(key, |account| account.withdraw(cents)).await {
            Ok(_) => writeln!(out, "withdraw  {key} {}", euros(cents))?,
            Err(error) => {
                let refusal: Overdrawn = error.downcast()?;
                writeln!(out, "withdraw  {key} {}: refused, nothing is appended ({refusal})", euros(cents))?;
            }
        }
    }
    Ok(())
}

/// Two streams in one transaction: all or nothing, here and on every other node.
async fn transfer(db: &Gundb, out: &mut dyn Write) -> anyhow::Result<()> {
    let cents = 2_000;
    let from = Append::new("alice", Expect::Exists, [AccountEvent::Withdrawn { cents }])?;
    let to = Append::new("bob", Expect::Exists, [AccountEvent::Deposited { cents }])?;
    db.append_all(vec![from, to]).await?;
    Ok(writeln!(out, "transfer  alice to bob {}, both events in one transaction\n", euros(cents))?)
}

async fn show_view(db: &Gundb, out: &mut dyn Write) -> anyhow::Result<()> {
    let rows = AccountRow::query().order_by(AccountRow::BALANCE.desc()).limit(10).all(db).await?;
    let columns =
        [Column::text("id"), Column::text("owner"), Column::number("balance"), Column::number("movements")];
    let rows = rows
        .into_iter()
        .map(|row| vec![row.id, row.owner, row.balance.to_string(), row.movements.to_string()]);
    writeln!(
        out,
        "The view `accounts`, an ordinary table that changes in the transaction of the events (balance in cents):\n"
    )?;
    Ok(writeln!(out, "{}", text::table(&columns, rows, None))?)
}

async fn show_events(db: &Gundb, before: u64, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    let mut events = db.read(Read::all().from(before + 1).limit(EVENTS_SHOWN_MAX)).await?;
    while let Some(event) = events.next().await? {
        let clock = db.clock_of(&event).await?.to_string();
        let payload = event.payload().to_owned();
        let (position, version) = (event.position().to_string(), event.version().to_string());
        rows.push(vec![position, event.stream().key, version, event.event_type().to_owned(), payload, clock]);
    }
    let columns = [
        Column::number("position"),
        Column::text("account"),
        Column::number("version"),
        Column::text("event"),
        Column::text("payload"),
        Column::text("vector clock"),
    ];
    writeln!(
        out,
        "The events of this run, each with its stream's vector clock (who wrote it, and how far):\n"
    )?;
    Ok(writeln!(out, "{}", text::table(&columns, rows, None))?)
}
