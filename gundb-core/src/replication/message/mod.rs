//! What two nodes say to each other, as values and as bytes.
//!
//! The contract is `docs/wire-format.md`; its test vectors are `docs/wire-format-vectors.json`.

mod decode;
mod encode;
mod kind;
mod reader;

use super::difference::LogPosition;
use super::digest::Told;
use super::refusal::Refusal;
use super::run::Run;
use crate::model::{Origin, Space};

/// One message of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its number: each side counts its own messages, from 0.
    pub number: u32,
    /// What it says.
    pub body: Body,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Begins a session.
    Hello(Hello),
    /// Goes on with the comparison.
    Ranges(Ranges),
    /// Records that the other node lacks.
    Events(Vec<Run>),
    /// The events of a message are stored.
    Acknowledged {
        /// The number of that message.
        number: u32,
    },
    /// Nothing more will be sent.
    Done {
        /// Origins of which nothing was sent, because the two nodes hold different records of one
        /// number; ascending.
        forked: Vec<Origin>,
    },
    /// The session is broken off.
    Refused(Refusal),
}

/// The first message of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The space that it replicates.
    pub space: Space,
    /// What it holds of all origins.
    pub told: Told,
}

/// An answer to a hello or to other ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranges {
    /// Whether the answer goes on in the next message.
    pub more: bool,
    /// What the node holds of ranges of which the other's sum is another, in finer parts;
    /// ascending.
    pub told: Vec<Told>,
    /// Where the node stands in logs of which it lacks something; ascending by origin.
    pub wants: Vec<LogPosition>,
}
