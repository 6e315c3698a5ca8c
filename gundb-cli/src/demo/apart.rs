//! Chapter 2: a second node goes away, and both write to one account.

use std::io::Write;

use gundb::clock::VectorClock;
use gundb::model::Origin;
use gundb::prelude::*;

use super::model::AccountEvent;
use super::node::{Node, Nodes};
use super::rows::show_rows;
use super::{bank, meeting};

/// What a node did to the address while it was alone.
pub(super) struct Move {
    pub(super) node: &'static str,
    pub(super) city: &'static str,
    pub(super) origin: Origin,
    /// Its number among the events of its origin.
    pub(super) sequence: u64,
    pub(super) clock: VectorClock<Origin>,
}

/// The moves of both.
pub(super) struct Moves {
    pub(super) shore: Move,
    pub(super) ship: Move,
}

pub(super) async fn both_write(nodes: &Nodes, out: &mut dyn Write) -> anyhow::Result<Moves> {
    let Nodes { shore, ship } = nodes;
    writeln!(out, "2. Apart: the node `ship` is {}, {}\n", ship.db.url(), ship.standing())?;
    meeting::meet(nodes, "It takes along what shore has", out).await?;
    writeln!(
        out,
        "Then it sails. Without a network, both write to the same account. On the ship:\n"
    )?;
    bank::withdraw(&ship.db, "alice", 2_000, out).await?;
    let ship_moved = move_to(ship, "Oslo", out).await?;
    writeln!(out, "\nOn the shore:\n")?;
    bank::deposit(&shore.db, 3_000, out).await?;
    let shore_moved = move_to(shore, "Bergen", out).await?;
    writeln!(out, "\nEach shows what it knows:\n")?;
    show_rows(nodes, out).await?;
    Ok(Moves { shore: shore_moved, ship: ship_moved })
}

/// Alice moves; what is known of that event.
pub(super) async fn move_to(
    node: &Node,
    city: &'static str,
    out: &mut dyn Write,
) -> anyhow::Result<Move> {
    let moved = AccountEvent::Moved { city: city.to_owned() };
    let appended = node.db.append("alice", Expect::Exists, [moved]).await?;
    writeln!(out, "  move      alice to {city}")?;
    let event = node.event(appended.position()).await?;
    let clock = node.db.clock_of(&event).await?;
    Ok(Move { node: node.name, city, origin: event.origin(), sequence: event.sequence(), clock })
}
