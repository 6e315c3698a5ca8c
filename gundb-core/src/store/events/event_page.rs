//! Pages of events as they come out of a store: column by column, not event by event.

use std::collections::HashMap;
use std::sync::Arc;

use super::origins::Origins;
use crate::clock::{CanonicalKey, VectorClock};
use crate::error::{Error, Result};
use crate::model::limits::PAYLOAD_BYTES_MAX;
use crate::model::{Hash, Reference};
use crate::sql::page::{After, Field, Page, Scope};
use crate::store::backend::{Cells, Connection, Failure, Packed};
use crate::store::catalog::Catalog;

/// Events of the first page of a read.
pub(in crate::store) const FIRST_EVENTS: u64 = 256;
/// Events of a page at most.
const EVENTS_MAX: u64 = 896;
/// What SQLite lets a cell have (`SQLITE_MAX_LENGTH`); Postgres' arrays may have some more.
const CELL_BYTES_MAX: usize = 1_000_000_000;
// A column of a page is one cell, and what a peer wrote has to be read.
const _: () = assert!(EVENTS_MAX as usize * PAYLOAD_BYTES_MAX < CELL_BYTES_MAX);
/// A page is made to have about this many bytes, by what the one before it had.
const BYTES: u64 = 4 * 1024 * 1024;
/// Fields there are.
const FIELDS: usize = Field::Unknown as usize + 1;

/// A page of events.
pub(in crate::store) struct EventPage {
    columns: [Option<Column>; FIELDS],
    length: usize,
}

enum Column {
    Numbers(Vec<Option<i64>>),
    Packed(Packed),
}

impl EventPage {
    /// Reads some columns of a page.
    pub(in crate::store) async fn read(
        connection: &mut Connection,
        page: &Page<'_>,
        fields: &[Field],
    ) -> Result<Self, Failure> {
        let rows = connection.fetch(page.packed(connection.dialect(), fields)).await?;
        let cells = rows.into_iter().next();
        Ok(cells
            .map(|cells| Self::from_cells(cells, fields))
            .transpose()?
            .unwrap_or_else(Self::empty))
    }

    fn empty() -> Self {
        Self { columns: [const { None }; FIELDS], length: 0 }
    }

    fn from_cells(mut cells: Cells, fields: &[Field]) -> Result<Self> {
        let mut page = Self::empty();
        for (index, field) in fields.iter().enumerate() {
            let (column, length) = if field.is_number() {
                let numbers = cells.packed_numbers()?;
                let length = numbers.len();
                (Column::Numbers(numbers), length)
            } else {
                let packed = cells.packed()?;
                let length = packed.len();
                (Column::Packed(packed), length)
            };
            if index > 0 && length != page.length {
                return Err(Error::corrupt("columns of a page have different lengths"));
            }
            page.length = length;
            page.columns[*field as usize] = Some(column);
        }
        Ok(page)
    }

    pub(in crate::store) fn len(&self) -> usize {
        self.length
    }

    /// How many events the page after it may have.
    pub(in crate::store) fn next_limit(&self) -> u64 {
        let size = |column: &Column| match column {
            Column::Numbers(numbers) => 8 * numbers.len(),
            Column::Packed(packed) => packed.size(),
        };
        let bytes: usize = self.columns.iter().flatten().map(size).sum();
        let each = (bytes / self.length.max(1)).max(1) as u64;
        (BYTES / each).clamp(1, EVENTS_MAX)
    }

    pub(in crate::store) fn opt_number(&self, field: Field, index: usize) -> Option<i64> {
        match self.columns[field as usize].as_ref()? {
            Column::Numbers(numbers) => numbers.get(index).copied().flatten(),
            Column::Packed(_) => None,
        }
    }

    /// A number that is never NULL.
    pub(in crate::store) fn number(&self, field: Field, index: usize) -> Result<i64> {
        self.opt_number(field, index)
            .ok_or_else(|| Error::corrupt(format!("{field:?} of an event is NULL")))
    }

    /// A number that is never stored negative.
    pub(in crate::store) fn unsigned(&self, field: Field, index: usize) -> Result<u64> {
        let number = self.number(field, index)?;
        number
            .try_into()
            .map_err(|_| Error::corrupt(format!("{field:?} of an event is {number}, below zero")))
    }

    pub(in crate::store) fn bytes(&self, field: Field, index: usize) -> Option<&[u8]> {
        match self.columns[field as usize].as_ref()? {
            Column::Packed(packed) => packed.bytes(index),
            Column::Numbers(_) => None,
        }
    }

