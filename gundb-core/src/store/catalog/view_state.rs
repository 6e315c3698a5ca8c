//! Where a view stands.

use std::fmt;

/// Where a view stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ViewState {
    /// Its table changes in the transaction of the events.
    Live,
    /// It is folded for the first time, or again beside the table that serves meanwhile.
    CatchingUp,
    /// A process without its code appended events; they are folded as soon as a process that has
    /// the code runs.
    Behind,
    /// Its table still changes with every event, but a newer definition is being folded and will
    /// replace it.
    Stale,
}

impl ViewState {
    /// All states.
    pub const ALL: &[Self] = &[Self::Live, Self::CatchingUp, Self::Behind, Self::Stale];

    /// The state as `gundb_view` shows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::CatchingUp => "catching_up",
            Self::Behind => "behind",
            Self::Stale => "stale",
        }
    }

    pub(in crate::store) fn of_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == text)
    }

    /// Whether its table changes in the transaction of the events.
    pub fn is_caught_up(self) -> bool {
        matches!(self, Self::Live | Self::Stale)
    }
}

impl fmt::Display for ViewState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
