//! A message from bytes: whatever is not exactly what `encode` writes is malformed.

use super::super::digest::{Holding, Told};
use super::super::limits::{
    FORKED_MAX, HEADER_BYTES, PROTOCOL_VERSION, RANGE_HEADS_MAX, RECORD_BYTES_MIN,
};
use super::super::range::OriginRange;
use super::super::refusal::Refusal;
use super::super::run::Run;
use super::reader::{Reader, malformed};
use super::{Body, Hello, LogPosition, Message, Ranges, kind};
use crate::error::Result;
use crate::model::{Reference, Space};

/// Least bytes of a range, a run, a reference or log position, an origin.
const TOLD_BYTES_MIN: usize = 14;
const RUN_BYTES_MIN: usize = 88 + 4 + RECORD_BYTES_MIN;
const LOG_POSITION_BYTES: usize = 32;
const ORIGIN_BYTES: usize = 8;

impl Message {
    /// How many bytes a message has, by its first [`HEADER_BYTES`]: for carriers of streams. It is
    /// known then that it is within its limit.
    ///
    /// # Errors
    /// Another version, an unknown kind, a length over the limit.
    pub fn length(header: &[u8; HEADER_BYTES]) -> Result<usize> {
        Header::read(&mut Reader::new(header)).map(|header| HEADER_BYTES + header.length)
    }

    /// Reads a message. What is accepted encodes to the same bytes again.
    ///
    /// # Errors
    /// Another version, an unknown kind, bytes that are cut, too many, unordered, repeated or over
    /// a limit. Records are not looked into: see [`Run::open`].
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes);
        let header = Header::read(&mut reader)?;
        if reader.left() != header.length {
            return Err(malformed(format!(
                "its body has {} bytes, not {}",
                reader.left(),
                header.length
            )));
        }
        let body = body(header.kind, &mut reader)?;
        reader.end()?;
        Ok(Self { number: header.number, body })
    }
}

struct Header {
    kind: u8,
    number: u32,
    length: usize,
}

impl Header {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let version = reader.byte()?;
        if version != PROTOCOL_VERSION {
            return Err(malformed(format!(
                "it is of version {version}; this program speaks version {PROTOCOL_VERSION}"
            )));
        }
        let header = Self {
            kind: reader.byte()?,
            number: reader.short()?,
            length: reader.short()? as usize,
        };
        if header.length > kind::bytes_max(header.kind) {
            return Err(malformed(format!(
                "its body of {} bytes is over the limit",
                header.length
            )));
        }
        Ok(header)
    }
}

fn body(kind: u8, reader: &mut Reader<'_>) -> Result<Body> {
    Ok(match kind {
        kind::HELLO => {
            let (space, told) = (Space::from_bytes(reader.array()?), told(reader)?);
            Body::Hello(Hello { space, told })
        }
        kind::RANGES => Body::Ranges(ranges(reader)?),
        kind::EVENTS => Body::Events(reader.list(RUN_BYTES_MIN, run).and_then(not_empty)?),
        kind::ACKNOWLEDGED => Body::Acknowledged { number: reader.short()? },
        kind::DONE => {
            let forked = reader.list(ORIGIN_BYTES, Reader::origin)?;
            if forked.len() > FORKED_MAX {
                return Err(malformed("its list of origins is over the limit"));
            }
            Body::Done { forked: ascending(forked, |left, right| left < right)? }
        }
        kind::REFUSED => Body::Refused(refusal(reader)?),
        other => return Err(malformed(format!("kind {other} is none that this program knows"))),
    })
}

fn ranges(reader: &mut Reader<'_>) -> Result<Ranges> {
    let more = match reader.byte()? {
        0 => false,
        1 => true,
        other => return Err(malformed(format!("{other} is neither yes nor no"))),
    };
    let told = reader.list(TOLD_BYTES_MIN, told)?;
    let told = ascending(told, |left, right| left.range.last() < right.range.first())?;
    let wants = reader.list(LOG_POSITION_BYTES, log_position)?;
    let wants = ascending(wants, |left, right| left.origin < right.origin)?;
    Ok(Ranges { more, told, wants })
}

fn told(reader: &mut Reader<'_>) -> Result<Told> {
    let (depth, first) = (reader.byte()?, reader.number()?);
    let range = OriginRange::new(depth, first).map_err(malformed)?;
    let holding = match reader.byte()? {
        kind::SUM => Holding::Sum { count: reader.number()?, hash: reader.array()? },
        kind::HEADS => Holding::Heads(heads(reader, range)?),
        other => return Err(malformed(format!("a range of kind {other}"))),
    };
    Ok(Told { range, holding })
}

fn heads(reader: &mut Reader<'_>, range: OriginRange) -> Result<Vec<Reference>> {
    let heads = reader.list(LOG_POSITION_BYTES, |reader| {
        let (origin, sequence) = (reader.origin()?, reader.sequence(1)?);
        Ok(Reference { origin, sequence, hash: reader.array()? })
    })?;
    if heads.len() > RANGE_HEADS_MAX || heads.iter().any(|head| !range.contains(head.origin)) {
        return Err(malformed("the heads of a range are too many, or outside it"));
    }
    ascending(heads, |left, right| left < right)
}

fn log_position(reader: &mut Reader<'_>) -> Result<LogPosition> {
    let log_position = LogPosition {
        origin: reader.origin()?,
        sequence: reader.sequence(0)?,
        hash: reader.array()?,
    };
    if log_position.sequence == 0 && log_position.hash != [0; 16] {
        return Err(malformed("sequence 0 with a hash"));
    }
    Ok(log_position)
}

fn run(reader: &mut Reader<'_>) -> Result<Run> {
    let run = Run {
        origin: reader.origin()?,
        first: reader.sequence(1)?,
        previous: reader.hash()?,
        last: reader.hash()?,
        genesis: reader.genesis()?,
        records: reader.list(4 + RECORD_BYTES_MIN, record).and_then(not_empty)?,
    };
    if run.genesis.is_some() != (run.first == 1) {
        return Err(malformed("a genesis travels with record 1, and with no other"));
    }
    if i64::try_from(run.last_sequence()).is_err() {
        return Err(malformed("the sequences of a run have 64 bits"));
    }
    Ok(run)
}

fn record(reader: &mut Reader<'_>) -> Result<Vec<u8>> {
    match reader.bytes()? {
        bytes if bytes.len() < RECORD_BYTES_MIN => {
            Err(malformed("a record is shorter than any record"))
        }
        bytes => Ok(bytes.to_vec()),
    }
}

fn refusal(reader: &mut Reader<'_>) -> Result<Refusal> {
    Ok(match reader.byte()? {
        kind::REFUSED_VERSION => Refusal::Version(reader.byte()?),
        kind::REFUSED_SPACE => Refusal::Space(Space::from_bytes(reader.array()?)),
        kind::REFUSED_MALFORMED => Refusal::Malformed,
        kind::REFUSED_OUT_OF_TURN => Refusal::OutOfTurn,
        kind::REFUSED_TROUBLE => Refusal::Trouble,
        code => Refusal::Other(code),
    })
}

fn not_empty<T>(list: Vec<T>) -> Result<Vec<T>> {
    if list.is_empty() { Err(malformed("it has nothing in it")) } else { Ok(list) }
}

fn ascending<T>(list: Vec<T>, is_before: impl Fn(&T, &T) -> bool) -> Result<Vec<T>> {
    if list.is_sorted_by(is_before) {
        Ok(list)
    } else {
        Err(malformed("a list is unsorted or repeated"))
    }
}
