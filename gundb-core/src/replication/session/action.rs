//! What goes into a session, and what comes out.

use super::super::interface::{Load, Loaded, Received};
use super::super::limits::PROTOCOL_VERSION;
use super::super::message::Message;
use super::super::refusal::Refusal;
use super::super::run::Run;
use crate::error::{Error, Result};
use crate::model::Origin;

/// What happened, for a session to go on with.
#[derive(Debug)]
pub enum Input {
    /// This side shall begin. Both may: one of them then answers the other.
    Started,
    /// A message came.
    Received(Message),
    /// Bytes came that are no message.
    Garbled(Refusal, Error),
    /// The source gave what was asked of it.
    Loaded(Loaded),
    /// The sink took what it was given.
    Stored(Received),
    /// The own store failed.
    Failed(Error),
}

impl Input {
    /// The bytes of a message, whatever they are.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match (Message::decode(bytes), bytes.first()) {
            (Ok(message), _) => Self::Received(message),
            (Err(error), Some(&version)) if version != PROTOCOL_VERSION => {
                Self::Garbled(Refusal::Version(PROTOCOL_VERSION), error)
            }
            (Err(error), _) => Self::Garbled(Refusal::Malformed, error),
        }
    }
}

/// What the carrier of a session has to do, in this order.
#[derive(Debug)]
pub enum SessionAction {
    /// Send a message to the other node.
    Send(Message),
    /// Ask the source for runs, and come back with [`Input::Loaded`]. There is one at a time.
    Load(Load),
    /// Give runs to the sink, and come back with [`Input::Stored`]. There is one at a time.
    Store(Vec<Run>),
    /// The session is over; whatever comes now is ignored.
    Done(Summary),
}

/// How a session went.
#[derive(Debug)]
#[non_exhaustive]
pub struct Summary {
    /// Whether both nodes reported to each other all that they had to report; else why not. An
    /// error of a refused session has the [`Refusal`] as its detail. What was stored until then
    /// stays, and the next session goes on from there.
    pub ended: Result<()>,
    /// How many records were sent and acknowledged.
    pub sent: u64,
    /// What became of the records that came.
    pub received: Received,
    /// Origins of which the two nodes hold different records of one number, ascending. Nothing of
    /// them was sent.
    pub forked: Vec<Origin>,
}
