//! Chapter 5: somebody decides, and that is an event, too.

use std::collections::BTreeSet;
use std::io::Write;

use super::apart::{Moves, move_to};
use super::model::ACCOUNTS;
use super::node::Nodes;
use super::{clocks, meeting, rows};
use crate::output::text::{self, Column};

pub(super) async fn by_an_event(
    nodes: &Nodes,
    moves: &Moves,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    writeln!(out, "5. Somebody decides\n\nThe ship asks Alice, and writes what she says:\n")?;
    let decided = move_to(&nodes.ship, "Bergen", out).await?;
    writeln!(out, "\n{} So this one came last.", clocks::sentence(&decided, &moves.shore))?;
    meeting::meet(nodes, "They meet again", out).await?;
    rows::show_rows(nodes, out).await?;
    show_checks(nodes, out).await
}

/// What `gundb conflicts` and `gundb verify` say of both.
async fn show_checks(nodes: &Nodes, out: &mut dyn Write) -> anyhow::Result<()> {
    let (mut rows, mut is_well, mut hashes) = (Vec::new(), true, BTreeSet::new());
    for node in nodes.both() {
        let report = node.db.verify().await?;
        let accounts = report.views.iter().find(|view| view.name == ACCOUNTS);
        let hash = accounts.map_or_else(String::new, |view| view.hash.to_string());
        let left = meeting::conflicts(node).await?.len();
        is_well &= report.is_sound() && left == 0;
        let sound = if report.is_sound() { "yes" } else { "NO" };
        rows.push(vec![node.name.to_owned(), left.to_string(), sound.to_owned(), hash.clone()]);
        hashes.insert(hash);
    }
    match is_well && hashes.len() == 1 {
        true => writeln!(
            out,
            "No conflict is left, and `gundb verify` finds the same on both, to the last byte:\n"
        )?,
        false => writeln!(
            out,
            "Something is left to look at, as `gundb conflicts` and `gundb verify` say:\n"
        )?,
    }
    let names = ["sound", "hash of the view"].map(Column::text);
    let columns: Vec<_> =
        [Column::text("node"), Column::number("conflicts")].into_iter().chain(names).collect();
    Ok(writeln!(out, "{}", text::table(&columns, rows, None))?)
}
