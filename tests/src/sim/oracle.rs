//! What must hold at the end (and some of it always).

use std::collections::BTreeMap;

use gundb::Gundb;
use gundb::model::Hash;
use gundb::store::VerifyReport;
use gundb::transport::sync;

use super::fact::Facts;
use super::heads::{Dot, Heads};
use super::held::Held;
use super::marks::sometimes;
use super::node::{Node, records_between};
use super::reference::Reference;

/// Times that all nodes meet in a ring until nobody has anything to send: there, back, and a last
/// one that is quiet.
const RINGS_MAX: usize = 3;

/// O4, O5, O6 of one store, as far as it can find out by itself.
pub(super) async fn sound(db: &Gundb) -> Held<VerifyReport> {
    let report = db.verify().await.map_err(|error| format!("verify: {error}"))?;
    match report.findings.first() {
        None => Ok(report),
        Some(_) => Err(format!("O4-O6: {:#?}", report.findings)),
    }
}

/// O8: faults have stopped; all converge within a bound, and are quiet then.
pub(super) async fn converge(nodes: &[Node]) -> Held {
    // With two nodes there is only one pair.
    let pairs = if nodes.len() > 2 { nodes.len() } else { nodes.len() - 1 };
    for _ in 0..RINGS_MAX {
        let (mut records, mut rounds) = (0, 0);
        for first in 0..pairs {
            let second = (first + 1) % nodes.len();
            let report = sync(nodes[first].db(), nodes[second].db()).await;
            let report =
                report.map_err(|error| format!("O8: {first} and {second} can't meet: {error}"))?;
            let refused =
                report.there.received.refused.iter().chain(&report.back.received.refused).next();
            if refused.is_some() || !report.forked.is_empty() {
                return Err(format!("O8: {first} and {second} refused something: {report:?}"));
            }
            records += report.there.records + report.back.records;
            rounds = report.rounds.max(rounds);
        }
        if records == 0 && rounds <= 1 {
            return Ok(());
        }
    }
    Err(format!("O8: after {RINGS_MAX} rings something is still sent"))
}

/// O1 to O7, once all have met.
pub(super) async fn all_equal(nodes: &[Node], facts: &Facts) -> Held<Vec<String>> {
    let reference = Reference::fold(facts);
    reference.mark();
    super::fact::mark(facts);
    let mut summaries = Vec::new();
    for (number, node) in nodes.iter().enumerate() {
        let of_node = |broken: String| format!("node {number}: {broken}");
        everything_is_there(node, facts).await.map_err(of_node)?;
        nothing_waits(node).await.map_err(of_node)?;
        reference.compare(node.db()).await.map_err(of_node)?;
        let report = sound(node.db()).await.map_err(of_node)?;
        sometimes(
            "an event was skipped by a view",
            report.views.iter().any(|view| view.skipped > 0),
        );
        summaries.push(summary(report));
    }
    match summaries.iter().find(|other| **other != summaries[0]) {
        None => Ok(summaries),
        Some(other) => Err(format!("O1: one node has\n{}\nanother\n{other}", summaries[0])),
    }
}

/// O2 and O3: what was appended is there, each dot once, and nothing else.
async fn everything_is_there(node: &Node, facts: &Facts) -> Held {
    let records = records_between(node.db(), &Heads::new(), &node.heads().await?).await?;
    let count = records.len();
    let held: BTreeMap<Dot, Hash> = records
        .into_iter()
        .map(|(record, hash)| ((record.origin.number(), record.sequence), hash))
        .collect();
    let appended: BTreeMap<Dot, Hash> = facts.iter().map(|(dot, fact)| (*dot, fact.hash)).collect();
    let lost = appended.iter().find(|(dot, hash)| held.get(dot) != Some(hash));
    let odd = held.keys().find(|dot| !appended.contains_key(dot));
    match (lost, odd) {
        (Some((dot, _)), _) => {
            Err(format!("O2, O3: event {dot:?} was appended, and is lost or altered"))
        }
        (_, Some(dot)) => Err(format!("O2: event {dot:?} was never appended")),
        _ if count != held.len() => Err("O2: an event is there twice".to_owned()),
        _ => Ok(()),
    }
}

/// O7: where all that was written is everywhere, nothing waits and nothing was set aside.
async fn nothing_waits(node: &Node) -> Held {
    let sql = node.sql().await?;
    let count = "SELECT (SELECT COUNT(*) FROM gundb_pending), (SELECT COUNT(*) FROM gundb_parked)";
    let rows = sql.query(count).await.map_err(|error| error.to_string())?;
    let none = vec![vec![Some("0".to_owned()), Some("0".to_owned())]];
    if rows == none { Ok(()) } else { Err(format!("O7: waiting and set aside are {rows:?}")) }
}

/// How many records wait in a store.
pub(super) async fn waiting(node: &Node) -> Held<u64> {
    let sql = node.sql().await?;
    let rows =
        sql.query("SELECT pending FROM gundb_store").await.map_err(|error| error.to_string())?;
    let count = rows.into_iter().flatten().flatten().next().and_then(|text| text.parse().ok());
    count.ok_or_else(|| "gundb_store has no row".to_owned())
}

/// What equal nodes agree on.
fn summary(report: VerifyReport) -> String {
    let (vector, views) = (report.version_vector, report.views);
    let views = views
        .iter()
        .map(|view| format!("{} {} {} {}", view.name, view.rows, view.hash, view.skipped));
    format!("{vector:?} {} {}", report.records, views.collect::<Vec<_>>().join(", "))
}
