//! `gundb streams`: which streams there are.

use gundb::store::StreamInfo;
use serde::Serialize;

use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;
use crate::names::Names;
use crate::output::text::Column;
use crate::output::{List, Record, json};
use crate::values;

/// Streams fetched at once.
const PAGE_STREAMS: u64 = 500;

/// List streams, in the order in which this database came to know them
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only streams of this type
    #[arg(long = "type", value_name = "STREAM_TYPE")]
    of_type: Option<String>,
    /// Only streams with keys that begin with this text (reads every key)
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    prefix: String,
    /// At most N streams
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::number)]
    limit: Option<u64>,
}

#[derive(Serialize)]
struct Listed<'a> {
    stream_type: &'a str,
    key: &'a str,
    version: u64,
    token: String,
}

impl Record for StreamInfo {
    fn json(&self) -> String {
        json::text(&Listed {
            stream_type: &self.stream.stream_type,
            key: &self.stream.key,
            version: self.version,
            token: self.token.to_string(),
        })
    }

    fn cells(&self) -> Vec<String> {
        vec![self.stream.stream_type.clone(), self.stream.key.clone(), self.version.to_string()]
    }
}

pub(crate) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    global
        .with_db(async |db| {
            let of_type = args.of_type.as_deref();
            if let Some(stream_type) = of_type {
                Names::load(db).await?.check_stream_type(stream_type)?;
            }
            let columns =
                vec![Column::text("type"), Column::text("key"), Column::number("version")];
            let mut list = List::new(global.format, columns, stdio.out);
            let mut left = args.limit.unwrap_or(u64::MAX);
            let mut last: Option<StreamInfo> = None;
            while left > 0 {
                let limit =
                    if args.prefix.is_empty() { left.min(PAGE_STREAMS) } else { PAGE_STREAMS };
                let mut page = db.streams(of_type, last.as_ref(), limit).await?;
                for stream in
                    page.iter().filter(|stream| stream.stream.key.starts_with(&args.prefix))
                {
                    if left > 0 {
                        list.push(stream)?;
                        left -= 1;
                    }
                }
                last = match page.pop() {
                    Some(stream) => Some(stream),
                    None => break,
                };
            }
            list.finish()?;
            Ok(Exit::Done)
        })
        .await
}
