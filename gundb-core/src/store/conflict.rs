//! What a writer learns when an expectation did not hold.

use std::fmt;

use uuid::Uuid;

use super::recorded::Recorded;
use crate::model::{Expect, StreamRef, Token};

/// Most missed events that a conflict carries.
pub const CONFLICT_MISSED_MAX: usize = 100;

/// An expectation about a stream that did not hold. Nothing was written.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The stream.
    pub stream: StreamRef,
    /// What was expected.
    pub expected: Expect,
    /// How many events the stream holds here.
    pub actual_version: u64,
    /// The heads of the stream here.
    pub actual: Token,
    /// What the writer had not seen, oldest first; the first [`CONFLICT_MISSED_MAX`] of it.
    pub missed: Vec<Recorded>,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "conflict on stream {}: expected {}, but it is at version {}",
            self.stream, self.expected, self.actual_version
        )?;
        if let Some(first) = self.missed.first() {
            let more = if self.missed.len() == CONFLICT_MISSED_MAX { " or more" } else { "" };
            write!(f, " (missed: {}{more}, the first is `{}`)", self.missed.len(), first.event_type())?;
        }
        f.write_str("; read it again and decide anew")
    }
}

impl std::error::Error for Conflict {}

/// A caller's event id that is in the stream already, with another type or payload. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateId {
    /// The stream.
    pub stream: StreamRef,
    /// The id.
    pub id: Uuid,
}

impl fmt::Display for DuplicateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "stream {} has an event with the id {} already, and its content differs; take a new id",
            self.stream, self.id
        )
    }
}

impl std::error::Error for DuplicateId {}
