//! A clock that holds the writer while a group gathers.

use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex};

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use gundb::clock::Clock;
use gundb::prelude::*;
use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::task::coop::unconstrained;

use super::pay;

/// The writer asks its clock for the time before each transaction: while the gate is closed, it
/// waits for the answer, and what callers bring meanwhile stays in the queue.
#[derive(Clone, Default)]
pub(super) struct Gate(Arc<Inner>);

#[derive(Default)]
struct Inner {
    is_closed: Mutex<bool>,
    opened: Condvar,
    /// The writer waits at the gate.
    reached: Notify,
}

impl Clock for Gate {
    fn now(&self) -> Timestamp {
        let mut is_closed = self.0.is_closed.lock().unwrap();
        if *is_closed {
            self.0.reached.notify_one();
        }
        while *is_closed {
            is_closed = self.0.opened.wait(is_closed).unwrap();
        }
        Timestamp::UNIX_EPOCH
    }
}

impl Gate {
    /// Holds the writer in a transaction of one event, of a stream that is used for nothing else.
    pub(super) async fn hold(&self, members: &Gundb) -> Held {
        *self.0.is_closed.lock().unwrap() = true;
        let members = members.clone();
        let held = Held {
            gate: self.clone(),
            first: Some(tokio::spawn(async move { pay(&members, "first", Expect::Any, 1).await })),
        };
        self.0.reached.notified().await;
        held
    }

    /// Queues what callers ask for as one group; the answers, in order.
    pub(super) async fn group<F: Future>(
        &self,
        members: &Gundb,
        callers: impl IntoIterator<Item = F>,
    ) -> Vec<F::Output> {
        self.group_while(members, callers, async {}).await.0
    }

    /// Queues what callers ask for as one group, and lets something else happen before it is
    /// written.
    pub(super) async fn group_while<F: Future, T>(
        &self,
        members: &Gundb,
        callers: impl IntoIterator<Item = F>,
        meanwhile: impl Future<Output = T>,
    ) -> (Vec<F::Output>, T) {
        let (held, callers, done) = self.gathered(members, callers, meanwhile).await;
        held.go_on().await;
        (join_all(callers).await, done)
    }

    /// Queues what callers ask for as one group, and lets something else happen that keeps the
    /// writer from writing.
    pub(super) async fn group_blocked<F: Future, T>(
        &self,
        members: &Gundb,
        callers: impl IntoIterator<Item = F>,
        meanwhile: impl Future<Output = T>,
    ) -> (Vec<F::Output>, T) {
        let (held, callers, done) = self.gathered(members, callers, meanwhile).await;
        held.go_on_in_vain().await;
        (join_all(callers).await, done)
    }

    /// A group that is queued while the writer waits.
    async fn gathered<F: Future, T>(
        &self,
        members: &Gundb,
        callers: impl IntoIterator<Item = F>,
        meanwhile: impl Future<Output = T>,
    ) -> (Held, Vec<Pin<Box<F>>>, T) {
        let held = self.hold(members).await;
        let callers = queued(callers);
        (held, callers, meanwhile.await)
    }

    fn open(&self) {
        *self.0.is_closed.lock().unwrap() = false;
        self.0.opened.notify_all();
    }
}

/// Callers that have queued their requests, in order.
pub(super) fn queued<F: Future>(callers: impl IntoIterator<Item = F>) -> Vec<Pin<Box<F>>> {
    let mut callers: Vec<_> = callers.into_iter().map(Box::pin).collect();
    for caller in &mut callers {
        assert!(
            unconstrained(caller).now_or_never().is_none(),
            "the writer is held, and answers nobody"
        );
    }
    callers
}

/// The writer is held until this is dropped.
pub(super) struct Held {
    gate: Gate,
    first: Option<JoinHandle<gundb::Result<u64>>>,
}

impl Held {
    /// Lets the writer continue.
    pub(super) async fn go_on(self) {
        self.first_answer().await.expect("it is appended");
    }

    /// Lets the writer continue to where it fails.
    pub(super) async fn go_on_in_vain(self) {
        self.first_answer().await.expect_err("it can't be appended");
    }

    async fn first_answer(mut self) -> gundb::Result<u64> {
        self.gate.open();
        self.first.take().expect("it is taken once").await.expect("it ends")
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.gate.open();
    }
}
