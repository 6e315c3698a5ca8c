//! `gundb import`: a file, somebody's log or an export, becomes events.

mod flags;

use std::fs::{self, File};
use std::io::{Read, Write as _};

use crate::Stdio;
use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::import::{
    self, Form, Import, InputFormat, Mapping, Options, Progress, Reading, Records, Report, Stop,
    Wrong,
};
use crate::names::Names;
use crate::output::{self, Kind};
use crate::values;

/// Store the records of a log or of an export as events, each only once
///
/// A record is a line with a JSON object, a row of a table (CSV), or an event of an event log in
/// XML (XES). Say how it becomes an event of a registered type, by flags or by a mapping file; what
/// `gundb export` wrote needs neither. Run it again after an interruption: what is there is not
/// stored again.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// JSON lines, CSV or XES, plain or gzip; `-` reads the standard input
    file: String,
    /// Format of the file. Default: by its name (.csv, .tsv, .xes, also with .gz), else by its
    /// first character, else JSON lines
    #[arg(long, value_name = "FORMAT", value_enum)]
    input_format: Option<InputFormat>,
    /// What separates the columns of a CSV: one character, or `tab`. Default: the comma, and the
    /// tab in a .tsv
    #[arg(long, value_name = "CHARACTER", value_parser = values::delimiter)]
    delimiter: Option<u8>,
    /// TOML file with the rules by which lines become events (see `gundb help import-mapping`)
    #[arg(long, value_name = "FILE", conflicts_with = "flags")]
    mapping: Option<String>,
    /// Part of the ids that are made from lines: give one if two logs could have the same line
    /// under the same number
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    source: String,
    /// Report refused lines and go on; the exit code is 4 then, too
    #[arg(long)]
    skip_bad: bool,
    /// Check every line, and store nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    flags: flags::Flags,
}

pub(crate) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    let options = Options { skip_bad: args.skip_bad, dry_run: args.dry_run };
    let mapped = Mapped::of(args.mapping, args.flags, args.source)?;
    let Stdio { input, out, err } = stdio;
    let (progress, bytes) = opened(&args.file, *input)?;
    let reading =
        Reading { path: &args.file, format: args.input_format, delimiter: args.delimiter };
    let records = Records::open(bytes, &reading).map_err(|what| unreadable(&args.file, &what))?;
    let noun = records.noun();
    global
        .with_db(async |db| {
            let names = Names::with_schemas(db).await?;
            let has_file = mapped.file.is_some();
            let form = mapped.resolved(&names)?;
            let report = Report::new(*err);
            let mut import = Import { db, names: &names, form: &form, options, report, progress };
            let ended = import.run(records).await;
            import.progress.finish();
            let summary = import.report.summary();
            let counts = summary.for_people(noun, options.dry_run);
            if global.format.kind != Kind::Text {
                output::object(global.format, *out, &summary, String::new)?;
            }
            ended.map_err(|stop| stopped(stop, &args.file, &counts, how_to_correct(&form, has_file)))?;
            for field in form.never_found() {
                writeln!(
                    err,
                    "note: no imported {noun} has the field `{field}`, which the mapping names; is it misspelt?"
                )?;
            }
            writeln!(err, "{counts}")?;
            Ok(if summary.has_refused() { Exit::Invalid } else { Exit::Done })
        })
        .await
}

/// The form of the lines, with what is needed to say where in the mapping file a mistake is.
struct Mapped {
    form: Form,
    file: Option<(String, String)>,
}

impl Mapped {
    fn of(path: Option<String>, flags: flags::Flags, source: String) -> anyhow::Result<Self> {
        let (file, mapping) = match path {
            Some(path) => {
                let text =
                    fs::read_to_string(&path).map_err(|error| unreadable_mapping(&path, &error))?;
                let mapping = import::from_file(&text, source);
                (Some((path, text)), mapping)
            }
            None => match flags.section()? {
                Some(section) => (None, Mapping::from_flags(section, flags.skips_others(), source)),
                None => return Ok(Self { form: Form::Archive, file: None }),
            },
        };
        let mapping = mapping
            .map_err(|Wrong { at, what }| Failure::usage(located(file.as_ref(), at, &what)))?;
        Ok(Self { form: Form::Log(mapping), file })
    }

    /// The form, with every event type known to the database.
    fn resolved(mut self, names: &Names) -> Result<Form, Failure> {
        let file = self.file;
        self.form
            .resolve(names, |at, what| located(file.as_ref(), at, &what))
            .map_err(Failure::invalid)?;
        Ok(self.form)
    }
}

fn located(file: Option<&(String, String)>, at: Option<usize>, what: &str) -> String {
    let Some((path, text)) = file else { return what.to_owned() };
    let line = at.and_then(|at| text.get(..at)).map(|before| before.matches('\n').count() + 1);
    let line = line.map_or_else(String::new, |line| format!(" line {line}"));
    format!("`{path}`{line}: {what}")
}

fn opened<'a>(
    path: &str,
    input: &'a mut dyn Read,
) -> anyhow::Result<(Progress, Box<dyn Read + 'a>)> {
    if path == "-" {
        let progress = Progress::new(None);
        let bytes = Box::new(progress.following(input));
        return Ok((progress, bytes));
    }
    let file = File::open(path).map_err(|error| unreadable(path, &error.to_string()))?;
    let progress = Progress::new(import::size(&file));
    let bytes = Box::new(progress.following(file));
    Ok((progress, bytes))
}

fn unreadable(path: &str, why: &str) -> Failure {
    Failure::invalid(format!("`{path}` can't be read: {why}"))
}

fn unreadable_mapping(path: &str, error: &std::io::Error) -> Failure {
    Failure::usage(format!("the mapping `{path}` can't be read: {error}"))
}

/// What can be wrong where a line is refused.
fn how_to_correct(form: &Form, has_file: bool) -> &'static str {
    match form {
        Form::Archive => "Correct the line",
        Form::Log(_) if has_file => "Correct the line or the mapping file",
        Form::Log(_) => "Correct the line or the mapping (--key, --field, --drop …)",
    }
}

/// Why it ended, what was done before, and what to do next.
fn stopped(stop: Stop, path: &str, counts: &str, correct: &str) -> anyhow::Error {
    let path = if path == "-" { "the standard input".to_owned() } else { format!("`{path}`") };
    match stop {
        Stop::Line(refused) => {
            let what = format!(
                "{path} line {}: {}\n{counts}\n{correct}, or pass --skip-bad, then import the file again.",
                refused.line, refused.what
            );
            if refused.is_conflict {
                Failure::conflict(what).into()
            } else {
                Failure::invalid(what).into()
            }
        }
        Stop::File(what) => Failure::invalid(format!(
            "{path}: {what}\n{counts}\nCorrect this, then import the file again."
        ))
        .into(),
        Stop::Store(error) => Failure::of_store(
            &error,
            &format!("\n{counts}\nCorrect this, then import the file again."),
        )
        .into(),
    }
}
