//! Chapter 1: a bank on one node. Decisions, appends, two streams at once, a view.

use std::io::Write;

use gundb::prelude::*;
use gundb::store::Append;

use super::decisions::{Overdrawn, euros};
use super::model::{Account, AccountEvent, AccountRow};
use super::node::{self, Node};
use crate::output::text;

pub(super) async fn on_one_node(shore: &Node, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "1. A bank on {}, {}: the node `shore`\n", shore.db.url(), shore.standing())?;
    open_accounts(&shore.db, out).await?;
    deposit(&shore.db, 12_000, out).await?;
    withdraw(&shore.db, "bob", 100_000_000, out).await?;
    transfer(&shore.db, out).await?;
    show_view(&shore.db, out).await
}

/// Decisions: state is folded from the stream, and what comes of it is appended if nothing came
/// between.
async fn open_accounts(db: &Gundb, out: &mut dyn Write) -> anyhow::Result<()> {
    for (key, owner) in [("alice", "Alice"), ("bob", "Bob")] {
        match db.decide::<Account>(key, |account| account.open(owner)).await? {
            Some(_) => writeln!(out, "  open      {key}")?,
            None => writeln!(out, "  open      {key}: open already, so there is no event")?,
        }
    }
    Ok(())
}

/// An append: this event needs no decision.
pub(super) async fn deposit(db: &Gundb, cents: i64, out: &mut dyn Write) -> anyhow::Result<()> {
    let appended = db.append("alice", Expect::Any, [AccountEvent::Deposited { cents }]).await?;
    Ok(writeln!(out, "  deposit   alice {}, now at version {}", euros(cents), appended.version())?)
}

/// A decision that may be a refusal.
pub(super) async fn withdraw(
    db: &Gundb,
    key: &str,
    cents: i64,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    write!(out, "  withdraw  {key} {}", euros(cents))?;
    match db.decide::<Account>(key, |account| account.withdraw(cents)).await {
        Ok(_) => writeln!(out)?,
        Err(error) => {
            let refusal: Overdrawn = error.downcast()?;
            writeln!(out, ": refused, nothing is appended ({refusal})")?;
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
    Ok(writeln!(
        out,
        "  transfer  alice to bob {}, both events in one transaction\n",
        euros(cents)
    )?)
}

async fn show_view(db: &Gundb, out: &mut dyn Write) -> anyhow::Result<()> {
    let rows = AccountRow::query().order_by(AccountRow::BALANCE.desc()).limit(10).all(db).await?;
    writeln!(
        out,
        "The view `accounts`, an ordinary table that changes in the transaction of the events:\n"
    )?;
    Ok(writeln!(out, "{}", text::table(&node::columns(), rows.into_iter().map(node::cells), None))?)
}
