//! Load, decide, append: tried again where another writer came between.

use super::Stream;
use super::call::DecideCall;
use crate::error::Result;
use crate::model::{Event as _, StreamRef, Token};
use crate::store::Gundb;

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
    /// The stream's heads: expect them with [`Expect::At`](crate::model::Expect::At).
    pub token: Token,
}

impl Gundb {
    /// Folds a stream into its state. A stream without events gives the default state at version 0.
    ///
    /// Events whose type `S` does not know are passed over.
    ///
    /// # Errors
    /// `is_definition()`: an event that the type does not read; a database that can't be read.
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
    /// most [`DECIDE_ATTEMPTS_MAX`] times. `decide` must be pure: it may run several times, and may not call the database. No
    /// events, no append: `None`. Nothing happens before it is awaited; until then, metadata and ids may be said:
    ///
    /// ```
    /// # use gundb::prelude::*;
    /// # #[derive(Event)]
    /// # #[event(stream = "account")]
    /// # enum AccountEvent { Withdrawn { cents: i64 } }
    /// # #[derive(Stream, Default)]
    /// # #[stream(name = "account", event = AccountEvent)]
    /// # struct Account { balance: i64 }
    /// # impl Apply<AccountEvent> for Account {
    /// #     fn apply(&mut self, event: AccountEvent) {
    /// #         let AccountEvent::Withdrawn { cents } = event;
    /// #         self.balance -= cents;
    /// #     }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> gundb::Result<()> {
    /// # let db = Gundb::open("sqlite::memory:").await?;
    /// let request = uuid::Uuid::new_v4();
    /// let withdraw = || db.decide::<Account>("alice", |_| Ok(vec![AccountEvent::Withdrawn { cents: 5 }]));
    /// for stored in [1, 0] {
    ///     let done = withdraw().id(request).actor("alice").await?.unwrap();
    ///     assert_eq!(done.stored(), stored);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `is_user()` with `decide`'s own error inside (see [`Error::downcast`](crate::Error::downcast)); `is_conflict()` where others were faster
    /// every time; else as [`Gundb::append`].
    pub fn decide<S: Stream>(
        &self,
        key: impl Into<String>,
        decide: impl Fn(&S) -> Decision<S::Event>,
    ) -> DecideCall<'_, S, impl Fn(&S) -> Decision<S::Event>> {
        DecideCall::new(self, key.into(), decide)
    }
}
