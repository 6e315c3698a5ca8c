//! Which events to read.

use crate::model::{Event, StreamRef};

/// Which events to read, in which order, from where, and how many.
#[derive(Clone, Debug)]
pub struct Read {
    pub(super) what: What,
    pub(super) backwards: bool,
    pub(super) from: Option<Start>,
    pub(super) limit: Option<u64>,
}

/// Where a read begins. Versions count one stream, positions the store: neither stands for the
/// other.
#[derive(Clone, Copy, Debug)]
pub(super) enum Start {
    Version(u64),
    Position(u64),
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

    /// Begins at the event of a stream that made it this version (the first is 1), and reads from
    /// there in the read's direction. Only for reads of one stream:
    /// [`Gundb::read`](crate::Gundb::read) refuses others.
    #[must_use]
    pub fn from_version(mut self, version: u64) -> Self {
        self.from = Some(Start::Version(version));
        self
    }

    /// Begins at a position (the store's first is 1), and reads from there in the read's direction.
    /// Not for reads of one stream, which go by canonical order:
    /// [`Gundb::read`](crate::Gundb::read) refuses them.
    #[must_use]
    pub fn from_position(mut self, position: u64) -> Self {
        self.from = Some(Start::Position(position));
        self
    }

    /// At most this many events.
    #[must_use]
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }
}
