//! A carrier in memory that does to one of its messages what a test wants.

use std::collections::VecDeque;
use std::task::Poll;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::transport::{CarrierError, MessageReceiver, MessageSender};

/// Why the carrier failed, it says.
#[derive(Debug)]
pub(super) struct Unplugged;

impl std::fmt::Display for Unplugged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the plug was pulled")
    }
}

impl std::error::Error for Unplugged {}

/// What happens to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It can't be sent; and the other half hears nothing any more, without coming to an end.
    SendFails,
    ReceiveFails,
    /// Nothing comes instead of it, and nothing after it.
    Closes,
    /// It comes without its last byte.
    Torn,
    /// Other bytes come.
    Garbage,
    /// It comes after having been asked for many times, as all others do, and likewise when sent.
    Slow,
}

pub(super) struct FaultySender {
    out: UnboundedSender<Vec<u8>>,
    fault: Option<Fault>,
    at: usize,
}

pub(super) struct FaultyReceiver {
    inbox: UnboundedReceiver<Vec<u8>>,
    fault: Option<Fault>,
    at: usize,
}

/// Two ends; the first has a fault with the message that comes after this many others.
pub(super) fn faulty(fault: Option<Fault>, at: usize) -> [(FaultySender, FaultyReceiver); 2] {
    let ((to_far, from_near), (to_near, from_far)) = (unbounded_channel(), unbounded_channel());
    let end =
        |out, inbox, fault| (FaultySender { out, fault, at }, FaultyReceiver { inbox, fault, at });
    [end(to_far, from_far, fault), end(to_near, from_near, None)]
}

/// Whether the message has its turn to which something happens.
fn is_due(at: &mut usize) -> bool {
    let is_due = *at == 0;
    *at = at.wrapping_sub(1);
    is_due
}

/// Waits for some polls.
async fn wait(mut polls: u32) {
    std::future::poll_fn(|context| {
        polls = polls.saturating_sub(1);
        context.waker().wake_by_ref();
        if polls == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

impl MessageSender for FaultySender {
    async fn send(&mut self, message: Vec<u8>) -> Result<(), CarrierError> {
        match self.fault {
            Some(Fault::Slow) => wait(50).await,
            Some(Fault::SendFails) if is_due(&mut self.at) => return Err(Unplugged.into()),
            _ => {}
        }
        Ok(self.out.send(message)?)
    }
}

impl MessageReceiver for FaultyReceiver {
    async fn receive(&mut self) -> Result<Option<Vec<u8>>, CarrierError> {
        if self.fault == Some(Fault::Slow) {
            wait(30).await;
        }
        let mut message = self.inbox.recv().await;
        match self.fault.filter(|fault| *fault != Fault::SendFails && is_due(&mut self.at)) {
            Some(Fault::ReceiveFails) => Err(Unplugged.into()),
            Some(Fault::Closes) => Ok(None),
            Some(Fault::Garbage) => Ok(Some(b"<html>502 Bad Gateway</html>".to_vec())),
            Some(Fault::Torn) => {
                message.as_mut().map(Vec::pop);
                Ok(message)
            }
            _ => Ok(message),
        }
    }
}

/// A node that sends what a test gives it, and takes nothing.
pub(super) struct Deaf {
    pub(super) says: VecDeque<Vec<u8>>,
}

impl MessageSender for Deaf {
    async fn send(&mut self, _: Vec<u8>) -> Result<(), CarrierError> {
        std::future::pending().await
    }
}

impl MessageReceiver for &mut Deaf {
    async fn receive(&mut self) -> Result<Option<Vec<u8>>, CarrierError> {
        Ok(self.says.pop_front())
    }
}
