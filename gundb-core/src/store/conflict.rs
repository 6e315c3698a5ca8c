//! What a writer learns when an expectation did not hold.

use std::fmt;

use uuid::Uuid;

use crate::model::{Expect, StreamRef, Token};
use crate::store::events::Recorded;

/// Most missed events that a conflict carries.
pub const CONFLICT_MISSED_MAX: usize = 100;
/// Most events of a stream's end that are read to find them: a conflict costs the same on a stream
/// of any length.
pub const CONFLICT_READ_MAX: usize = 1_000;

/// The detail of [`Error::is_conflict`](crate::Error::is_conflict): an expectation about a stream
/// did not hold, and nothing was written. What nodes left that wrote apart from each other is a
/// [`Contradiction`](super::Contradiction).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Conflict {
    /// The stream.
    pub stream: StreamRef,
    /// What was expected.
    pub expected: Expect,
    /// How many events the stream holds here.
    pub actual_version: u64,
    /// The heads of the stream here.
    pub actual: Token,
    /// What the writer had not seen, in canonical order: all of it, or the last that was found of
    /// it, at most [`CONFLICT_MISSED_MAX`].
    pub missed: Vec<Recorded>,
    /// Whether there is more of it, or may be: at most [`CONFLICT_READ_MAX`] events of the stream's
    /// end are looked at.
    pub missed_more: bool,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "conflict on stream {}: expected {}, but it is at version {}",
            self.stream, self.expected, self.actual_version
        )?;
        if let Some(last) = self.missed.last() {
            let more = if self.missed_more { " or more" } else { "" };
            write!(
                f,
                " (missed: {}{more}, the last is `{}`)",
                self.missed.len(),
                last.event_type()
            )?;
        }
        f.write_str("; read the stream again and decide again")
    }
}

impl std::error::Error for Conflict {}

/// A caller's event id under which there is an event with another type or payload. Nothing was
/// written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DuplicateId {
    /// The stream.
    pub stream: StreamRef,
    /// The id.
    pub id: Uuid,
    /// What differs: a field of the payload (`at`, `address.city`, `items[2]`), `event type`,
    /// `schema version` or `payload`.
    pub field: String,
    /// What the earlier event says there, in JSON and shortened to some 60 characters.
    pub earlier: String,
    /// What the later one says there.
    pub later: String,
    /// Whether the earlier event is stored; else both are in one append.
    pub is_stored: bool,
}

impl fmt::Display for DuplicateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stream, id, field, earlier, later, is_stored } = self;
        if !is_stored {
            return write!(
                f,
                "the append has two events with the id {id} for stream {stream}, and they differ in `{field}` ({earlier}, then \
                 {later}); give each event an id of its own"
            );
        }
        write!(
            f,
            "stream {stream} has an event with the id {id} already, and it differs in `{field}`: {earlier} is stored, {later} was \
             given; if this is a retry, repeat the first content, or accept the stored event (`id_is_enough`); if it is another \
             event, use a new id"
        )
    }
}

impl std::error::Error for DuplicateId {}
