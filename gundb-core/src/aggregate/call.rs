//! A decision: what its events are to say besides, and the future that loads, decides and appends.
//!
//! It is written by hand, so that it can be sent between threads exactly where the caller's closure
//! can.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::sync::MutexGuard;
use uuid::Uuid;

use super::Stream;
use super::load::LoadedStream;
use crate::error::{Error, Result};
use crate::model::NewEvent;
use crate::model::{Event as _, Expect, StreamRef};
use crate::store::{Append, Appended, Extras, Gundb, extras_methods};

/// How often a decision is made anew before its conflict is handed on.
pub const DECIDE_ATTEMPTS_MAX: u32 = 8;

/// What a decision comes to: events, or the caller's own error.
pub type Decision<E> = Result<Vec<E>, Box<dyn std::error::Error + Send + Sync>>;

/// A decision that is made ready: await it, after metadata and ids were said where there are some.
/// See [`Gundb::decide`].
#[must_use = "nothing is decided until it is awaited"]
pub struct DecideCall<'a, S, F> {
    db: &'a Gundb,
    key: String,
    decide: F,
    extras: Extras,
    /// How often it was decided.
    attempts: u32,
    step: Step<'a, S>,
}

/// Tasks of one process take turns: only other processes can come between loading and appending.
type Turn<'a> = MutexGuard<'a, ()>;
type Steps<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

enum Step<'a, S> {
    Planned,
    Loading(Steps<'a, Result<(Turn<'a>, Seen<S>)>>),
    Appending(Steps<'a, (Turn<'a>, Result<Appended>)>),
}

/// What is there when it is to be decided.
enum Seen<S> {
    /// It was decided before, under one of the call's ids.
    Decided(Appended),
    Loaded(LoadedStream<S>),
}

// Nothing in it is ever pinned itself: the futures stand in boxes of their own.
impl<S, F> Unpin for DecideCall<'_, S, F> {}

impl<'a, S: Stream, F: Fn(&S) -> Decision<S::Event>> DecideCall<'a, S, F> {
    pub(super) fn new(db: &'a Gundb, key: String, decide: F) -> Self {
        Self { db, key, decide, extras: Extras::default(), attempts: 0, step: Step::Planned }
    }

    extras_methods!();

    /// Ids of the events, in their order; it may decide on fewer events than there are ids, and
    /// events without one come after those with one. With ids the decision may be tried again:
    /// where an event of the stream has one of them, it was decided before, and the answer is that
    /// of then. The closure does not run again, since the state is another one by now.
    pub fn ids(mut self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        self.extras.ids = ids.into_iter().collect();
        self.extras.id_rule = crate::model::IdRule::IdIsEnough;
        self
    }

    fn extras(&mut self) -> &mut Extras {
        &mut self.extras
    }

    fn load(&self, turn: Option<Turn<'a>>) -> Step<'a, S> {
        let (db, key, ids) = (self.db, self.key.clone(), self.extras.ids.clone());
        Step::Loading(Box::pin(async move {
            let stream = StreamRef::new(S::Event::STREAM_TYPE, key.clone());
            let turn = match turn {
                Some(turn) => turn,
                None => db.decider(&stream).await,
            };
            if let Some(decided) = db.appended_as(&stream, &ids).await? {
                return Ok((turn, Seen::Decided(decided)));
            }
            Ok((turn, Seen::Loaded(db.load::<S>(key).await?)))
        }))
    }

    fn append(
        &mut self,
        turn: Turn<'a>,
        version: u64,
        events: Vec<S::Event>,
    ) -> Result<Step<'a, S>> {
        let mut events = events.iter().map(NewEvent::typed).collect::<Result<Vec<_>>>()?;
        let mut extras = self.extras.clone();
        extras.ids.truncate(events.len());
        extras.put_on(&mut events)?;
        let stream = StreamRef::new(S::Event::STREAM_TYPE, self.key.clone());
        let append = Append::events(stream, Expect::Exact(version), events);
        let db = self.db;
        Ok(Step::Appending(Box::pin(async move { (turn, db.append_all(vec![append]).await) })))
    }
}

impl<S: Stream, F: Fn(&S) -> Decision<S::Event>> Future for DecideCall<'_, S, F> {
    type Output = Result<Option<Appended>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let call = &mut *self;
        loop {
            call.step = match &mut call.step {
                Step::Planned => call.load(None),
                Step::Loading(loading) => match ready!(loading.as_mut().poll(context))? {
                    (_, Seen::Decided(appended)) => return Poll::Ready(Ok(Some(appended))),
                    (turn, Seen::Loaded(loaded)) => {
                        call.attempts += 1;
                        let events = (call.decide)(&loaded.state).map_err(Error::user)?;
                        if events.is_empty() {
                            return Poll::Ready(Ok(None));
                        }
                        call.append(turn, loaded.version, events)?
                    }
                },
                Step::Appending(appending) => match ready!(appending.as_mut().poll(context)) {
                    (turn, Err(error))
                        if error.is_conflict() && call.attempts < DECIDE_ATTEMPTS_MAX =>
                    {
                        call.load(Some(turn))
                    }
                    (_, done) => return Poll::Ready(done.map(Some)),
                },
            };
        }
    }
}

impl<S, F> std::fmt::Debug for DecideCall<'_, S, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DecideCall")
            .field("key", &self.key)
            .field("extras", &self.extras)
            .finish_non_exhaustive()
    }
}
