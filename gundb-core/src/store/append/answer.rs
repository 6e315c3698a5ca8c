//! What is appended to one stream or several, and what became of it.

use crate::error::Result;
use crate::model::{Event, Expect, NewEvent, StreamRef, Token};

/// Events for one stream, as part of an append to several.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Append {
    /// The stream.
    pub stream: StreamRef,
    /// What must hold of it.
    pub expect: Expect,
    /// The events.
    pub events: Vec<NewEvent>,
}

/// What an append did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Appended {
    /// Stream by stream, in the order of the append.
    pub streams: Vec<AppendedTo>,
}

/// What an append did to one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppendedTo {
    /// The stream.
    pub stream: StreamRef,
    /// Its version after the append.
    pub version: u64,
    /// Its heads after the append: expect it, or read from it, on any node.
    pub token: Token,
    /// Position of the last event.
    pub position: u64,
    /// How many events were stored; fewer than given where ids were there already.
    pub stored: usize,
}

impl Appended {
    /// Version of the (first) stream after the append.
    pub fn version(&self) -> u64 {
        self.streams.first().map_or(0, |stream| stream.version)
    }

    /// The heads of all its streams.
    pub fn token(&self) -> Token {
        Token::new(
            self.streams.iter().flat_map(|stream| stream.token.heads().iter().copied()).collect(),
        )
    }

    /// Position of the last event.
    pub fn position(&self) -> u64 {
        self.streams.iter().map(|stream| stream.position).max().unwrap_or(0)
    }

    /// How many events were stored; fewer than given where ids were there already.
    pub fn stored(&self) -> usize {
        self.streams.iter().map(|stream| stream.stored).sum()
    }
}

impl Append {
    /// Events of a Rust type for one stream.
    ///
    /// # Errors
    /// An event that can't be written as JSON.
    pub fn new<E: Event>(
        key: impl Into<String>,
        expect: Expect,
        events: impl IntoIterator<Item = E>,
    ) -> Result<Self> {
        let events =
            events.into_iter().map(|event| NewEvent::typed(&event)).collect::<Result<_>>()?;
        Ok(Self::events(StreamRef::new(E::STREAM_TYPE, key), expect, events))
    }

    /// Events that carry ids or metadata, or have no Rust type here.
    pub fn events(stream: StreamRef, expect: Expect, events: Vec<NewEvent>) -> Self {
        Self { stream, expect, events }
    }
}
