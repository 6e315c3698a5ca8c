//! `gundb verify`: whether the database holds what it should.

use gundb::store::VerifyReport;
use serde::Serialize;

use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;
use crate::output;
use crate::output::text::{self, Column};

/// Check the database against its invariants; print version vector and hash of every view
#[derive(clap::Args)]
pub(crate) struct Args {}

#[derive(Serialize)]
struct Verified<'a> {
    sound: bool,
    records: u64,
    streams: u64,
    waiting: u64,
    parked: u64,
    version_vector: Vec<Held>,
    views: Vec<View<'a>>,
    findings: Vec<Finding<'a>>,
    findings_total: u64,
}

#[derive(Serialize)]
struct Held {
    origin: String,
    sequence: u64,
}

#[derive(Serialize)]
struct View<'a> {
    name: &'a str,
    rows: u64,
    skipped: u64,
    hash: String,
}

#[derive(Serialize)]
struct Finding<'a> {
    invariant: &'a str,
    what: &'a str,
}

pub(crate) async fn run(_: Args, global: &Global, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    global
        .with_db(async |db| {
            let mut report = db.verify().await?;
            // The same in every database with the same views, in whatever order they were
            // registered there.
            report.views.sort_by(|one, other| one.name.cmp(&other.name));
            let printed = output::object(global.format, stdio.out, &verified(&report), || {
                for_people(&report, global.format.width)
            });
            if report.is_sound() {
                printed?;
                return Ok(Exit::Done);
            }
            // A reader that closed the pipe does not make the store sound.
            let _ = printed.and_then(|()| Ok(stdio.out.flush()?));
            writeln!(
                stdio.err,
                "the database is not sound: {}; keep a copy of it. `gundb view rebuild NAME` repairs the rows of a view (I5); for \
                 the rest see docs/backups.md",
                text::counted(report.findings_total, "finding")
            )?;
            Ok(Exit::Unsound)
        })
        .await
}

fn verified(report: &VerifyReport) -> Verified<'_> {
    let held = |&(origin, sequence): &(gundb::model::Origin, u64)| Held {
        origin: origin.to_string(),
        sequence,
    };
    Verified {
        sound: report.is_sound(),
        records: report.records,
        streams: report.streams,
        waiting: report.waiting,
        parked: report.parked,
        version_vector: report.version_vector.iter().map(held).collect(),
        views: report
            .views
            .iter()
            .map(|view| View {
                name: &view.name,
                rows: view.rows,
                skipped: view.skipped,
                hash: view.hash.to_string(),
            })
            .collect(),
        findings: report
            .findings
            .iter()
            .map(|finding| Finding { invariant: finding.invariant, what: &finding.what })
            .collect(),
        findings_total: report.findings_total,
    }
}

fn for_people(report: &VerifyReport, width: Option<usize>) -> String {
    let counts = text::pairs(&[
        ("sound", if report.is_sound() { "yes" } else { "NO" }.to_owned()),
        ("records", report.records.to_string()),
        ("streams", report.streams.to_string()),
        ("waiting for other records", report.waiting.to_string()),
        ("can't be taken", report.parked.to_string()),
    ]);
    let vector = text::table(
        &[Column::number("origin"), Column::number("sequence")],
        report
            .version_vector
            .iter()
            .map(|(origin, sequence)| vec![origin.to_string(), sequence.to_string()]),
        width,
    );
    let views = text::table(
        &[
            Column::text("view"),
            Column::number("rows"),
            Column::number("skipped"),
            Column::text("hash"),
        ],
        report.views.iter().map(|view| {
            vec![
                view.name.clone(),
                view.rows.to_string(),
                view.skipped.to_string(),
                view.hash.to_string(),
            ]
        }),
        width,
    );
    if report.is_sound() {
        return format!("{counts}\n{vector}\n{views}");
    }
    format!("{counts}\n{vector}\n{views}\n{}", findings(report))
}

fn findings(report: &VerifyReport) -> String {
    let listed: String = report
        .findings
        .iter()
        .map(|finding| format!("{}  {}\n", finding.invariant, text::printable(&finding.what)))
        .collect();
    match report.findings_total - report.findings.len() as u64 {
        0 => listed,
        more => format!("{listed}… and {more} more\n"),
    }
}
