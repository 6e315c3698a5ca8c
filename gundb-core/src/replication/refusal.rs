//! Why a session is broken off.

use std::fmt;

use crate::model::Space;

/// Why a node does not go on with a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// It does not speak the version of a message; the highest that it speaks.
    Version(u8),
    /// It replicates another space: this one.
    Space(Space),
    /// It got bytes that are no message.
    Malformed,
    /// It got a message that may not come where the session stands.
    OutOfTurn,
    /// Its own store failed; trying again later may help.
    Trouble,
    /// A reason of a later version.
    Other(u8),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(highest) => {
                write!(f, "version {highest} of the protocol is the highest it speaks")
            }
            Self::Space(space) => write!(f, "it replicates space {}", space.uuid()),
            Self::Malformed => f.write_str("it got bytes that are no message"),
            Self::OutOfTurn => f.write_str("it got a message out of turn"),
            Self::Trouble => f.write_str("its store failed"),
            Self::Other(code) => {
                write!(f, "it gave reason {code}, which this program does not know")
            }
        }
    }
}

impl std::error::Error for Refusal {}
