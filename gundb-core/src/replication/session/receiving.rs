//! What comes in: stored one message after the other, and acknowledged.

use std::collections::VecDeque;

use super::super::limits::WINDOW;
use super::super::run::Run;

/// One side's incoming events.
#[derive(Default)]
pub(super) struct Receiving {
    /// Messages whose events wait for the sink.
    queue: VecDeque<(u32, Vec<Run>)>,
    /// The message whose events the sink is storing.
    storing: Option<u32>,
    /// Whether nothing more will come.
    pub(super) is_closed: bool,
}

impl Receiving {
    /// Takes the events of a message; `None` where none may come now.
    pub(super) fn take(&mut self, number: u32, runs: Vec<Run>) -> Option<()> {
        let waiting = self.queue.len() + usize::from(self.storing.is_some());
        if self.is_closed || waiting >= WINDOW {
            return None;
        }
        self.queue.push_back((number, runs));
        Some(())
    }

    /// What the sink is to store next, if it is free.
    pub(super) fn next(&mut self) -> Option<Vec<Run>> {
        if self.storing.is_some() {
            return None;
        }
        let (number, runs) = self.queue.pop_front()?;
        self.storing = Some(number);
        Some(runs)
    }

    /// The sink is free again: the message whose events it stored.
    pub(super) fn stored(&mut self) -> Option<u32> {
        self.storing.take()
    }

    /// Whether all came and is stored.
    pub(super) fn is_over(&self) -> bool {
        self.is_closed && self.storing.is_none() && self.queue.is_empty()
    }
}
