//! A row of a view, with what stands hidden beside its cells.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::sets::Tags;
use super::tombstone::Tombstone;
use crate::clock::{CanonicalKey, VectorClock};
use crate::error::{Error, Result};
use crate::model::{Origin, Value};

/// A row as stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// Cells in table order.
    pub(crate) cells: Vec<Value>,
    /// How many events are folded into it.
    pub(crate) version: u64,
    /// What its events had seen.
    pub(crate) clock: VectorClock<Origin>,
    /// Place of the last folded event.
    pub(crate) order: CanonicalKey,
    /// What rules know of it beyond its cells.
    pub(crate) kept: Kept,
}

/// What rules know of a row beyond its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// Columns whose rule `first`, `min` or `max` has found a value, where the cell itself can't tell.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) assigned: BTreeSet<String>,
    /// What sets remember, by column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) sets: BTreeMap<String, Tags>,
    /// How many times 2^64 a sum is above its cell, by column; none where the cell is the sum.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) carries: BTreeMap<String, i64>,
    /// Place of the first folded event, where a column shows its time and events come in any order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<CanonicalKey>,
    /// Place of the last event that code of the application's could not take, while none was folded behind it: what
    /// comes before it may be what the code was lacking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) skipped: Option<Box<CanonicalKey>>,
}

/// What is known of a key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum RowState {
    /// No event yet.
    #[default]
    Absent,
    /// Events that code of the application's could not take, and no other; the place of the last.
    Untaken(CanonicalKey),
    /// A row.
    Live(Row),
    /// The row was removed; later events are ignored, unless they create.
    Deleted(Tombstone),
}

impl RowState {
    /// Place of the last event that is in it, or was skipped or ignored.
    pub(super) fn order(&self) -> Option<CanonicalKey> {
        match self {
            Self::Absent => None,
            Self::Untaken(order) => Some(*order),
            Self::Live(row) => {
                Some(row.kept.skipped.as_deref().map_or(row.order, |skipped| row.order.max(*skipped)))
            }
            Self::Deleted(tombstone) => Some(tombstone.order),
        }
    }

    /// Takes note of an event that code of the application's could not take.
    pub(crate) fn skip(&mut self, order: CanonicalKey) {
        match self {
            Self::Absent | Self::Untaken(_) => *self = Self::Untaken(order),
            Self::Live(row) => row.kept.skipped = Some(Box::new(order)),
            Self::Deleted(tombstone) => tombstone.order = order,
        }
    }
}

/// What `gundb_fold` keeps of a key beyond the row itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memory {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) deleted: Option<Tombstone>,
    #[serde(flatten)]
    pub(crate) kept: Kept,
}

impl Memory {
    /// What must be remembered of a state.
    pub(crate) fn of(state: &RowState) -> Self {
        match state {
            RowState::Absent => Self::default(),
            RowState::Untaken(order) => {
                Self { deleted: None, kept: Kept { skipped: Some(Box::new(*order)), ..Kept::default() } }
            }
            RowState::Live(row) => Self { deleted: None, kept: row.kept.clone() },
            RowState::Deleted(tombstone) => Self { deleted: Some(tombstone.clone()), kept: Kept::default() },
        }
    }

    /// The state of a key that has no row.
    pub(crate) fn without_row(&self) -> RowState {
        match (&self.deleted, self.kept.skipped.as_deref()) {
            (Some(tombstone), _) => RowState::Deleted(tombstone.clone()),
            (None, Some(order)) => RowState::Untaken(*order),
            (None, None) => RowState::Absent,
        }
    }

    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).expect("flags and names are always JSON")
    }

    /// Reads the memory back.
    ///
    /// # Errors
    /// Text that [`Memory::to_text`] did not write.
    pub(crate) fn from_text(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|error| Error::corrupt(format!("fold state `{text}`: {error}")))
    }
}
