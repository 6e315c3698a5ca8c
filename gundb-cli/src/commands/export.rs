//! `gundb export`: events as lines that `gundb import` recognises.

mod file;

use std::io::Write;

use gundb::Gundb;
use gundb::store::Read;

use crate::exit::Exit;
use crate::global::Global;
use crate::output::text;
use crate::{Stdio, archive, filter, values};

/// Write events as JSON lines that `gundb import` needs no mapping for
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only events of streams of this type
    stream_type: Option<String>,
    /// Only those of the stream with this key
    #[arg(allow_negative_numbers = true)]
    key: Option<String>,
    /// Only events of this type: `account.opened`, with a stream type also `opened`; may be
    /// repeated
    #[arg(long = "event-type", value_name = "EVENT_TYPE", conflicts_with = "key")]
    event_types: Vec<String>,
    /// Begin here: the N-th event of the one stream, else position N
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::number)]
    from: Option<u64>,
    /// At most N events
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::number)]
    limit: Option<u64>,
    /// Write to this file, which appears when it is complete; gzip where its name ends in .gz. Else
    /// to the standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<String>,
    /// Replace the file if it is there
    #[arg(long, requires = "output")]
    force: bool,
}

pub(crate) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    global.refuse_format("export")?;
    global
        .with_db(async |db| {
            let (stream_type, key) = (args.stream_type.as_deref(), args.key.as_deref());
            let mut read = filter::read(db, stream_type, key, &args.event_types).await?;
            let begin = if key.is_some() { Read::from_version } else { Read::from_position };
            read = args.from.into_iter().fold(read, begin);
            read = args.limit.into_iter().fold(read, Read::limit);
            let Some(path) = &args.output else {
                written(db, read, stdio.out).await?;
                return Ok(Exit::Done);
            };
            let mut file = file::Complete::create(path, args.force)?;
            let events =
                written(db, read, &mut file).await.map_err(|error| file.explained(error))?;
            file.finish()?;
            writeln!(stdio.err, "exported {} to `{path}`", text::counted(events, "event"))?;
            Ok(Exit::Done)
        })
        .await
}

/// Writes header and events; how many there were.
async fn written(db: &Gundb, read: Read, out: &mut dyn Write) -> anyhow::Result<u64> {
    let mut events = db.read(read).await?;
    writeln!(out, "{}", archive::header())?;
    let mut count = 0;
    while let Some(event) = events.next().await? {
        writeln!(out, "{}", archive::line(&event)?)?;
        count += 1;
    }
    Ok(count)
}
