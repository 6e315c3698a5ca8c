//! Chapter 4: how they know that nobody came last.

use std::io::Write;

use gundb::clock::Causality;

use super::apart::{Move, Moves};
use crate::output::text::{self, Column};

pub(super) fn explain(moves: &Moves, out: &mut dyn Write) -> anyhow::Result<()> {
    let Moves { shore, ship } = moves;
    writeln!(out, "4. How they know: clocks\n")?;
    writeln!(
        out,
        "No clock on a wall is asked who was first. Each node numbers its own events, and an event keeps how far its\n\
         writer had seen those of every other node in its account. That is its vector clock:\n"
    )?;
    let row = |moved: &Move| {
        let seen = |of: &Move| moved.clock.get(of.origin).to_string();
        vec![format!("{} moved alice to {}", moved.node, moved.city), seen(shore), seen(ship)]
    };
    let columns = [Column::text("event"), Column::number("shore"), Column::number("ship")];
    writeln!(out, "{}", text::table(&columns, [row(shore), row(ship)], None))?;
    writeln!(out, "{}\n{}", sentence(shore, ship), sentence(ship, shore))?;
    let verdict = match shore.clock.compare(&ship.clock) {
        Causality::Concurrent => {
            "Neither had seen the other: no one came last, so both cities stay."
        }
        _ => "One had seen the other, and came last: its city stays.",
    };
    Ok(writeln!(out, "{verdict}\n")?)
}

/// What a writer had seen of the other one.
pub(super) fn sentence(moved: &Move, other: &Move) -> String {
    let Move { node, sequence, .. } = moved;
    match moved.clock.get(other.origin) {
        0 => format!("Event {sequence} of {node}: {node} had seen nothing of {} yet.", other.node),
        seen => {
            format!(
                "Event {sequence} of {node}: {node} had seen {}'s events up to number {seen}.",
                other.node
            )
        }
    }
}
