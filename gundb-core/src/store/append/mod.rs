//! Appending: everything from outside is validated, and the answer.
//!
//! Nothing is locked here. A payload is checked against its schema in one pass over its text
//! (`model/accept.rs`); a refusal is explained by the strict parser, which takes no key twice and
//! no U+0000. A conflict is given the events that were missed (`store/conflict.rs`).

mod answer;
mod call;
mod extras;
mod repeated;
mod unchecked;
mod validate;

use crate::error::{Error, Result};
use crate::model::{Event, Expect, NewEvent, StreamRef, name};
use crate::store::conflict::Conflict;
use crate::store::handle::Gundb;
use crate::store::write::{Outcome, Refusal, Request, Stored, StreamRequest};

pub use answer::{Append, Appended, AppendedTo};
pub use call::AppendCall;
pub(crate) use extras::{Extras, extras_methods};

/// # Appending
impl Gundb {
    /// Appends events of a Rust type to one stream, in one transaction with the views. Nothing
    /// happens before it is awaited; until then, metadata and ids may be said:
    ///
    /// ```
    /// # use gundb::prelude::*;
    /// # #[derive(Event)]
    /// # #[event(stream = "account")]
    /// # enum AccountEvent { Opened { owner: String }, Deposited { cents: i64 } }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> gundb::Result<()> {
    /// # let db = Gundb::open("sqlite::memory:").await?;
    /// let opened = AccountEvent::Opened { owner: "Alice".into() };
    /// db.append("alice", Expect::New, [opened]).actor("tina").correlation("request-17").await?;
    ///
    /// // A retry stores nothing, and hears what the first try would have heard.
    /// let id = uuid::Uuid::new_v4();
    /// for stored in [1, 0] {
    ///     let deposit = AccountEvent::Deposited { cents: 700 };
    ///     let done = db.append("alice", Expect::Any, [deposit]).id(id).header("channel", "web").await?;
    ///     assert_eq!((done.version(), done.stored()), (2, stored));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `is_conflict()` where the expectation did not hold; `is_invalid()` where an event was
    /// refused; `is_duplicate_id()` where an id belongs to another event; `is_not_unique()` where
    /// another row of a view has a value that must be unique, and `is_behind()` where such a view
    /// could not be caught up for the answer; `is_unavailable()` where the database could not be
    /// written. Nothing is stored then.
    pub fn append<E: Event>(
        &self,
        key: impl Into<String>,
        expect: Expect,
        events: impl IntoIterator<Item = E>,
    ) -> AppendCall<E> {
        AppendCall::new(self, key.into(), expect, events)
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

    /// Appends to several streams, all or nothing. Events are stored in the order in which they are
    /// given, which views over many streams go by; streams may take turns: what is expected of a
    /// stream is said in its first part, and [`Expect::Any`] in the others. The answer has each
    /// stream once.
    ///
    /// # Errors
    /// As [`Gundb::append`].
    pub async fn append_all(&self, appends: Vec<Append>) -> Result<Appended> {
        let appended = self.append_parts(appends).await;
        self.shared.counting.appended(appended.as_ref().map(Appended::stored));
        appended
    }

    async fn append_parts(&self, appends: Vec<Append>) -> Result<Appended> {
        validate::check_batch(&appends)?;
        let (mut appends, turns) = validate::by_stream(appends)?;
        let request = self.prepare(&mut appends, turns).await?;
        match self.write_checked(request).await? {
            Ok(stored) => Ok(answer(appends, stored)),
            Err(Refusal::Duplicate(duplicate)) => Err(Error::duplicate_id(*duplicate)),
            Err(Refusal::Unfit(error)) => Err(error),
            Err(Refusal::Unchecked(unchecked)) => Err(unchecked::append_again(&unchecked)),
            Err(Refusal::Conflict { stream, version, token }) => {
                let append = &appends[stream];
                let missed = Box::pin(self.missed(append, version)).await?;
                Err(Error::conflict(Conflict {
                    stream: append.stream.clone(),
                    expected: append.expect.clone(),
                    actual_version: version,
                    actual: token,
                    missed: missed.events,
                    missed_more: missed.more,
                }))
            }
        }
    }

    /// Writes a request; where a view has to be caught up before its unique values can be checked,
    /// that is done, and it is written again.
    async fn write_checked(&self, request: Request) -> Result<Outcome> {
        let again = self.may_be_unchecked().then(|| request.clone());
        let mut outcome = self.writer.write(request).await?;
        for _ in 0..unchecked::CATCH_UPS_MAX {
            let Err(Refusal::Unchecked(unchecked)) = &outcome else { break };
            Box::pin(self.make_checkable(unchecked)).await?;
            let Some(request) = again.as_ref() else { break };
            outcome = self.writer.write(request.clone()).await?;
        }
        Ok(outcome)
    }

    /// Checks what an append would be refused for before it reaches the database's writer: sizes,
    /// names, payloads against their schemas, and values against the views that fold them. Stores
    /// nothing; expectations, ids and unique values, which depend on what else is stored, are not
    /// looked at.
    ///
    /// # Errors
    /// `is_invalid()` where an event was refused; a database that can't be read.
    pub async fn check(&self, appends: &[Append]) -> Result<()> {
        validate::check_batch(appends)?;
        let (mut appends, turns) = validate::by_stream(appends.to_vec())?;
        let request = self.prepare(&mut appends, turns).await?;
        request.check_views(&*self.fresh_catalog().await?)
    }

    /// Takes the events out of the appends.
    async fn prepare(&self, appends: &mut [Append], turns: Vec<usize>) -> Result<Request> {
        let mut catalog = self.shared.catalog();
        if !appends.iter().all(|append| validate::knows(&catalog, append)) {
            catalog = self.reload_catalog().await?;
        }
        let streams = appends.iter_mut().map(|append| {
            name::check_key(&append.stream.key)?;
            let events = std::mem::take(&mut append.events).into_iter();
            let events = events.map(|event| validate::prepared(&catalog, &append.stream, event));
            Ok(StreamRequest {
                id: self.shared.space.stream_id(&append.stream.stream_type, &append.stream.key),
                stream: append.stream.clone(),
                expect: append.expect.clone(),
                events: events.collect::<Result<_>>()?,
            })
        });
        let streams = streams.collect::<Result<Vec<_>>>()?;
        validate::check_bytes(&streams)?;
        Ok(Request { streams, turns })
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
