//! A message as bytes.

use super::super::digest::{Holding, Told};
use super::super::limits::{HEADER_BYTES, PROTOCOL_VERSION};
use super::super::refusal::Refusal;
use super::super::run::Run;
use super::{Body, LogPosition, Message, Ranges, kind};
use crate::model::Reference;

impl Message {
    /// The bytes that travel.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + self.body.bytes_about());
        bytes.extend_from_slice(&[PROTOCOL_VERSION, self.body.kind()]);
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&[0; 4]);
        self.body.put(&mut bytes);
        let length = length_of(bytes.len() - HEADER_BYTES).to_be_bytes();
        bytes[HEADER_BYTES - length.len()..HEADER_BYTES].copy_from_slice(&length);
        bytes
    }
}

impl Body {
    fn kind(&self) -> u8 {
        match self {
            Self::Hello(_) => kind::HELLO,
            Self::Ranges(_) => kind::RANGES,
            Self::Events(_) => kind::EVENTS,
            Self::Acknowledged { .. } => kind::ACKNOWLEDGED,
            Self::Done { .. } => kind::DONE,
            Self::Refused(_) => kind::REFUSED,
        }
    }

    fn bytes_about(&self) -> usize {
        match self {
            Self::Events(runs) => 4 + runs.iter().map(Run::wire_bytes).sum::<usize>(),
            _ => 64,
        }
    }

    fn put(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Hello(hello) => {
                bytes.extend_from_slice(hello.space.uuid().as_bytes());
                hello.told.put(bytes);
            }
            Self::Ranges(ranges) => ranges.put(bytes),
            Self::Events(runs) => {
                put_length(bytes, runs.len());
                runs.iter().for_each(|run| run.put(bytes));
            }
            Self::Acknowledged { number } => bytes.extend_from_slice(&number.to_be_bytes()),
            Self::Done { forked } => {
                put_length(bytes, forked.len());
                forked
                    .iter()
                    .for_each(|origin| bytes.extend_from_slice(&origin.number().to_be_bytes()));
            }
            Self::Refused(refusal) => refusal.put(bytes),
        }
    }
}

impl Ranges {
    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self.more));
        put_length(bytes, self.told.len());
        self.told.iter().for_each(|told| told.put(bytes));
        put_length(bytes, self.wants.len());
        self.wants.iter().for_each(|position| position.put(bytes));
    }
}

impl Told {
    /// The bytes that travel.
    pub(in super::super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.wire_bytes());
        self.put(&mut bytes);
        bytes
    }

    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.push(self.range.depth());
        bytes.extend_from_slice(&self.range.first().to_be_bytes());
        match &self.holding {
            Holding::Sum { count, hash } => {
                bytes.push(kind::SUM);
                bytes.extend_from_slice(&count.to_be_bytes());
                bytes.extend_from_slice(hash);
            }
            Holding::Heads(heads) => {
                bytes.push(kind::HEADS);
                put_length(bytes, heads.len());
                bytes.extend_from_slice(&Reference::list_to_bytes(heads));
            }
        }
    }
}

impl LogPosition {
    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.origin.number().to_be_bytes());
        bytes.extend_from_slice(&self.sequence.to_be_bytes());
        bytes.extend_from_slice(&self.hash);
    }
}

impl Run {
    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.origin.number().to_be_bytes());
        bytes.extend_from_slice(&self.first.to_be_bytes());
        bytes.extend_from_slice(self.previous.as_bytes());
        bytes.extend_from_slice(self.last.as_bytes());
        put_bytes(bytes, self.genesis.as_deref().unwrap_or_default());
        put_length(bytes, self.records.len());
        self.records.iter().for_each(|record| put_bytes(bytes, record));
    }
}

impl Refusal {
    fn put(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Version(highest) => bytes.extend_from_slice(&[kind::REFUSED_VERSION, *highest]),
            Self::Space(space) => {
                bytes.push(kind::REFUSED_SPACE);
                bytes.extend_from_slice(space.uuid().as_bytes());
            }
            Self::Malformed => bytes.push(kind::REFUSED_MALFORMED),
            Self::OutOfTurn => bytes.push(kind::REFUSED_OUT_OF_TURN),
            Self::Trouble => bytes.push(kind::REFUSED_TROUBLE),
            Self::Other(code) => bytes.push(*code),
        }
    }
}

fn put_bytes(bytes: &mut Vec<u8>, value: &[u8]) {
    put_length(bytes, value.len());
    bytes.extend_from_slice(value);
}

fn put_length(bytes: &mut Vec<u8>, length: usize) {
    bytes.extend_from_slice(&length_of(length).to_be_bytes());
}

fn length_of(length: usize) -> u32 {
    u32::try_from(length).expect("a message is bounded far below 4 GiB")
}
