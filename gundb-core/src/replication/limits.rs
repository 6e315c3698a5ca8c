//! Every limit of the wire format, in one place (`docs/wire-format.md`).

use crate::model::limits::{BATCH_BYTES_MAX, BATCH_EVENTS_MAX};

/// Version of the protocol that this code speaks: the first byte of every message.
pub const PROTOCOL_VERSION: u8 = 1;
/// Bytes before the body of a message: version, kind, number, length of the body.
pub const HEADER_BYTES: usize = 10;
/// What one message of events is filled up to, in bytes of runs as they travel; its last batch may
/// reach beyond.
pub const CHUNK_BYTES: usize = 1024 * 1024;
/// Most messages of events that are not acknowledged yet.
pub const WINDOW: usize = 2;
/// Up to this many heads of a range are listed one by one; more are summed up.
pub const PLAIN_HEADS_MAX: usize = 16;
/// Most heads of one range that another node may list one by one.
pub const RANGE_HEADS_MAX: usize = 256;
/// What one message of ranges is filled up to, in bytes.
pub const PAGE_BYTES: usize = 1024 * 1024;
/// Largest body that is not one of events: a page, and a last range.
pub const PAGE_BYTES_MAX: usize = PAGE_BYTES + 64 * 1024;
/// Largest body with events: a chunk, and a last batch of the largest fields.
pub const EVENTS_BYTES_MAX: usize = CHUNK_BYTES + BATCH_FRAMED_BYTES_MAX;
/// Largest message, in bytes: what a carrier has to take.
pub const MESSAGE_BYTES_MAX: usize = HEADER_BYTES + EVENTS_BYTES_MAX;
/// Largest batch as it travels: what its events say, and their frames.
pub const BATCH_FRAMED_BYTES_MAX: usize =
    BATCH_BYTES_MAX + BATCH_EVENTS_MAX * RECORD_FRAME_BYTES_MAX;
/// Smallest event or merge, in bytes: the nine fields that every record has.
pub const RECORD_BYTES_MIN: usize = 95;
/// Largest genesis, in bytes: its fields, and as many unknown ones as a record may have.
pub const GENESIS_BYTES_MAX: usize = 133 + 64 * 1024;
/// Most refused runs of a session that are listed one by one.
pub const REFUSED_RUNS_MAX: usize = 1000;
/// Most origins that one message names as forked.
pub const FORKED_MAX: usize = 4096;

/// Most bytes of a record besides key, metadata, payload and unknown fields: two lists of 256
/// references, two names, the numbers, and the lengths of all.
const RECORD_FRAME_BYTES_MAX: usize = 17 * 1024;
