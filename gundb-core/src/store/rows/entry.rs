//! A row of a view as it is in the making.

use std::collections::BTreeSet;

use crate::fold::{Conflict, Memory, RowState};
use crate::model::Value;

/// A row as it is in the making.
#[derive(Clone)]
pub(in crate::store) struct Entry {
    pub(in crate::store) key: Vec<Value>,
    pub(in crate::store) state: RowState,
    /// What the database remembers already.
    pub(in crate::store) remembered: Memory,
    /// Conflicts that are listed already.
    pub(in crate::store) listed: BTreeSet<Conflict>,
    /// Whether the table has a row for it.
    pub(in crate::store) in_table: bool,
    pub(in crate::store) changed: bool,
    /// Position of the last event that was folded into it here.
    pub(in crate::store) last: i64,
}

impl Entry {
    pub(in crate::store) fn absent(key: Vec<Value>) -> Self {
        let (state, remembered, listed) = Default::default();
        Self { key, state, remembered, listed, in_table: false, changed: false, last: 0 }
    }
}