    pub(in crate::store) fn text(&self, field: Field, index: usize) -> Result<Option<&str>> {
        match &self.columns[field as usize] {
            Some(Column::Packed(packed)) => packed.text(index),
            _ => Ok(None),
        }
    }

    pub(in crate::store) fn hash(&self, index: usize) -> Result<Hash> {
        let bytes = self.bytes(Field::Hash, index).unwrap_or_default();
        bytes
            .try_into()
            .map(Hash::from_bytes)
            .map_err(|_| Error::corrupt("the hash of an event is not 32 bytes long"))
    }

    /// Where it stands in canonical order; needs the fields log, sequence, HLC, nonce and hash.
    pub(in crate::store) fn canonical_key(
        &self,
        index: usize,
        origins: &Origins,
    ) -> Result<CanonicalKey> {
        Ok(CanonicalKey {
            hlc: self.unsigned(Field::Hlc, index)?,
            origin: origins.of(self.number(Field::Log, index)?)?.number(),
            nonce: self.unsigned(Field::Nonce, index)?,
            sequence: self.unsigned(Field::Sequence, index)?,
            hash: self.hash(index)?,
        })
    }

    /// What its writer had seen of the stream, itself included.
    pub(in crate::store) fn clock(&self, index: usize) -> Result<VectorClock<i64>> {
        let clock = self.text(Field::Clock, index)?.map(str::parse).transpose()?;
        let mut clock: VectorClock<i64> = clock.unwrap_or_default();
        clock.observe(self.number(Field::Log, index)?, self.unsigned(Field::Sequence, index)?);
        Ok(clock)
    }

    /// Where a page begins that goes on after its last event.
    pub(in crate::store) fn after(&self, scope: &Scope, origins: &Origins) -> Result<After> {
        let last = self.length.saturating_sub(1);
        Ok(match scope {
            Scope::Stream(_) | Scope::Streams(_) => {
                let key = self.canonical_key(last, origins)?;
                After::Canonical(
                    [key.hlc, key.origin, key.nonce, key.sequence].map(u64::cast_signed),
                )
            }
            Scope::Events | Scope::Records | Scope::Types(_) | Scope::Logs(_) => {
                After::Position(self.number(Field::Position, last)?)
            }
        })
    }

    /// Whether some origins name all its logs; else they are older than its events.
    pub(in crate::store) fn is_known_to(&self, origins: &Origins) -> bool {
        match &self.columns[Field::Log as usize] {
            Some(Column::Numbers(logs)) => {
                logs.iter().flatten().all(|log| origins.get(*log).is_some())
            }
            _ => true,
        }
    }

    /// How others point at an event.
    pub(in crate::store) fn reference(&self, index: usize, origins: &Origins) -> Result<Reference> {
        let origin = origins.of(self.number(Field::Log, index)?)?;
        Ok(Reference::to(origin, self.unsigned(Field::Sequence, index)?, &self.hash(index)?))
    }
}

/// What the numbers in a page stand for.
pub(in crate::store) struct Names {
    events: Arc<HashMap<i64, Arc<str>>>,
    streams: Arc<HashMap<i64, Arc<str>>>,
    pub(in crate::store) origins: Arc<Origins>,
}

impl Names {
    pub(in crate::store) fn new(catalog: &Catalog, origins: Arc<Origins>) -> Self {
        let (events, streams) =
            (Arc::clone(&catalog.event_names), Arc::clone(&catalog.stream_names));
        Self { events, streams, origins }
    }

    /// Whether they name all that a page shows; else they are older than its events.
    pub(in crate::store) fn know(&self, page: &EventPage) -> bool {
        let named =
            |field: Field, known: &HashMap<i64, Arc<str>>| match &page.columns[field as usize] {
                Some(Column::Numbers(ids)) => ids.iter().flatten().all(|id| known.contains_key(id)),
                _ => true,
            };
        page.is_known_to(&self.origins)
            && named(Field::Type, &self.events)
            && named(Field::StreamType, &self.streams)
    }

    /// Stable name of an event's type.
    pub(in crate::store) fn event_type(&self, page: &EventPage, index: usize) -> Option<&Arc<str>> {
        self.events.get(&page.opt_number(Field::Type, index)?)
    }

    /// Name of the type of an event's stream.
    pub(in crate::store) fn stream_type(
        &self,
        page: &EventPage,
        index: usize,
    ) -> Option<&Arc<str>> {
        self.streams.get(&page.opt_number(Field::StreamType, index)?)
    }
}
