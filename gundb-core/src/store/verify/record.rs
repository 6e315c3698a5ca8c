//! A row of gundb_event as a record. A cell that can't be read is a finding, and the rest of the
//! row still counts.

use uuid::Uuid;

use super::findings::Findings;
use crate::clock::VectorClock;
use crate::error::{Error, Result};
use crate::model::format::{Kind, Record};
use crate::model::{Hash, Origin, Reference};
use crate::store::backend::Cells;
use crate::store::events::Recorded;
use crate::store::events::recorded::{kind, short};

/// A record, and what its row says beside it.
pub(super) struct Stored {
    /// Without a clock: that is computed from other records. Stream, event type and origin are
    /// named by the caller.
    pub(super) recorded: Recorded,
    pub(super) stream: Option<i64>,
    pub(super) event_type: Option<i64>,
    pub(super) clock: Option<String>,
    /// Where it stands, for messages.
    pub(super) at: String,
}

/// Reads the columns of [`crate::sql::event::all`].
pub(super) fn stored(mut cells: Cells, findings: &mut Findings) -> Result<Stored> {
    let position = cells.number()?;
    let at = format!("record at position {position}");
    let (log, sequence, stream, version) =
        (cells.int()?, cells.number()?, cells.opt_int()?, cells.number()?);
    let (event_type, kind) = (cells.opt_int()?, kind(cells.int()?));
    let schema_version = short(cells.int()?);
    let (hlc, nonce) = (cells.number()?, cells.number()?);
    let (batch_index, batch_length) = (short(cells.int()?), short(cells.int()?));
    let (recorded_us, hash, payload) = (cells.int()?, hash(&cells.bytes()?), cells.opt_text()?);
    let id = cells.opt_bytes()?.map(|bytes| id(&bytes)).transpose();
    let (parents, deps) = (references(cells.opt_bytes()?), references(cells.opt_bytes()?));
    let (clock, metadata, unknown) = (cells.opt_text()?, cells.opt_text()?, cells.opt_bytes()?);
    let mut legible = Legible { findings, at: &at };
    let record = Record {
        kind: legible.or(kind, Kind::Event),
        origin: Origin::new(1)?,
        sequence,
        hlc,
        nonce,
        batch_index: legible.or(batch_index, 0),
        batch_length: legible.or(batch_length, 0),
        recorded_us,
        stream: None,
        event_type: None,
        schema_version: legible.or(schema_version, 0),
        id: legible.or(id, None),
        parents: legible.or(parents, None),
        deps: legible.or(deps, None),
        metadata,
        payload,
        unknown: unknown.unwrap_or_default(),
    };
    let hash = legible.or(hash, Hash::from_bytes([0; 32]));
    let recorded = Recorded { position, version, hash, log, clock: VectorClock::new(), record };
    Ok(Stored { recorded, stream, event_type, clock, at })
}

/// Reports what can't be read, and puts something else there.
struct Legible<'a> {
    findings: &'a mut Findings,
    at: &'a str,
}

impl Legible<'_> {
    fn or<T>(&mut self, read: Result<T>, otherwise: T) -> T {
        self.findings.readable(read, "I2", self.at).unwrap_or(otherwise)
    }
}

fn hash(bytes: &[u8]) -> Result<Hash> {
    bytes
        .try_into()
        .map(Hash::from_bytes)
        .map_err(|_| Error::corrupt("its hash is not 32 bytes long"))
}

fn id(bytes: &[u8]) -> Result<Uuid> {
    Uuid::from_slice(bytes).map_err(|_| Error::corrupt("its id is not 16 bytes long"))
}

fn references(bytes: Option<Vec<u8>>) -> Result<Option<Vec<Reference>>> {
    bytes.map(|bytes| Reference::list_from_bytes(&bytes)).transpose()
}
