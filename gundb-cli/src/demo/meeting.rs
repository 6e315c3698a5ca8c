//! Chapter 3: the nodes meet.

use std::io::Write;

use gundb::store::Contradiction;
use gundb::transport::{self, SyncReport, Way};

use super::model::ACCOUNTS;
use super::node::{Node, Nodes};
use super::rows::show_rows;
use crate::exit::Failure;
use crate::output::text::{self, Column};

pub(super) async fn both_know(nodes: &Nodes, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "3. They meet\n")?;
    meet(nodes, "Each gets what it lacks", out).await?;
    writeln!(out, "Now both have all events, and the same row:\n")?;
    show_rows(nodes, out).await?;
    writeln!(
        out,
        "The money of both counts. Of the two cities none is thrown away: the view says `siblings`, and somebody\n\
         should look at it. Each node lists that:\n"
    )?;
    show_conflicts(nodes, out).await
}

/// Brings the two together, and writes what it cost after `what`.
pub(super) async fn meet(nodes: &Nodes, what: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let met = transport::sync(&nodes.shore.db, &nodes.ship.db).await?;
    let SyncReport { rounds, there, back, .. } = whole(nodes, met)?;
    let cells = |way: &str, went: Way| {
        vec![way.to_owned(), went.records.to_string(), went.bytes.to_string()]
    };
    let rows = [cells("shore to ship", there), cells("ship to shore", back)];
    let columns = [Column::text("way"), Column::number("events"), Column::number("bytes")];
    let trips = if rounds == 1 { "round trip" } else { "round trips" };
    Ok(writeln!(out, "{what}, in {rounds} {trips}:\n\n{}", text::table(&columns, rows, None))?)
}

/// The story is true only where each holds all that the other held.
fn whole(nodes: &Nodes, report: SyncReport) -> Result<SyncReport, Failure> {
    let refused = report.there.received.refused.len() + report.back.received.refused.len();
    if report.forked.is_empty() && refused == 0 {
        return Ok(report);
    }
    let (shore, ship) = (nodes.shore.db.url(), nodes.ship.db.url());
    Err(Failure::failed(format!(
        "`{shore}` and `{ship}` could not exchange all their events, as after one of them was replaced by a copy; \
         `gundb sync` says more. For a new story name another database, or remove both"
    )))
}

/// What the accounts of a node contradict themselves in.
pub(super) async fn conflicts(node: &Node) -> gundb::Result<Vec<Contradiction>> {
    let all = node.db.contradictions().await?;
    Ok(all.into_iter().filter(|one| one.view.as_deref() == Some(ACCOUNTS)).collect())
}

async fn show_conflicts(nodes: &Nodes, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for node in nodes.both() {
        for one in conflicts(node).await? {
            let kind = one.kind.as_str().to_owned();
            rows.push(vec![node.name.to_owned(), kind, one.row, one.column.unwrap_or_default()]);
        }
    }
    let columns = ["node", "kind", "row", "column"].map(Column::text);
    Ok(writeln!(out, "{}", text::table(&columns, rows, None))?)
}
