//! A history before it happens: every step of it, fit to be printed, stored and played again.

use serde::{Deserialize, Serialize};

use super::event::ThingEvent;
use super::model::Views;

/// A history to be played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Script {
    /// What it was made of; the nodes' random numbers come from it, too.
    pub seed: u64,
    /// How many nodes there are.
    pub nodes: usize,
    /// How many of them, from the first, are on Postgres.
    #[serde(default)]
    pub postgres: usize,
    /// After how many steps some store is verified.
    pub look_every: usize,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Virtual time since the step before, on all clocks that run.
    pub after_ms: i64,
    /// What happens.
    pub act: Act,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A node appends a batch, to one stream or several.
    Append {
        /// Which node.
        node: usize,
        /// Streams and their events.
        parts: Vec<Part>,
        /// Number of the id that the caller gives to the first event.
        id: Option<u8>,
    },
    /// Two nodes meet; the line breaks after a number of messages.
    Meet {
        /// Who begins.
        first: usize,
        /// The other one.
        second: usize,
        /// Messages until it breaks.
        cut: Option<usize>,
    },
    /// Some of what one node lacks of another comes by a bad carrier.
    Deliver {
        /// From whom.
        from: usize,
        /// To whom.
        to: usize,
        /// How much is taken.
        bytes_max: usize,
        /// What the carrier does to it.
        carrier: Carrier,
    },
    /// A writer with other software hands a record to a node.
    Foreign {
        /// Who gets it.
        to: usize,
        /// What it says.
        what: ForeignRecord,
    },
    /// A process dies; another one opens its store.
    Crash {
        /// Whose.
        node: usize,
        /// What the other program knows.
        views: Views,
    },
    /// A wall clock is set, or stops.
    Clock {
        /// Whose.
        node: usize,
        /// What happens to it.
        jump: Jump,
    },
    /// A view is built anew.
    Rebuild {
        /// Where.
        node: usize,
        /// Its name.
        view: String,
    },
    /// The database refuses to write a table while something happens.
    Failing {
        /// Whose database.
        node: usize,
        /// Which table.
        table: String,
        /// What happens meanwhile.
        act: Box<Act>,
    },
}

/// Events for one stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Key of the stream.
    pub key: String,
    /// The events.
    pub events: Vec<ThingEvent>,
}

/// What a bad carrier does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carrier {
    /// Its chance.
    pub salt: u64,
    /// Brings everything from the beginning, held or not.
    pub stale: bool,
    /// Cuts runs into pieces.
    pub cuts: bool,
    /// Brings them in another order.
    pub shuffles: bool,
    /// Loses one piece in this many; 0: none.
    pub loses: usize,
    /// Brings one piece in this many twice; 0: none.
    pub doubles: usize,
}

/// What a foreign record says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForeignRecord {
    /// An event type that nobody here knows.
    UnknownEvent,
    /// A stream type that nobody here knows.
    UnknownStream,
    /// A header field of a later version.
    UnknownField,
    /// A payload that is no JSON.
    NoJson,
    /// A payload in which a text is a number.
    WrongType,
}

/// What happens to a wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Jump {
    /// It is set forward or back.
    By(i64),
    /// It stands.
    Freeze,
    /// It runs again.
    Thaw,
}
