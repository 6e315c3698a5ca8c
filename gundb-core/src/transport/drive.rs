//! A session over a store and a line: does what the session says until it is over.

use std::collections::VecDeque;

use crate::error::{Error, Result};
use crate::replication::protocol::{Action, Input, Message, Session, Summary};
use crate::replication::{EventSink, EventSource};

/// What carries messages to the other node and from it.
pub(super) trait Line: Send {
    /// Sends a message, without waiting until it is heard.
    fn send(&mut self, message: &Message);

    /// The bytes of the next message; `None` where the other end is gone.
    fn hear(&mut self) -> impl Future<Output = Option<Vec<u8>>> + Send;
}

/// Meets the node at the other end of a line.
///
/// # Errors
/// The heads of the store could not be read. What goes wrong later is told in the summary.
pub(super) async fn drive<N: EventSource + EventSink>(
    node: &N,
    line: &mut impl Line,
    begins: bool,
) -> Result<Summary> {
    let mut session = Session::new(node.space(), node.heads().await?);
    let mut actions = VecDeque::new();
    if begins {
        actions.extend(session.step(Input::Started));
    }
    loop {
        let input = match actions.pop_front() {
            Some(Action::Send(message)) => {
                line.send(&message);
                continue;
            }
            Some(Action::Load(load)) => node.runs(load).await.map_or_else(Input::Failed, Input::Loaded),
            Some(Action::Store(runs)) => node.receive(runs).await.map_or_else(Input::Failed, Input::Stored),
            Some(Action::Done(summary)) => return Ok(summary),
            None => match line.hear().await {
                Some(bytes) => Input::from_bytes(&bytes),
                None => Input::Failed(Error::closed(
                    "the other node disappeared in the middle of the session; what had arrived is kept: sync again",
                )),
            },
        };
        actions.extend(session.step(input));
    }
}
