//! Events as they come out of a store.

use jiff::Timestamp;
use uuid::Uuid;

use super::event_page::{EventPage, Names};
use crate::clock::{CanonicalKey, Hlc, VectorClock};
use crate::error::{Error, Result};
use crate::model::format::{Kind, Record};
use crate::model::{Event, Hash, Metadata, Origin, Reference, StreamRef};
use crate::sql::page::Field;

/// An event that is stored: what its origin recorded, and where it stands here.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    pub(in crate::store) position: u64,
    pub(in crate::store) version: u64,
    pub(in crate::store) hash: Hash,
    pub(in crate::store) log: i64,
    /// By log id; the event's own dot is in it.
    pub(in crate::store) clock: VectorClock<i64>,
    pub(in crate::store) record: Record,
}

impl Recorded {
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

    /// Where it stands in canonical order.
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

    /// The columns of which it is made.
    pub(in crate::store) const FIELDS: &[Field] = &[
        Field::Position,
        Field::Version,
        Field::Kind,
        Field::StreamType,
        Field::Key,
        Field::Type,
        Field::SchemaVersion,
        Field::Log,
        Field::Sequence,
        Field::Hlc,
        Field::Nonce,
        Field::BatchIndex,
        Field::BatchLength,
        Field::Recorded,
        Field::Hash,
        Field::Payload,
        Field::Id,
        Field::Parents,
        Field::Deps,
        Field::Clock,
        Field::Metadata,
        Field::Unknown,
    ];

    /// An event of a page.
    pub(in crate::store) fn of_page(page: &EventPage, index: usize, names: &Names) -> Result<Self> {
        let position = page.unsigned(Field::Position, index)?;
        let owned = |field| Ok(page.text(field, index)?.map(str::to_owned));
        let references =
            |field| page.bytes(field, index).map(Reference::list_from_bytes).transpose();
        let id = page.bytes(Field::Id, index).map(Uuid::from_slice).transpose();
        let id = id.map_err(|_| {
            Error::corrupt(format!("the id at position {position} is not 16 bytes long"))
        })?;
        let stream_type = names.stream_type(page, index).map(|name| name.to_string());
        let log = page.number(Field::Log, index)?;
        let record = Record {
            kind: kind(page.number(Field::Kind, index)?)?,
            origin: names.origins.of(log)?,
            sequence: page.unsigned(Field::Sequence, index)?,
            hlc: page.unsigned(Field::Hlc, index)?,
            nonce: page.unsigned(Field::Nonce, index)?,
            batch_index: short(page.number(Field::BatchIndex, index)?)?,
            batch_length: short(page.number(Field::BatchLength, index)?)?,
            recorded_us: page.number(Field::Recorded, index)?,
            stream: stream_type.zip(owned(Field::Key)?),
            event_type: names.event_type(page, index).map(|name| name.to_string()),
            schema_version: short(page.number(Field::SchemaVersion, index)?)?,
            id,
            parents: references(Field::Parents)?,
            deps: references(Field::Deps)?,
            metadata: owned(Field::Metadata)?,
            payload: owned(Field::Payload)?,
            unknown: page.bytes(Field::Unknown, index).unwrap_or_default().to_vec(),
        };
        let version = page.unsigned(Field::Version, index)?;
        Ok(Self {
            position,
            version,
            hash: page.hash(index)?,
            log,
            clock: page.clock(index)?,
            record,
        })
    }
}

/// What the column `kind` says.
pub(in crate::store) fn kind(code: i64) -> Result<Kind> {
    match code {
        1 => Ok(Kind::Event),
        2 => Ok(Kind::Merge),
        other => Err(Error::corrupt(format!("{other} is no kind of record"))),
    }
}

/// A version, an index or a length from its column.
pub(in crate::store) fn short(number: i64) -> Result<u32> {
    u32::try_from(number)
        .map_err(|_| Error::corrupt(format!("{number} is no version, index or length")))
}
