//! A stream as it grows.

use uuid::Uuid;

use crate::clock::VectorClock;
use crate::error::{Error, Result};
use crate::model::format::{Kind, Record};
use crate::model::{Hash, Reference, StreamId, Token};
use crate::sql::stream::{HeadsRow, StreamRow};
use crate::store::backend::Cells;
use crate::store::events::stream_row;

/// A stream as it grows.
#[derive(Clone, Debug)]
pub(in crate::store) struct StreamState {
    pub(in crate::store) id: i64,
    pub(in crate::store) uuid: StreamId,
    pub(in crate::store) stream_type: i64,
    pub(in crate::store) key: String,
    pub(in crate::store) version: u64,
    /// By log id: the merge of its heads' clocks.
    pub(in crate::store) clock: VectorClock<i64>,
    pub(in crate::store) heads: Vec<Reference>,
    /// Not in the table yet.
    pub(in crate::store) fresh: bool,
    /// What `gundb_stream_heads` has; nothing where its last event shows all.
    listed: Vec<Reference>,
    /// Whether its only head is an event.
    ends_in_event: bool,
}

impl StreamState {
    pub(in crate::store) fn new(id: i64, uuid: StreamId, stream_type: i64, key: String) -> Self {
        let (clock, heads, listed) = Default::default();
        Self {
            id,
            uuid,
            stream_type,
            key,
            version: 0,
            clock,
            heads,
            fresh: true,
            listed,
            ends_in_event: true,
        }
    }

    /// What a writer has seen who saw all of it.
    pub(in crate::store) fn token(&self) -> Token {
        Token::new(self.heads.clone())
    }

    /// Takes its next record in: it becomes a head, and replaces those it refers to.
    pub(in crate::store) fn advance(
        &mut self,
        record: &Record,
        hash: &Hash,
        clock: &VectorClock<i64>,
        parents: &[Reference],
    ) {
        self.version += u64::from(record.kind == Kind::Event);
        self.clock.merge(clock);
        self.heads.retain(|head| !parents.contains(head));
        self.heads.push(Reference::to(record.origin, record.sequence, hash));
        self.ends_in_event = record.kind == Kind::Event;
    }

    /// Reads the columns of [`crate::sql::stream::by_uuid`].
    pub(in crate::store) fn from_cells(mut cells: Cells) -> Result<Self> {
        let row = stream_row::row_from(&mut cells)?;
        let uuid = Uuid::from_slice(&row.uuid)
            .map_err(|_| Error::corrupt("a stream's id is not 16 bytes long"))?;
        let standing = stream_row::standing(&mut cells)?;
        let clock = stream_row::clock(&mut cells, &standing.token)?;
        let heads = standing.token.heads().to_vec();
        let listed = if standing.is_listed { heads.clone() } else { Vec::new() };
        Ok(Self {
            id: row.id,
            uuid: StreamId::from_uuid(uuid),
            stream_type: row.stream_type,
            key: row.key,
            version: standing.version,
            clock,
            heads,
            fresh: false,
            ends_in_event: !standing.is_listed,
            listed,
        })
    }

    pub(in crate::store) fn to_row(&self) -> StreamRow {
        StreamRow {
            id: self.id,
            uuid: self.uuid.uuid().as_bytes().to_vec(),
            stream_type: self.stream_type,
            key: self.key.clone(),
        }
    }

    /// What has to be done to `gundb_stream_heads`: a row to be written, or one to be taken out.
    pub(in crate::store) fn heads_row(&mut self) -> Option<Result<HeadsRow, i64>> {
        let is_told = self.heads.len() == 1 && self.ends_in_event;
        let wanted = if is_told { Vec::new() } else { self.token().heads().to_vec() };
        if wanted == self.listed {
            return None;
        }
        self.listed = wanted;
        if self.listed.is_empty() {
            return Some(Err(self.id));
        }
        Some(Ok(HeadsRow {
            stream: self.id,
            version: self.version.cast_signed(),
            heads: Reference::list_to_bytes(&self.listed),
            clock: self.clock.to_string(),
        }))
    }
}
