//! Load, decide, append: tried again where another writer came between.

use super::Stream;
use super::call::{DecideCall, Decision};
use crate::store::Gundb;

/// # Deciding
impl Gundb {
    /// Loads a stream, lets `decide` make events of its state, and appends them if nothing came
    /// between; else again, at most [`DECIDE_ATTEMPTS_MAX`](super::DECIDE_ATTEMPTS_MAX) times.
    /// `decide` must be pure: it may run several times, and may not call the database. No events,
    /// no append: `None`. Nothing happens before it is awaited; until then, metadata and ids may be
    /// said:
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
    /// `is_user()` with `decide`'s own error inside (see
    /// [`Error::downcast`](crate::Error::downcast)); `is_conflict()` where others were faster every
    /// time; else as [`Gundb::append`].
    pub fn decide<S: Stream>(
        &self,
        key: impl Into<String>,
        decide: impl Fn(&S) -> Decision<S::Event>,
    ) -> DecideCall<'_, S, impl Fn(&S) -> Decision<S::Event>> {
        DecideCall::new(self, key.into(), decide)
    }
}
