//! What happens in histories.

use gundb::Decimal;
use gundb::prelude::*;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A word that the hand-written fold can't take.
pub const POISON: &str = "boom";

/// What happens to things.
#[derive(Clone, Debug, PartialEq, Event, Serialize, Deserialize)]
#[event(stream = "thing")]
#[allow(missing_docs, reason = "names say it")]
pub enum ThingEvent {
    Made {
        title: String,
    },
    Titled {
        title: Option<String>,
    },
    Priced {
        cents: Option<i64>,
    },
    Scored {
        points: i64,
        team: Option<String>,
    },
    Fined {
        points: i64,
    },
    Measured {
        weight: f64,
        at: Timestamp,
    },
    Tagged {
        tag: String,
    },
    Untagged {
        tag: String,
    },
    Said {
        word: String,
    },
    Removed,
    Joined {
        club: Option<String>,
        member: String,
        motto: Option<String>,
        fee: Decimal,
        at: Option<Timestamp>,
    },
    Left {
        club: Option<String>,
        member: String,
        refund: Option<Decimal>,
    },
    Disbanded {
        club: String,
    },
    Founded {
        club: String,
        motto: Option<String>,
    },
}
