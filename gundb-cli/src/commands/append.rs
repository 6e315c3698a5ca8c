//! `gundb append`: one event for one stream.

use std::collections::BTreeMap;
use std::io::Read as _;

use gundb::model::StreamRef;
use gundb::model::limits::PAYLOAD_BYTES_MAX;
use gundb::store::AppendedTo;
use gundb::{Expect, Metadata, NewEvent};
use serde::Serialize;
use uuid::Uuid;

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::names::Names;
use crate::output::text;
use crate::{Stdio, conflict, output, values};

/// Append an event to a stream
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Type of the stream, for example `account`
    stream_type: String,
    /// Key of the one thing that the stream is about
    #[arg(allow_negative_numbers = true)]
    key: String,
    /// Type of the event: `account.opened`, or `opened` for short
    event_type: String,
    /// Payload: a JSON object, or `-` to read it from the standard input
    #[arg(value_name = "JSON")]
    payload: String,
    /// What must hold of the stream: new, exists, any, its version, or @TOKEN as an append printed
    /// it
    #[arg(long, default_value = "any", value_parser = values::expect)]
    expect: Expect,
    /// Makes the append repeatable: the same id with the same content is stored once
    #[arg(long, value_name = "UUID", value_parser = values::uuid)]
    id: Option<Uuid>,
    /// With --id: what is stored under the id counts, whatever its content
    #[arg(long, requires = "id")]
    id_is_enough: bool,
    /// What the event belongs to: a request, a business transaction
    #[arg(long, value_name = "TEXT")]
    correlation: Option<String>,
    /// What led to the event: the id of an event or a command
    #[arg(long, value_name = "TEXT")]
    causation: Option<String>,
    /// Who did it
    #[arg(long, value_name = "TEXT")]
    actor: Option<String>,
    /// Anything else; may be repeated
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = values::header)]
    headers: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Answer<'a> {
    stream_type: &'a str,
    key: &'a str,
    version: u64,
    position: u64,
    token: String,
    stored: usize,
}

pub(crate) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    let metadata = metadata(&args)?;
    let payload = match args.payload.as_str() {
        "-" => from_input(stdio)?,
        _ => args.payload,
    };
    global
        .with_db(async |db| {
            let event_type =
                Names::load(db).await?.event_type(Some(&args.stream_type), &args.event_type)?;
            let mut event =
                NewEvent::json(event_type, payload.trim_ascii()).with_metadata(metadata);
            event.id = args.id;
            if args.id_is_enough {
                event = event.id_is_enough();
            }
            let stream = StreamRef::new(&args.stream_type, &args.key);
            let appended = db.append_events(stream, args.expect.clone(), vec![event]).await;
            let appended =
                appended.map_err(|error| conflict::explained(error, global.format, stdio.out))?;
            for appended in &appended.streams {
                answer(appended, args.id, global, stdio)?;
            }
            Ok(Exit::Done)
        })
        .await
}

fn answer(
    appended: &AppendedTo,
    id: Option<Uuid>,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<()> {
    let answer = Answer {
        stream_type: &appended.stream.stream_type,
        key: &appended.stream.key,
        version: appended.version,
        position: appended.position,
        token: appended.token.to_string(),
        stored: appended.stored,
    };
    output::object(global.format, stdio.out, &answer, || {
        text::pairs(&[
            ("version", answer.version.to_string()),
            ("position", answer.position.to_string()),
            ("stored", answer.stored.to_string()),
            ("token", answer.token.clone()),
        ])
    })?;
    if let Some(id) = id.filter(|_| appended.stored == 0) {
        writeln!(stdio.err, "the event {id} was there already; nothing was stored")?;
    }
    Ok(())
}

fn from_input(stdio: &mut Stdio<'_>) -> anyhow::Result<String> {
    // Twice what can be stored: what is cut is refused by its size, and an endless input ends.
    let mut bytes = Vec::new();
    let read = stdio.input.take(2 * PAYLOAD_BYTES_MAX as u64).read_to_end(&mut bytes);
    read.map_err(|error| Failure::invalid(format!("the standard input can't be read: {error}")))?;
    String::from_utf8(bytes).map_err(|_| Failure::invalid("the standard input is not UTF-8").into())
}

fn metadata(args: &Args) -> Result<Metadata, Failure> {
    let mut headers = BTreeMap::new();
    for (name, value) in &args.headers {
        if headers.insert(name.clone(), value.clone()).is_some() {
            return Err(Failure::usage(format!(
                "the header `{name}` is there twice; leave one out"
            )));
        }
    }
    let mut metadata = Metadata::new();
    metadata.correlation.clone_from(&args.correlation);
    metadata.causation.clone_from(&args.causation);
    metadata.actor.clone_from(&args.actor);
    metadata.headers = headers;
    Ok(metadata)
}
