//! State of one stream, folded from its events.

use super::Stream;
use crate::error::Result;
use crate::model::{Event as _, StreamRef, Token};
use crate::store::Gundb;

/// State of a stream, and which of its events it comes from.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LoadedStream<S> {
    /// The folded state.
    pub state: S,
    /// How many events it comes from.
    pub version: u64,
    /// The stream's heads: expect them with [`Expect::At`](crate::model::Expect::At).
    pub token: Token,
}

/// # Deciding
impl Gundb {
    /// Folds a stream into its state. A stream without events gives the default state at version 0.
    ///
    /// Events whose type `S` does not know are passed over.
    ///
    /// # Errors
    /// `is_definition()`: an event that the type does not read; a database that can't be read.
    pub async fn load<S: Stream>(&self, key: impl Into<String>) -> Result<LoadedStream<S>> {
        let mut loaded = LoadedStream { state: S::default(), version: 0, token: Token::default() };
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
}
