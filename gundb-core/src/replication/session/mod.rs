//! One meeting of two nodes, as a state machine: inputs go in, actions come out.
//!
//! First they compare what they hold ([`comparison`]), then each sends what the other lacks
//! ([`sending`]) and stores what comes ([`receiving`]). Nothing of a session is kept: after a cut,
//! the next one finds what is still missing.
//!
//! It does no I/O, reads no clock and draws no random number, so that a test can play every fault
//! on it. `transport/drive.rs` does what it says, and hands in what came of it.
//!
//! Heads are summed up by ranges of origins (`digest.rs`), and ranges that differ are split until
//! the logs are found; `difference.rs` says who lacks what. While records are sent, the chain of
//! each log is followed, so that a fork below the heads is found before anything of it goes out. A
//! sink reads what comes by `Run::open` (`run.rs`).

mod action;
mod broken;
mod comparison;
mod hear;
mod receiving;
mod sending;

use std::collections::BTreeSet;
use std::fmt;

use super::digest::{Digest, Told};
use super::interface::{Loaded, Received};
use super::limits::FORKED_MAX;
use super::message::{Body, Hello, Message};
use crate::model::{Origin, Reference, Space};

pub use action::{Input, SessionAction, Summary};
use broken::Broken;
use comparison::Comparison;
use receiving::Receiving;
use sending::Sending;

/// One side of a session.
pub struct Session {
    space: Space,
    turn: Turn,
    comparison: Comparison,
    /// What our hello reported, where we said one.
    hello: Option<Told>,
    /// Whether the other node's hello was answered by nothing so far. Where a Done is the answer,
    /// nobody lacks anything, and both are at their end.
    is_silent: bool,
    sending: Sending,
    receiving: Receiving,
    /// Numbers of the next message out and in.
    number_out: u32,
    number_in: u32,
    sent: u64,
    received: Received,
    forked: BTreeSet<Origin>,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// Nothing was said yet.
    Fresh,
    /// The other node has to answer.
    Theirs,
    /// The other node's answer goes on.
    TheirsStill,
    /// Both know what they have to send.
    Settled,
    /// Over; nothing is heard any more.
    Over,
}

impl Session {
    /// A session of a node that replicates a space and holds these heads.
    pub fn new(space: Space, heads: Vec<Reference>) -> Self {
        Self {
            space,
            turn: Turn::Fresh,
            comparison: Comparison::new(Digest::new(heads)),
            hello: None,
            is_silent: false,
            sending: Sending::default(),
            receiving: Receiving::default(),
            number_out: 0,
            number_in: 0,
            sent: 0,
            received: Received::default(),
            forked: BTreeSet::new(),
        }
    }

    /// Whether the session is over.
    pub fn is_over(&self) -> bool {
        self.turn == Turn::Over
    }

    /// Takes in what happened, and says what to do.
    pub fn step(&mut self, input: Input) -> Vec<SessionAction> {
        let mut actions = Vec::new();
        if self.is_over() {
            return actions;
        }
        match self.hear(input, &mut actions) {
            Ok(()) => self.go_on(&mut actions),
            Err(broken) => self.break_off(broken, &mut actions),
        }
        actions
    }

    fn hear(&mut self, input: Input, actions: &mut Vec<SessionAction>) -> Result<(), Broken> {
        match input {
            Input::Started => self.begin(actions),
            Input::Received(message) => self.hear_message(message, actions)?,
            Input::Garbled(refusal, error) => return Err(Broken::garbled(refusal, error)),
            Input::Loaded(loaded) => self.send_events(loaded, actions)?,
            Input::Stored(received) => self.acknowledge(received, actions),
            Input::Failed(error) => return Err(Broken::failed(error)),
        }
        Ok(())
    }

    /// What is due once both know what they have to send.
    fn go_on(&mut self, actions: &mut Vec<SessionAction>) {
        if self.turn != Turn::Settled {
            return;
        }
        actions.extend(self.receiving.next().map(SessionAction::Store));
        actions.extend(self.sending.next().map(SessionAction::Load));
        if self.sending.is_exhausted() && !self.sending.is_done {
            self.sending.is_done = true;
            self.receiving.is_closed |= self.is_silent;
            let forked = self.forked.iter().copied().take(FORKED_MAX).collect();
            self.send(Body::Done { forked }, actions);
        }
        if self.sending.is_over() && self.receiving.is_over() {
            self.end(Ok(()), actions);
        }
    }

    fn begin(&mut self, actions: &mut Vec<SessionAction>) {
        if self.turn == Turn::Fresh {
            let told = self.comparison.open();
            self.hello = Some(told.clone());
            self.turn = Turn::Theirs;
            self.send(Body::Hello(Hello { space: self.space, told }), actions);
        }
    }

    fn send_events(
        &mut self,
        loaded: Loaded,
        actions: &mut Vec<SessionAction>,
    ) -> Result<(), Broken> {
        let runs = self.sending.take(loaded, &mut self.forked).map_err(Broken::failed)?;
        if !runs.is_empty() {
            let records = runs.iter().map(|run| run.records.len() as u64).sum();
            self.sending.sent(self.number_out, records);
            self.is_silent = false;
            self.send(Body::Events(runs), actions);
        }
        Ok(())
    }

    fn acknowledge(&mut self, received: Received, actions: &mut Vec<SessionAction>) {
        if let Some(number) = self.receiving.stored() {
            self.received.add(received);
            self.send(Body::Acknowledged { number }, actions);
        }
    }

    fn break_off(&mut self, broken: Broken, actions: &mut Vec<SessionAction>) {
        if let Some(refusal) = broken.refusal {
            self.send(Body::Refused(refusal), actions);
        }
        self.end(Err(broken.error), actions);
    }

    fn send(&mut self, body: Body, actions: &mut Vec<SessionAction>) {
        actions.push(SessionAction::Send(Message { number: self.number_out, body }));
        self.number_out += 1;
    }

    fn end(&mut self, ended: crate::error::Result<()>, actions: &mut Vec<SessionAction>) {
        self.turn = Turn::Over;
        actions.push(SessionAction::Done(Summary {
            ended,
            sent: self.sent,
            received: std::mem::take(&mut self.received),
            forked: std::mem::take(&mut self.forked).into_iter().collect(),
        }));
    }
}

/// Where it stands; not what waits in it, which may be megabytes.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("space", &self.space)
            .field("turn", &self.turn)
            .field("sent", &self.sent)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}
