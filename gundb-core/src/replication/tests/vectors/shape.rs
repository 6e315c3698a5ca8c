//! Messages as the vectors show them.

use serde::Serialize;

use super::super::super::{Body, Holding, LogPosition, Message, Refusal, Run, Told};
use crate::model::hex;

#[derive(Serialize)]
pub(super) struct MessageVector {
    about: &'static str,
    fields: MessageFields,
    message: String,
}

#[derive(Serialize)]
pub(super) struct MessageFields {
    number: u32,
    #[serde(flatten)]
    body: BodyFields,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum BodyFields {
    Hello { space: String, told: ToldFields },
    Ranges { more: bool, told: Vec<ToldFields>, wants: Vec<LogPositionFields> },
    Events { runs: Vec<RunFields> },
    Acknowledged { acknowledged: u32 },
    Done { forked: Vec<String> },
    Refused { reason: &'static str, detail: Option<String> },
}

/// A range: `heads`, or `count` and `hash`.
#[derive(Serialize)]
pub(super) struct ToldFields {
    depth: u8,
    first: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heads: Option<Vec<LogPositionFields>>,
}

#[derive(Serialize)]
struct LogPositionFields {
    origin: String,
    sequence: String,
    hash: String,
}

#[derive(Serialize)]
struct RunFields {
    origin: String,
    first: String,
    previous: String,
    last: String,
    genesis: Option<String>,
    records: Vec<String>,
}

impl MessageVector {
    pub(super) fn of(about: &'static str, message: &Message) -> Self {
        Self {
            about,
            fields: MessageFields::from(message),
            message: hex::encode(&message.encode()),
        }
    }
}

impl From<&Message> for MessageFields {
    fn from(message: &Message) -> Self {
        let body = match &message.body {
            Body::Hello(hello) => BodyFields::Hello {
                space: hello.space.uuid().to_string(),
                told: (&hello.told).into(),
            },
            Body::Ranges(ranges) => BodyFields::Ranges {
                more: ranges.more,
                told: ranges.told.iter().map(Into::into).collect(),
                wants: ranges.wants.iter().copied().map(Into::into).collect(),
            },
            Body::Events(runs) => {
                BodyFields::Events { runs: runs.iter().map(Into::into).collect() }
            }
            Body::Acknowledged { number } => BodyFields::Acknowledged { acknowledged: *number },
            Body::Done { forked } => {
                BodyFields::Done { forked: forked.iter().map(ToString::to_string).collect() }
            }
            Body::Refused(refusal) => refused(*refusal),
        };
        Self { number: message.number, body }
    }
}

fn refused(refusal: Refusal) -> BodyFields {
    let (reason, detail) = match refusal {
        Refusal::Version(highest) => ("version", Some(highest.to_string())),
        Refusal::Space(space) => ("space", Some(space.uuid().to_string())),
        Refusal::Malformed => ("malformed", None),
        Refusal::OutOfTurn => ("out of turn", None),
        Refusal::Trouble => ("trouble", None),
        Refusal::Other(code) => ("other", Some(code.to_string())),
    };
    BodyFields::Refused { reason, detail }
}

impl From<&Told> for ToldFields {
    fn from(told: &Told) -> Self {
        let (count, hash, heads) = match &told.holding {
            Holding::Sum { count, hash } => {
                (Some(count.to_string()), Some(hex::encode(hash)), None)
            }
            Holding::Heads(heads) => (
                None,
                None,
                Some(heads.iter().map(|head| LogPosition::from(*head).into()).collect()),
            ),
        };
        Self {
            depth: told.range.depth(),
            first: told.range.first().to_string(),
            count,
            hash,
            heads,
        }
    }
}

impl From<LogPosition> for LogPositionFields {
    fn from(position: LogPosition) -> Self {
        Self {
            origin: position.origin.to_string(),
            sequence: position.sequence.to_string(),
            hash: hex::encode(&position.hash),
        }
    }
}

impl From<&Run> for RunFields {
    fn from(run: &Run) -> Self {
        Self {
            origin: run.origin.to_string(),
            first: run.first.to_string(),
            previous: run.previous.to_string(),
            last: run.last.to_string(),
            genesis: run.genesis.as_deref().map(hex::encode),
            records: run.records.iter().map(|record| hex::encode(record)).collect(),
        }
    }
}
