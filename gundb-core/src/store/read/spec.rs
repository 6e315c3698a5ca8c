//! Which events to read.

use crate::model::{Event, StreamRef};

/// Which events to read, in which order, from where, and how many.
#[derive(Clone, Debug)]
pub struct Read {
    pub(super) what: What,
    pub(super) backwards: bool,
    pub(super) from: Option<u64>,
    pub(super) limit: Option<u64>,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    All,
    StreamType(String),
    EventTypes(Vec<String>),
    Stream(StreamRef),
}

impl Read {
    fn new(what: What) -> Self {
        Self { what, backwards: false, from: None, limit: None }
    }

    /// All events, by position.
    pub fn all() -> Self {
        Self::new(What::All)
    }

    /// Events of all streams of a type, by position.
    pub fn stream_type(name: impl Into<String>) -> Self {
        Self::new(What::StreamType(name.into()))
    }

    /// Events of some event types, by position.
    pub fn event_types(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new(What::EventTypes(names.into_iter().map(Into::into).collect()))
    }

    /// Events of one stream, in canonical order.
    pub fn stream(stream: StreamRef) -> Self {
        Self::new(What::Stream(stream))
    }

    /// Events of the stream of a Rust type.
    pub fn stream_of<E: Event>(key: impl Into<String>) -> Self {
        Self::stream(StreamRef::new(E::STREAM_TYPE, key))
    }

    /// Newest first.
    #[must_use]
    pub fn backwards(mut self) -> Self {
        self.backwards = true;
        self
    }

    /// Begins at an event, and reads from there in the read's direction: the n-th event of a stream (from 1), or a position.
    #[must_use]
    pub fn from(mut self, from: u64) -> Self {
        self.from = Some(from);
        self
    }

    /// At most this many events.
    #[must_use]
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }
}
