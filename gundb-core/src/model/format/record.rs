//! A record as it travels, before it is bytes.

use uuid::Uuid;

use crate::model::ids::Origin;
use crate::model::reference::Reference;

/// Version of the format that this code writes.
pub const FORMAT_VERSION: u8 = 1;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Start of a log.
    Genesis,
    /// An event.
    Event,
    /// Joins heads; carries nothing, is never folded and not counted in the stream version.
    Merge,
}

/// A record of a log as it travels: an event or a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Event or merge.
    pub kind: Kind,
    /// Who wrote it.
    pub origin: Origin,
    /// Its number in the log, from 1.
    pub sequence: u64,
    /// Hybrid logical clock of the append call: 48 bits of milliseconds, 16 of counter.
    pub hlc: u64,
    /// Random number of 63 bits, one per append call.
    pub nonce: u64,
    /// Index in the batch, from 0.
    pub batch_index: u32,
    /// Length of the batch.
    pub batch_length: u32,
    /// When the origin recorded it, in microseconds since 1970 UTC; informative.
    pub recorded_us: i64,
    /// Type and key of its stream; a merge of the store's heads has none.
    pub stream: Option<(String, String)>,
    /// Stable name of the event type; none for a merge.
    pub event_type: Option<String>,
    /// Version of the payload's schema; 0 for a merge.
    pub schema_version: u32,
    /// Id that the caller gave.
    pub id: Option<Uuid>,
    /// Heads of the stream as the writer saw them; `None`: exactly the writer's own previous record
    /// in it, if there is one.
    pub parents: Option<Vec<Reference>>,
    /// Heads of the store without the own last record; `None`: nothing was received since.
    pub deps: Option<Vec<Reference>>,
    /// JSON text of the metadata.
    pub metadata: Option<String>,
    /// JSON text of the payload; none for a merge.
    pub payload: Option<String>,
    /// Fields that this version does not know, verbatim, tags ascending.
    pub unknown: Vec<u8>,
}
