//! What a writer expects of a stream before its events are appended.

use std::fmt;

use super::reference::Token;

/// What must hold of a stream for an append to it to go through.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expect {
    /// The stream holds no event.
    New,
    /// The stream holds at least one event.
    Exists,
    /// The stream holds exactly this many events in this store; valid in one store epoch.
    Exact(u64),
    /// The stream's heads are exactly these; valid on every node.
    At(Token),
    /// Nothing.
    Any,
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("a new stream"),
            Self::Exists => f.write_str("a stream with events"),
            Self::Exact(version) => write!(f, "version {version}"),
            Self::At(token) => write!(f, "heads @{token}"),
            Self::Any => f.write_str("any version"),
        }
    }
}
