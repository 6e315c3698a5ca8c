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
}

/// What is known of a key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum RowState {
    /// No event yet.
    #[default]
    Absent,
    /// A row.
    Live(Row),
    /// The row was removed; later events are ignored, unless they create.
    Deleted(Tombstone),
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
            RowState::Live(row) => Self { deleted: None, kept: row.kept.clone() },
            RowState::Deleted(tombstone) => Self { deleted: Some(tombstone.clone()), kept: Kept::default() },
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
