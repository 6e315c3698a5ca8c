//! Two nodes with a line between them that may be cut, may lose, repeat and swap messages.

use std::collections::VecDeque;

use super::super::limits::{EVENTS_BYTES_MAX, HEADER_BYTES};
use super::super::{Body, Input, Message, Session, SessionAction, Summary};
use super::node::Node;

/// No honest meeting of the tests has as many messages: more would be an endless loop.
const MESSAGES_MAX: usize = 5_000;

/// What happens to a message on its way, or meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Lose,
    Repeat,
    /// It comes after the next one.
    Swap,
    /// Before it is heard, its hearer appends an event.
    Meanwhile,
    /// The line breaks, and nothing comes any more.
    Cut,
}

/// One side: a session over a node, and what is on the way to it.
struct Side<'a> {
    node: &'a mut Node,
    session: Session,
    inbox: VecDeque<Vec<u8>>,
    summary: Option<Summary>,
}

/// A meeting in progress.
pub(super) struct Meeting<'a> {
    sides: [Side<'a>; 2],
    /// Every message that was sent, and by which side.
    pub(super) sent: Vec<(usize, Message)>,
    /// Bytes that each side sent.
    pub(super) bytes: [usize; 2],
}

impl<'a> Meeting<'a> {
    pub(super) fn new(left: &'a mut Node, right: &'a mut Node) -> Self {
        let side = |node: &'a mut Node| {
            let session = Session::new(node.space, node.log_heads());
            Side { node, session, inbox: VecDeque::new(), summary: None }
        };
        Self { sides: [side(left), side(right)], sent: Vec::new(), bytes: [0; 2] }
    }

    /// A meeting that the left one begins, and in which nothing goes wrong.
    pub(super) fn hold(left: &'a mut Node, right: &'a mut Node) -> Self {
        let mut meeting = Self::new(left, right);
        meeting.begin(0);
        meeting.run(|_| None, |_| 0);
        meeting
    }

    pub(super) fn begin(&mut self, side: usize) {
        self.step(side, Input::Started);
    }

    /// Delivers messages until none is left. `fault` is asked for the number of each message in
    /// turn, and `next` for the side that hears next where both could.
    pub(super) fn run(
        &mut self,
        mut fault: impl FnMut(usize) -> Option<Fault>,
        mut next: impl FnMut(usize) -> usize,
    ) {
        let mut delivered = 0;
        while let Some(side) = self.hearing(|| next(delivered)) {
            let inbox = &mut self.sides[side].inbox;
            let bytes = inbox.pop_front().expect("a message waits");
            match fault(delivered) {
                None => self.step(side, Input::from_bytes(&bytes)),
                Some(Fault::Lose) => {}
                Some(Fault::Meanwhile) => {
                    self.sides[side].node.append(1, 10);
                    self.step(side, Input::from_bytes(&bytes));
                }
                Some(Fault::Repeat) => {
                    self.step(side, Input::from_bytes(&bytes));
                    self.step(side, Input::from_bytes(&bytes));
                }
                Some(Fault::Swap) => {
                    let index = inbox.len().min(1);
                    inbox.insert(index, bytes);
                    let bytes = inbox.pop_front().expect("a message waits");
                    self.step(side, Input::from_bytes(&bytes));
                }
                Some(Fault::Cut) => return,
            }
            delivered += 1;
            assert!(delivered < MESSAGES_MAX, "the meeting does not end");
        }
    }

    /// The one summary of a side.
    pub(super) fn summary(&self, side: usize) -> &Summary {
        self.sides[side].summary.as_ref().expect("the session is over")
    }

    /// Whether both sides came to their end, and nothing was broken off.
    pub(super) fn is_complete(&self) -> bool {
        self.sides
            .iter()
            .all(|side| side.summary.as_ref().is_some_and(|summary| summary.ended.is_ok()))
    }

    fn hearing(&self, next: impl FnOnce() -> usize) -> Option<usize> {
        match [0, 1].map(|side| !self.sides[side].inbox.is_empty()) {
            [true, true] => Some(next() % 2),
            [left, right] => left.then_some(0).or(right.then_some(1)),
        }
    }

    /// Gives a session an input, and does what it says.
    pub(super) fn step(&mut self, side: usize, input: Input) {
        let mut actions = VecDeque::from(self.sides[side].session.step(input));
        while let Some(action) = actions.pop_front() {
            let Side { node, session, summary, .. } = &mut self.sides[side];
            match action {
                SessionAction::Send(message) => self.send(side, message),
                SessionAction::Load(load) => {
                    let loaded = node.load(&load);
                    actions.extend(session.step(Input::Loaded(loaded)));
                }
                SessionAction::Store(runs) => {
                    let received = node.receive(runs);
                    actions.extend(session.step(Input::Stored(received)));
                }
                SessionAction::Done(ended) => {
                    assert!(
                        summary.replace(ended).is_none() && session.is_over(),
                        "a session ends once"
                    );
                }
            }
        }
    }

    fn send(&mut self, side: usize, message: Message) {
        let bytes = message.encode();
        assert!(bytes.len() <= HEADER_BYTES + EVENTS_BYTES_MAX);
        assert_eq!(Message::decode(&bytes).unwrap(), message);
        if let Body::Events(runs) = &message.body {
            for run in runs {
                run.clone().open().expect("what is sent is a chain");
            }
        }
        self.bytes[side] += bytes.len();
        self.sent.push((side, message));
        self.sides[1 - side].inbox.push_back(bytes);
    }
}
