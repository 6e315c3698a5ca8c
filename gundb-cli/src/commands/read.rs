//! `gundb read`: events of one stream, of some types, or all.

use gundb::Gundb;
use gundb::store::Read;

use crate::event::Shown;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::List;
use crate::{Stdio, filter, values};

/// Read events: of one stream in canonical order, else by position
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Type of the one stream to read
    #[arg(requires = "key")]
    stream_type: Option<String>,
    /// Its key
    #[arg(allow_negative_numbers = true)]
    key: Option<String>,
    /// Only events of streams of this type
    #[arg(long = "type", value_name = "STREAM_TYPE", conflicts_with = "stream_type")]
    of_type: Option<String>,
    /// Only events of this type: `account.opened`, with --type also `opened`; may be repeated
    #[arg(long = "event-type", value_name = "EVENT_TYPE", conflicts_with = "stream_type")]
    event_types: Vec<String>,
    /// Begin here: the N-th event of the one stream, else position N
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::number)]
    from: Option<u64>,
    /// At most N events
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::number)]
    limit: Option<u64>,
    /// Newest first; with --from, from there back to the oldest
    #[arg(long)]
    backwards: bool,
    /// Show the vector clock of each event, too
    #[arg(long)]
    clock: bool,
}

pub(crate) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    global
        .with_db(async |db| {
            let mut events = db.read(wanted(&args, db).await?).await?;
            let mut list = List::new(global.format, Shown::columns(args.clock), stdio.out);
            while let Some(event) = events.next().await? {
                let clock = match args.clock {
                    true => Some(db.clock_of(&event).await?.to_string()),
                    false => None,
                };
                list.push(&Shown::new(event, clock))?;
            }
            list.finish()?;
            Ok(Exit::Done)
        })
        .await
}

async fn wanted(args: &Args, db: &Gundb) -> anyhow::Result<Read> {
    let stream_type = args.stream_type.as_deref().or(args.of_type.as_deref());
    let mut read = filter::read(db, stream_type, args.key.as_deref(), &args.event_types).await?;
    if let Some(from) = args.from {
        read = match args.key {
            Some(_) => read.from_version(from),
            None => read.from_position(from),
        };
    }
    if let Some(limit) = args.limit {
        read = read.limit(limit);
    }
    Ok(if args.backwards { read.backwards() } else { read })
}
