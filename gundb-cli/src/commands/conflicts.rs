//! `gundb conflicts`: what nodes that knew nothing of each other left in rows.

use gundb::Gundb;
use gundb::store::{CONFLICTS_MAX, Contradiction};
use serde::Serialize;

use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::text::{self, Column};
use crate::output::{List, Record, json};

/// Origins and records that are named at most.
const NAMED_MAX: usize = 5;

/// List what people should look at: rows that nodes wrote apart, and that contradict themselves
#[derive(clap::Args)]
pub(crate) struct Args {}

#[derive(Serialize)]
struct Listed<'a> {
    kind: &'a str,
    view: Option<&'a str>,
    column: Option<&'a str>,
}

impl Record for Contradiction {
    fn json(&self) -> String {
        let (view, column) = (self.view.as_deref(), self.column.as_deref());
        let listed = json::text(&Listed { kind: self.kind.as_str(), view, column });
        json::with(&listed, "row", &json::embedded(&self.row))
    }

    fn cells(&self) -> Vec<String> {
        let named = |name: &Option<String>| name.clone().unwrap_or_default();
        vec![
            self.kind.as_str().to_owned(),
            named(&self.view),
            self.row.clone(),
            named(&self.column),
        ]
    }
}

pub(crate) async fn run(_: Args, global: &Global, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    global
        .with_db(async |db| {
            let found = db.contradictions().await?;
            let columns = ["kind", "view", "row", "column"].map(Column::text);
            let mut list = List::new(global.format, columns.into(), stdio.out);
            found.iter().try_for_each(|one| list.push(one))?;
            list.finish()?;
            if found.len() == CONFLICTS_MAX {
                writeln!(stdio.err, "these are the first {CONFLICTS_MAX}; there may be more")?;
            }
            tell_of_undelivered(db, stdio).await?;
            report_views_behind(db, stdio).await
        })
        .await
}

/// Received records that nobody sees: their events are missing from every stream and view.
async fn tell_of_undelivered(db: &Gundb, stdio: &mut Stdio<'_>) -> anyhow::Result<()> {
    let undelivered = db.undelivered().await?;
    if undelivered.waiting > 0 {
        let logs: Vec<String> =
            undelivered.waiting_logs.iter().map(|(origin, _)| origin.to_string()).collect();
        writeln!(
            stdio.err,
            "{} for others that did not come yet (table gundb_pending), of origin {}; sync with another node that has them",
            waiting(undelivered.waiting),
            named(&logs)
        )?;
    }
    for (origin, sequence, reason) in undelivered.parked.iter().take(NAMED_MAX) {
        writeln!(stdio.err, "record {sequence} of origin {origin} can't be taken: {reason}")?;
    }
    let more = undelivered.parked_total.saturating_sub(NAMED_MAX as u64);
    if more > 0 {
        let more = text::counted(more, "more record");
        writeln!(stdio.err, "{more} can't be taken; the table gundb_parked lists them")?;
    }
    Ok(())
}

fn waiting(records: u64) -> String {
    let verb = if records == 1 { "waits" } else { "wait" };
    format!("{} {verb}", text::counted(records, "received record"))
}

fn named(names: &[String]) -> String {
    let more = if names.len() > NAMED_MAX { ", …" } else { "" };
    format!("{}{more}", names[..names.len().min(NAMED_MAX)].join(", "))
}

/// The conflicts of a view are those of the events that it has folded.
async fn report_views_behind(db: &Gundb, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    for view in db.views().await?.iter().filter(|view| !view.state.is_caught_up()) {
        let name = &view.description.table;
        writeln!(
            stdio.err,
            "view `{name}` has not folded all events yet: some of its conflicts may be missing"
        )?;
    }
    Ok(Exit::Done)
}
