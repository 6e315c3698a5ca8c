//! A row of a view, with what stands hidden beside its cells.

use super::kept::Kept;
use super::tombstone::Tombstone;
use crate::clock::{CanonicalKey, VectorClock};
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
    /// Canonical key of the last folded event.
    pub(crate) order: CanonicalKey,
    /// What rules know of it beyond its cells.
    pub(crate) kept: Kept,
}

/// What is known of a key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum RowState {
    /// No event yet.
    #[default]
    Absent,
    /// Events that application code could not take, and no other; the canonical key of the last.
    Untaken(CanonicalKey),
    /// A row.
    Live(Row),
    /// The row was removed; later events are ignored, unless they create.
    Deleted(Tombstone),
    /// A row over many streams that was removed, and not created again since: what comes may still
    /// belong to it.
    Hidden(Row),
    /// A row over many streams that was removed for good.
    Gone,
}

impl RowState {
    /// The row, whether the table shows it or not.
    pub(crate) fn row(&self) -> Option<&Row> {
        match self {
            Self::Live(row) | Self::Hidden(row) => Some(row),
            Self::Absent | Self::Untaken(_) | Self::Deleted(_) | Self::Gone => None,
        }
    }

    /// Canonical key of the last event that is in it, or was skipped or ignored.
    pub(super) fn order(&self) -> Option<CanonicalKey> {
        match self {
            Self::Absent | Self::Gone => None,
            Self::Untaken(order) => Some(*order),
            Self::Live(row) | Self::Hidden(row) => Some(
                row.kept.skipped.as_deref().map_or(row.order, |skipped| row.order.max(*skipped)),
            ),
            Self::Deleted(tombstone) => Some(tombstone.order),
        }
    }

    /// Takes note of an event that application code could not take.
    pub(crate) fn skip(&mut self, order: CanonicalKey) {
        match self {
            Self::Absent | Self::Untaken(_) => *self = Self::Untaken(order),
            Self::Live(row) | Self::Hidden(row) => row.kept.skipped = Some(Box::new(order)),
            Self::Deleted(tombstone) => tombstone.order = order,
            Self::Gone => {}
        }
    }
}
