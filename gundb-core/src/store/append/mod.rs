//! Appending: the door where everything from outside is checked, and the answer.

mod door;

use super::conflict::{CONFLICT_MISSED_MAX, Conflict};
use super::handle::Gundb;
use super::write::{Refusal, Request, Stored, StreamRequest};
use crate::error::{Error, Result};
use crate::model::{Event, Expect, NewEvent, StreamRef, Token, name};

/// Events for one stream, as part of an append to several.
#[derive(Clone, Debug)]
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
pub struct Appended {
    /// Stream by stream, in the order of the append.
    pub streams: Vec<AppendedTo>,
}

/// What an append did to one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppendedTo {
    /// The stream.
    pub stream: StreamRef,
    /// Its version behind the append.
    pub version: u64,
    /// Its heads behind the append: expect it, or read from it, on any node.
    pub token: Token,
    /// Position of the last event.
    pub position: u64,
    /// How many events were stored; fewer than given where ids were there already.
    pub stored: usize,
}

impl Appended {
    /// Version of the (first) stream behind the append.
    pub fn version(&self) -> u64 {
        self.streams.first().map_or(0, |stream| stream.version)
    }

    /// The heads of all its streams.
    pub fn token(&self) -> Token {
        Token::new(self.streams.iter().flat_map(|stream| stream.token.heads().iter().copied()).collect())
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
        let events = events.into_iter().map(|event| NewEvent::typed(&event)).collect::<Result<_>>()?;
        Ok(Self::events(StreamRef::new(E::STREAM_TYPE, key), expect, events))
    }

    /// Events that carry ids or metadata, or have no Rust type here.
    pub fn events(stream: StreamRef, expect: Expect, events: Vec<NewEvent>) -> Self {
        Self { stream, expect, events }
    }
}

impl Gundb {
    /// Appends events of a Rust type to one stream, in one transaction with the views.
    ///
    /// # Errors
    /// `is_conflict()` where the expectation did not hold; `is_invalid()` where an event was refused;
    /// `is_unavailable()` where the database could not be written. Nothing is stored then.
    pub async fn append<E: Event>(
        &self,
        key: impl Into<String>,
        expect: Expect,
        events: impl IntoIterator<Item = E>,
    ) -> Result<Appended> {
        self.register_events::<E>().await?;
        self.append_all(vec![Append::new(key, expect, events)?]).await
    }

    /// Appends events to one stream that carry ids or metadata, or have no Rust type here.
    ///
    /// # Errors
    /// As [`Gundb::append`], and an event type that nobody registered.
    pub async fn append_events(
        &self,
        stream: StreamRef,
        expect: Expect,
        events: Vec<NewEvent>,
    ) -> Result<Appended> {
        self.append_all(vec![Append::events(stream, expect, events)]).await
    }

    /// Appends to several streams, all or nothing.
    ///
    /// # Errors
    /// As [`Gundb::append`]; also where a stream is there twice.
    pub async fn append_all(&self, mut appends: Vec<Append>) -> Result<Appended> {
        let request = self.prepare(&mut appends).await?;
        match self.writer.write(request).await? {
            Ok(stored) => Ok(answer(appends, stored)),
            Err(Refusal::Duplicate(duplicate)) => Err(Error::duplicate_id(duplicate)),
            Err(Refusal::Unfit(error)) => Err(error),
            Err(Refusal::Conflict { stream, version, token }) => {
                let append = &appends[stream];
                let missed = Box::pin(self.missed(append, version, CONFLICT_MISSED_MAX)).await?;
                Err(Error::conflict(Conflict {
                    stream: append.stream.clone(),
                    expected: append.expect.clone(),
                    actual_version: version,
                    actual: token,
                    missed,
                }))
            }
        }
    }

    /// Checks what an append would be refused for before it reaches the database's writer: sizes, names, and payloads against
    /// their schemas. Stores nothing; expectations, ids and views are not looked at.
    ///
    /// # Errors
    /// `is_invalid()` where an event was refused; a database that can't be read.
    pub async fn check(&self, appends: &[Append]) -> Result<()> {
        self.prepare(&mut appends.to_vec()).await.map(drop)
    }

    /// Takes the events out of the appends.
    async fn prepare(&self, appends: &mut [Append]) -> Result<Request> {
        door::check_batch(appends)?;
        let mut catalog = self.shared.catalog();
        if !appends.iter().all(|append| door::knows(&catalog, append)) {
            catalog = self.reload_catalog().await?;
        }
        let streams = appends.iter_mut().map(|append| {
            name::check_key(&append.stream.key)?;
            let events = std::mem::take(&mut append.events).into_iter();
            let events = events.map(|event| door::prepared(&catalog, &append.stream, event));
            Ok(StreamRequest {
                id: self.shared.space.stream_id(&append.stream.stream_type, &append.stream.key),
                stream: append.stream.clone(),
                expect: append.expect.clone(),
                events: events.collect::<Result<_>>()?,
            })
        });
        let streams = streams.collect::<Result<Vec<_>>>()?;
        door::check_bytes(&streams)?;
        Ok(Request { streams })
    }
}

fn answer(appends: Vec<Append>, stored: Stored) -> Appended {
    let streams = appends.into_iter().zip(stored.streams).map(|(append, stored)| AppendedTo {
        stream: append.stream,
        version: stored.version,
        token: stored.token,
        position: stored.position,
        stored: stored.new,
    });
    Appended { streams: streams.collect() }
}
