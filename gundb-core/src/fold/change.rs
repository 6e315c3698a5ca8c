//! What one event does to one row.

use super::canonical::key_bytes;
use super::code::Coded;
use super::effect::Effect;
use crate::model::Value;

/// What one event does to one row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// The row's key cells.
    pub(crate) key: Vec<Value>,
    /// Their canonical bytes.
    pub(crate) row: Vec<u8>,
    /// What it does to columns, by their index.
    pub(super) effects: Vec<(usize, Effect)>,
    /// Removes the row.
    pub(super) delete: bool,
    /// Begins the row afresh where it was removed.
    pub(super) creates: bool,
    /// What application code does.
    pub(super) code: Option<Coded>,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Applied {
    /// The event is in it, or changes nothing of it.
    Folded,
    /// The event comes before others that are in it already: the row is as before, and must be
    /// folded again from there.
    Late,
    /// The row, or the application's code, can't take it, for this reason: the row is as before,
    /// and remembers where that was.
    Skipped(String),
}

impl Change {
    /// One that only names a row.
    pub(crate) fn of_key(key: Vec<Value>) -> Self {
        let row = key_bytes(&key);
        Self { key, row, effects: Vec::new(), delete: false, creates: false, code: None }
    }

    /// Why application code can't even read the event, whatever the row.
    pub(crate) fn unreadable(&self) -> Option<&str> {
        self.code.as_ref().and_then(|code| code.0.as_ref().err()).map(String::as_str)
    }
}
