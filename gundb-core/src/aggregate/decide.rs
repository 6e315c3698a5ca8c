//! Load, decide, append: tried again where another writer came between.

use super::Stream;
use crate::error::{Error, Result};
use crate::model::{Event as _, Expect, StreamRef, Token};
use crate::store::{Appended, Gundb};

/// How often a decision is made anew before its conflict is handed on.
pub const DECIDE_ATTEMPTS_MAX: u32 = 8;

/// What a decision comes to: events, or the caller's own error.
pub type Decision<E> = Result<Vec<E>, Box<dyn std::error::Error + Send + Sync>>;

/// State of a stream, and which of its events it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<S> {
    /// The folded state.
    pub state: S,
    /// How many events it comes from.
    pub version: u64,
    /// The stream's heads: expect them with [`Expect::At`].
    pub token: Token,
}

impl Gundb {
    /// Folds a stream into its state. A stream without events gives the default state at version 0.
    ///
    /// Events whose type `S` does not know are passed over.
    ///
    /// # Errors
    /// An event that does not decode; a database that can't be read.
    pub async fn load<S: Stream>(&self, key: impl Into<String>) -> Result<Loaded<S>> {
        let mut loaded = Loaded { state: S::default(), version: 0, token: Token::default() };
        self.register_events::<S::Event>().await?;
        let stream = StreamRef::new(S::Event::STREAM_TYPE, key);
        let state = &mut loaded.state;
        let fold = |event_type: &str, payload: &str| {
            if let Some(event) = S::Event::from_payload(event_type, payload)? {
                state.apply(event);
            }
            Ok(())
        };
        let (version, token) = self.fold_stream(&stream, fold).await?;
        loaded.version = version;
        loaded.token = token;
        Ok(loaded)
    }

    /// Loads a stream, lets `decide` make events of its state, and appends them if nothing came between; else again, at
    /// most [`DECIDE_ATTEMPTS_MAX`] times. `decide` must be pure: it may run several times, and may not call the database. No events, no append: `None`.
    ///
    /// # Errors
    /// `is_user()` with `decide`'s own error inside (see [`Error::downcast`]); `is_conflict()` where others were faster
    /// every time; else as [`Gundb::append`].
    pub async fn decide<S: Stream>(
        &self,
        key: impl Into<String>,
        decide: impl Fn(&S) -> Decision<S::Event>,
    ) -> Result<Option<Appended>> {
        let key = key.into();
        // Tasks of one process take turns: only other processes can come between.
        let _turn = self.decider(&StreamRef::new(S::Event::STREAM_TYPE, key.clone())).await;
        let mut attempt = 1;
        loop {
            let loaded = self.load::<S>(key.clone()).await?;
            let events = decide(&loaded.state).map_err(Error::user)?;
            if events.is_empty() {
                return Ok(None);
            }
            match self.append(key.clone(), Expect::Exact(loaded.version), events).await {
                Err(error) if error.is_conflict() && attempt < DECIDE_ATTEMPTS_MAX => attempt += 1,
                done => return done.map(Some),
            }
        }
    }
}
