//! The log's lines as events.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::Path;

use anyhow::Context as _;
use flate2::read::MultiGzDecoder;
use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb::store::Append;
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use crate::model::LoanEvent;

/// Namespace of the event ids that this example makes.
const IDS: Uuid = Uuid::from_u128(0x2f1c_7f0a_93d4_4f6e_8a57_1f0b_5e9c_d3a1);
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A line of the log, ready to append.
pub(crate) struct Line {
    pub(crate) case: String,
    pub(crate) id: Uuid,
    pub(crate) event: LoanEvent,
}

/// The log file, line by line.
pub(crate) struct Input {
    reader: Box<dyn BufRead>,
    number: u64,
}

#[derive(Deserialize)]
struct Logged {
    case: String,
    activity: String,
    lifecycle: Option<String>,
    resource: Option<String>,
    time: Timestamp,
    amount: Option<i64>,
}

impl Input {
    /// Opens plain or gzip lines; the bar follows the bytes of the file.
    pub(crate) fn open(path: &Path, bar: ProgressBar) -> anyhow::Result<Self> {
        let mut file = File::open(path).with_context(|| format!("opening `{}`", path.display()))?;
        let mut magic = Vec::new();
        file.by_ref().take(2).read_to_end(&mut magic)?;
        file.rewind()?;
        let bytes = bar.wrap_read(file);
        let reader: Box<dyn BufRead> = if magic == GZIP_MAGIC {
            Box::new(BufReader::new(MultiGzDecoder::new(bytes)))
        } else {
            Box::new(BufReader::new(bytes))
        };
        Ok(Self { reader, number: 0 })
    }

    /// The next lines, fewer at the end of the file.
    pub(crate) fn batch(&mut self, lines_max: usize) -> anyhow::Result<Vec<Line>> {
        let mut batch = Vec::with_capacity(lines_max);
        let mut text = String::new();
        while batch.len() < lines_max {
            self.number += 1;
            text.clear();
            let read = self
                .reader
                .read_line(&mut text)
                .with_context(|| format!("line {}", self.number))?;
            if read == 0 {
                break;
            }
            if !text.trim().is_empty() {
                batch.push(
                    line(self.number, text.trim())
                        .with_context(|| format!("line {}", self.number))?,
                );
            }
        }
        Ok(batch)
    }
}

/// One append a case, its events in the order of the lines.
pub(crate) fn by_case(lines: Vec<Line>) -> anyhow::Result<Vec<Append>> {
    let mut appends: Vec<Append> = Vec::new();
    for line in lines {
        let stream = StreamRef::new(LoanEvent::STREAM_TYPE, line.case);
        let event = NewEvent::typed(&line.event)?.with_id(line.id);
        match appends.iter_mut().find(|append| append.stream == stream) {
            Some(append) => append.events.push(event),
            None => appends.push(Append::events(stream, Expect::Any, vec![event])),
        }
    }
    Ok(appends)
}

/// One event; its id comes from the line's number and content, so that it is the same in every run.
fn line(number: u64, text: &str) -> anyhow::Result<Line> {
    let Logged { case, activity, lifecycle, resource, time, amount } = serde_json::from_str(text)?;
    let outcome = outcome(&activity).map(str::to_owned);
    let id = Uuid::new_v5(&IDS, format!("{number}\n{text}").as_bytes());
    Ok(Line {
        case,
        id,
        event: LoanEvent::Logged { activity, lifecycle, resource, time, amount, outcome },
    })
}

fn outcome(activity: &str) -> Option<&'static str> {
    match activity {
        "A_APPROVED" => Some("approved"),
        "A_DECLINED" => Some("declined"),
        "A_CANCELLED" => Some("cancelled"),
        _ => None,
    }
}
