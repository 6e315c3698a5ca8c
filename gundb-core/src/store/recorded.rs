//! Events as they come out of a store.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::backend::Cells;
use crate::clock::{CanonicalKey, Hlc, VectorClock};
use crate::error::{Error, Result};
use crate::model::format::{Kind, Record};
use crate::model::{Event, Hash, Metadata, Origin, Reference, StreamRef};
use crate::sql::event::Behind;

/// An event that is stored: what its origin recorded, and where it stands here.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    pub(super) position: u64,
    pub(super) version: u64,
    pub(super) hash: Hash,
    pub(super) log: i64,
    /// By log id; the event's own dot is in it.
    pub(super) clock: VectorClock<i64>,
    pub(super) record: Record,
}

impl Recorded {
    /// Where a page of its stream begins that goes on behind it.
    pub(super) fn behind(&self) -> Behind {
        let key = self.canonical_key();
        Behind::Canonical([key.hlc, key.origin, key.nonce, key.sequence].map(u64::cast_signed))
    }

    /// Gap-free commit order of this store.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// How many events the stream held here with this one.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Its stream.
    pub fn stream(&self) -> StreamRef {
        let (stream_type, key) = self.record.stream.clone().unwrap_or_default();
        StreamRef { stream_type, key }
    }

    /// Stable name of its event type.
    pub fn event_type(&self) -> &str {
        self.record.event_type.as_deref().unwrap_or_default()
    }

    /// Version of the payload's schema.
    pub fn schema_version(&self) -> u32 {
        self.record.schema_version
    }

    /// The JSON text of its payload, as its origin wrote it.
    pub fn payload(&self) -> &str {
        self.record.payload.as_deref().unwrap_or_default()
    }

    /// The id that its caller gave.
    pub fn id(&self) -> Option<Uuid> {
        self.record.id
    }

    /// Its metadata.
    ///
    /// # Errors
    /// Metadata that does not decode.
    pub fn metadata(&self) -> Result<Metadata> {
        Metadata::from_text(self.record.metadata.as_deref())
    }

    /// When its origin recorded it; informative only.
    pub fn recorded_at(&self) -> Timestamp {
        Timestamp::from_microsecond(self.record.recorded_us).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Who wrote it.
    pub fn origin(&self) -> Origin {
        self.record.origin
    }

    /// Its gap-free number in its origin's log.
    pub fn sequence(&self) -> u64 {
        self.record.sequence
    }

    /// Hybrid logical clock of its append call.
    pub fn hlc(&self) -> Hlc {
        Hlc::from_number(self.record.hlc)
    }

    /// Hash of the record, chained to the one before it.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// How others point at it.
    pub fn reference(&self) -> Reference {
        Reference::to(self.record.origin, self.record.sequence, &self.hash)
    }

    /// Its place in canonical order.
    pub fn canonical_key(&self) -> CanonicalKey {
        CanonicalKey {
            hlc: self.record.hlc,
            origin: self.record.origin.number(),
            nonce: self.record.nonce,
            sequence: self.record.sequence,
            hash: self.hash,
        }
    }

    /// The record as it travels.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The event as Rust value; `None` where its type is not one of `E`.
    ///
    /// # Errors
    /// A payload that does not decode.
    pub fn decode<E: Event>(&self) -> Result<Option<E>> {
        E::from_payload(self.event_type(), self.payload())
            .map_err(|error| error.within(format!("event at position {}", self.position)))
    }

    /// Reads the columns of [`crate::sql::event::page`].
    pub(super) fn from_cells(mut cells: Cells) -> Result<Self> {
        let (position, version, kind) = (cells.number()?, cells.number()?, kind(cells.int()?)?);
        let stream = cells.opt_text()?.zip(cells.opt_text()?);
        let event_type = cells.opt_text()?;
        let schema_version = u32::try_from(cells.int()?).unwrap_or(0);
        let origin = Origin::new(cells.number()?)?;
        let (log, sequence, hlc, nonce) = (cells.int()?, cells.number()?, cells.number()?, cells.number()?);
        let (batch_index, batch_length) = (short(cells.int()?)?, short(cells.int()?)?);
        let recorded_us = cells.int()?;
        let hash = cells.bytes()?.as_slice().try_into().map(Hash::from_bytes);
        let hash = hash
            .map_err(|_| Error::corrupt(format!("the hash at position {position} is not 32 bytes long")))?;
        let payload = cells.opt_text()?;
        let id = cells.opt_bytes()?.map(|bytes| Uuid::from_slice(&bytes)).transpose();
        let id =
            id.map_err(|_| Error::corrupt(format!("the id at position {position} is not 16 bytes long")))?;
        let references =
            |bytes: Option<Vec<u8>>| bytes.map(|bytes| Reference::list_from_bytes(&bytes)).transpose();
        let (parents, deps) = (references(cells.opt_bytes()?)?, references(cells.opt_bytes()?)?);
        let mut clock = cells.opt_text()?.map(|text| clock_from_text(&text)).transpose()?.unwrap_or_default();
        clock.observe(log, sequence);
        let (metadata, unknown) = (cells.opt_text()?, cells.opt_bytes()?.unwrap_or_default());
        let record = Record {
            kind,
            origin,
            sequence,
            hlc,
            nonce,
            batch_index,
            batch_length,
            recorded_us,
            stream,
            event_type,
            schema_version,
            id,
            parents,
            deps,
            metadata,
            payload,
            unknown,
        };
        Ok(Self { position, version, hash, log, clock, record })
    }
}

fn kind(code: i64) -> Result<Kind> {
    match code {
        1 => Ok(Kind::Event),
        2 => Ok(Kind::Merge),
        other => Err(Error::corrupt(format!("{other} is no kind of record"))),
    }
}

fn short(number: i64) -> Result<u32> {
    u32::try_from(number).map_err(|_| Error::corrupt(format!("{number} is no batch index or length")))
}

/// A clock by log id, as events and streams carry it.
pub(super) fn clock_from_text(text: &str) -> Result<VectorClock<i64>> {
    let entries: BTreeMap<String, u64> =
        serde_json::from_str(text).map_err(|error| Error::corrupt(format!("the clock `{text}`: {error}")))?;
    let entry = |(log, sequence): (String, u64)| {
        let log = log.parse().map_err(|_| Error::corrupt(format!("`{log}` in a clock is no log")))?;
        Ok((log, sequence))
    };
    entries.into_iter().map(entry).collect()
}
