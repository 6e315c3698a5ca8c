//! An append of typed events: what it is to say besides, and the future that does it.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use uuid::Uuid;

use super::answer::{Append, Appended};
use super::extras::{Extras, extras_methods};
use crate::error::Result;
use crate::model::{Event, Expect, IdRule, NewEvent, StreamRef};
use crate::store::handle::Gundb;

/// An append that is made ready: await it, after metadata and ids were said where there are some.
/// See [`Gundb::append`].
#[must_use = "nothing is appended until it is awaited"]
pub struct AppendCall<E> {
    /// Until it is polled the first time.
    planned: Option<Planned>,
    extras: Extras,
    running: Option<Pin<Box<dyn Future<Output = Result<Appended>> + Send>>>,
    event: PhantomData<fn() -> E>,
}

struct Planned {
    db: Gundb,
    stream: StreamRef,
    expect: Expect,
    /// What could not be written as JSON is an error of the call.
    events: Result<Vec<NewEvent>>,
}

impl<E: Event> AppendCall<E> {
    pub(super) fn new(
        db: &Gundb,
        key: String,
        expect: Expect,
        events: impl IntoIterator<Item = E>,
    ) -> Self {
        let stream = StreamRef::new(E::STREAM_TYPE, key);
        let events = events.into_iter().map(|event| NewEvent::typed(&event)).collect();
        let planned = Some(Planned { db: db.clone(), stream, expect, events });
        Self { planned, extras: Extras::default(), running: None, event: PhantomData }
    }

    extras_methods!();

    /// Ids of the events, one for each, in their order. With ids the append may be tried again:
    /// what the stream has under an id with the same content is not stored twice, and the answer is
    /// that of the first time. An id counts inside its stream.
    ///
    /// # Errors
    /// `is_invalid()` from the call where there are fewer ids than events, or more: a retry would
    /// store an event without an id once more.
    pub fn ids(mut self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        self.extras.ids = ids.into_iter().collect();
        self
    }

    /// Lets the ids alone say that the events are stored already, whatever their payloads say: see
    /// [`IdRule::IdIsEnough`].
    pub fn id_is_enough(mut self) -> Self {
        self.extras.id_rule = IdRule::IdIsEnough;
        self
    }

    fn extras(&mut self) -> &mut Extras {
        &mut self.extras
    }
}

impl<E: Event> Future for AppendCall<E> {
    type Output = Result<Appended>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let call = &mut *self;
        let running = match call.planned.take() {
            Some(planned) => call
                .running
                .insert(Box::pin(append::<E>(planned, std::mem::take(&mut call.extras)))),
            None => call.running.as_mut().expect("a call that is not planned any more runs"),
        };
        running.as_mut().poll(context)
    }
}

async fn append<E: Event>(planned: Planned, extras: Extras) -> Result<Appended> {
    let Planned { db, stream, expect, events } = planned;
    let mut events = events?;
    extras.check_complete(events.len())?;
    extras.put_on(&mut events)?;
    db.register_events::<E>().await?;
    db.append_all(vec![Append::events(stream, expect, events)]).await
}

impl<E> std::fmt::Debug for AppendCall<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let stream = self.planned.as_ref().map(|planned| &planned.stream);
        f.debug_struct("AppendCall")
            .field("stream", &stream)
            .field("extras", &self.extras)
            .finish_non_exhaustive()
    }
}
