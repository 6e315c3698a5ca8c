//! A row of a view as it is in the making.

use std::collections::BTreeSet;

use crate::fold::{Conflict, Memory, RowState};
use crate::model::Value;

/// A row as it is in the making.
#[derive(Clone)]
pub(in crate::store) struct Entry {
    pub(super) key: Vec<Value>,
    pub(super) state: RowState,
    /// What the database remembers already.
    pub(super) remembered: Memory,
    /// Conflicts that are listed already.
    pub(super) listed: BTreeSet<Conflict>,
    /// Whether the table has a row for it.
    pub(super) in_table: bool,
    pub(super) changed: bool,
    /// Position of the last event that was folded into it here.
    pub(super) last: i64,
}

impl Entry {
    pub(super) fn absent(key: Vec<Value>) -> Self {
        let (state, remembered, listed) = Default::default();
        Self { key, state, remembered, listed, in_table: false, changed: false, last: 0 }
    }
}
