//! `gundb model apply`.

use std::fs::File;
use std::io::Read;

use gundb::model::Model;
use gundb::model::limits::MODEL_BYTES_MAX;
use gundb::store::{ChangeKind, ModelChange};
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::{Stdio, output, waiting};

/// Take streams, events and views from a file into the database
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file, or `-` for the standard input
    file: String,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    applied: bool,
    changes: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    change: &'static str,
    what: &'a str,
    name: &'a str,
    version: Option<u32>,
    known: Option<u32>,
}

pub(super) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    let model = read(&args.file, stdio)?;
    global
        .with_db(async |db| {
            let changes = match args.dry_run {
                true => db.plan_model(&model).await?,
                false => db.apply_model(&model).await?,
            };
            answer(&changes, !args.dry_run, global, stdio)?;
            if !args.dry_run {
                for view in changes.iter().filter(|change| change.what == "view") {
                    waiting::for_view(db, &view.name, stdio).await?;
                }
            }
            Ok(Exit::Done)
        })
        .await
}

fn read(file: &str, stdio: &mut Stdio<'_>) -> Result<Model, Failure> {
    let wrong =
        |error: std::io::Error| Failure::invalid(format!("`{file}` can't be read: {error}"));
    // A byte more than can be: what is longer is refused for its size.
    let most = MODEL_BYTES_MAX as u64 + 1;
    let mut bytes = Vec::new();
    match file {
        "-" => stdio.input.take(most).read_to_end(&mut bytes),
        path => File::open(path).map_err(wrong)?.take(most).read_to_end(&mut bytes),
    }
    .map_err(wrong)?;
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::invalid(format!("`{file}` is not UTF-8")))?;
    Model::from_json(&text).map_err(|error| Failure::invalid(format!("`{file}`: {error}")))
}

fn answer(
    changes: &[ModelChange],
    applied: bool,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<()> {
    let listed = changes.iter().map(|one| Change {
        change: one.kind.as_str(),
        what: one.what,
        name: &one.name,
        version: Some(one.version).filter(|version| *version > 0),
        known: one.known,
    });
    let answer = Answer { applied, changes: listed.collect() };
    output::object(global.format, stdio.out, &answer, || {
        let changed = changes.iter().filter(|change| change.kind != ChangeKind::Unchanged);
        let mut text: String = changed.map(|change| format!("{change}\n")).collect();
        let same = changes.iter().filter(|change| change.kind == ChangeKind::Unchanged).count();
        let done = if applied { "applied" } else { "not applied (--dry-run)" };
        text.push_str(&format!("{done}; {same} unchanged\n"));
        text
    })
}
