//! `gundb sync`: two databases meet, and hold the same events afterwards.

use anyhow::Context as _;
use gundb::Gundb;
use gundb::transport::{self, SyncReport, Way};
use serde::Serialize;

use crate::Stdio;
use crate::exit::Exit;
use crate::global::{Global, opened};
use crate::output::text::{self, Column};
use crate::output::{self, Format};

/// Runs that are listed of those that were refused.
const REFUSED_MAX: usize = 100;

/// Bring this database and another one together: afterwards each holds the events that the other
/// had
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The other database: sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE
    #[arg(value_name = "OTHER_URL")]
    other: String,
}

#[derive(Serialize)]
struct Synced<'a> {
    rounds: u32,
    there: Went<'a>,
    back: Went<'a>,
    forked: Vec<String>,
}

#[derive(Serialize)]
struct Went<'a> {
    records: u64,
    new: u64,
    known: u64,
    pending: u64,
    messages: u64,
    bytes: u64,
    refused: u64,
    refused_runs: Vec<RefusedRun<'a>>,
}

#[derive(Serialize)]
struct RefusedRun<'a> {
    origin: String,
    first: u64,
    records: u64,
    reason: &'a str,
}

pub(crate) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    global
        .with_db(async |db| {
            let other = opened(&args.other, " (this is the other database)").await?;
            let met = meet(db, &other, global, stdio).await;
            other.close().await;
            met
        })
        .await
}

async fn meet(
    db: &Gundb,
    other: &Gundb,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    let urls = [db.url(), other.url()];
    let met = transport::sync(db, other).await;
    let report = met.with_context(|| {
        format!("`{}` and `{}` could not be brought together", urls[0], urls[1])
    })?;
    print_report(&report, &urls, global.format, stdio)
}

fn print_report(
    report: &SyncReport,
    urls: &[String; 2],
    format: Format,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    let printed = output::object(format, stdio.out, &synced(report), || {
        for_people(report, urls, format.width)
    });
    if is_whole(report) {
        printed?;
        return Ok(Exit::Done);
    }
    // A reader that closed the pipe does not make the exchange complete.
    let _ = printed.and_then(|()| Ok(stdio.out.flush()?));
    tell_what_is_left(report, stdio)?;
    Ok(Exit::Unsound)
}

/// Whether each holds now what the other held.
fn is_whole(report: &SyncReport) -> bool {
    let is_taken = |way: &Way| way.received.refused.is_empty();
    report.forked.is_empty() && is_taken(&report.there) && is_taken(&report.back)
}

fn synced(report: &SyncReport) -> Synced<'_> {
    Synced {
        rounds: report.rounds,
        there: went(&report.there),
        back: went(&report.back),
        forked: report.forked.iter().map(ToString::to_string).collect(),
    }
}

fn went(way: &Way) -> Went<'_> {
    let received = &way.received;
    let refused = received.refused.iter().take(REFUSED_MAX).map(|run| RefusedRun {
        origin: run.origin.to_string(),
        first: run.first,
        records: run.records,
        reason: &run.reason,
    });
    Went {
        records: way.records,
        new: received.new,
        known: received.known,
        pending: received.pending,
        messages: way.messages,
        bytes: way.bytes,
        refused: refused_records(way),
        refused_runs: refused.collect(),
    }
}

fn refused_records(way: &Way) -> u64 {
    way.received.refused.iter().map(|run| run.records).sum()
}

fn for_people(report: &SyncReport, [here, there]: &[String; 2], width: Option<usize>) -> String {
    let numbers =
        ["records", "new", "known", "pending", "refused", "messages", "bytes"].map(Column::number);
    let columns: Vec<Column> = [Column::text("to")].into_iter().chain(numbers).collect();
    let row = |to: &str, way: &Way| {
        let received = &way.received;
        let refused = refused_records(way);
        let numbers = [
            way.records,
            received.new,
            received.known,
            received.pending,
            refused,
            way.messages,
            way.bytes,
        ];
        [to.to_owned()].into_iter().chain(numbers.map(|number| number.to_string())).collect()
    };
    let ways: [Vec<String>; 2] = [row(there, &report.there), row(here, &report.back)];
    let counts = text::pairs(&[
        ("rounds", report.rounds.to_string()),
        ("forked", report.forked.len().to_string()),
    ]);
    format!("{counts}\n{}", text::table(&columns, ways, width))
}

fn tell_what_is_left(report: &SyncReport, stdio: &mut Stdio<'_>) -> anyhow::Result<()> {
    for origin in &report.forked {
        writeln!(
            stdio.err,
            "origin {origin} is forked: the two databases hold different events under the same number, as happens when a copy of \
             a database is written to. Its events were not exchanged. Keep both databases, write no more to the copy, and read \
             docs/backups.md"
        )?;
    }
    for run in [&report.there, &report.back]
        .into_iter()
        .flat_map(|way| &way.received.refused)
        .take(REFUSED_MAX)
    {
        let reason = text::printable(&run.reason);
        let (origin, first, records) = (run.origin, run.first, run.records);
        writeln!(
            stdio.err,
            "of origin {origin}, {} from number {first} on can't be taken: {reason}",
            text::counted(records, "record")
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use gundb::model::Origin;
    use gundb::replication::RefusedRun;
    use gundb::transport::SyncReport;

    use super::print_report;
    use crate::Stdio;
    use crate::exit::Exit;
    use crate::output::{Format, Kind};

    fn printed(report: &SyncReport, kind: Kind) -> (Exit, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut stdio = Stdio { input: &mut std::io::empty(), out: &mut out, err: &mut err };
        let urls = ["sqlite://here.db", "sqlite://there.db"].map(str::to_owned);
        let exit = print_report(report, &urls, Format { kind, width: None }, &mut stdio).unwrap();
        (exit, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn what_could_not_be_exchanged_is_reported() {
        let mut report = SyncReport::default();
        report.rounds = 2;
        assert_eq!(printed(&report, Kind::Text).0, Exit::Done);
        report.forked.push(Origin::new(77).unwrap());
        let (exit, out, err) = printed(&report, Kind::Text);
        assert_eq!(
            (exit, out.starts_with("rounds  2\nforked  1\n")),
            (Exit::Unsound, true),
            "{out}"
        );
        assert!(err.starts_with("origin 77 is forked"), "{err}");
        let (origin, reason) = (Origin::new(5).unwrap(), "its hash\u{1b} is another".to_owned());
        let run = RefusedRun::new(origin, 3, 4, reason);
        report = SyncReport::default();
        report.back.received.refused.push(run);
        let (exit, out, err) = printed(&report, Kind::Jsonl);
        assert_eq!(exit, Exit::Unsound);
        assert!(
            out.contains(r#""refused":4,"refused_runs":[{"origin":"5","first":3,"records":4"#),
            "{out}"
        );
        assert_eq!(
            err,
            "of origin 5, 4 records from number 3 on can't be taken: its hash\\u{1b} is another\n"
        );
    }
}
