//! What `gundb_fold` keeps of a key beyond the row itself.

use serde::{Deserialize, Serialize};

use super::frozen::Frozen;
use super::kept::Kept;
use super::row::RowState;
use super::tombstone::Tombstone;
use crate::error::{Error, Result};
use crate::model::ColumnDescription;

/// What `gundb_fold` keeps of a key beyond the row itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memory {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deleted: Option<Tombstone>,
    /// Whether the row was removed for good, over many streams.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    gone: bool,
    /// A row that the table does not show: over many streams events come late that create it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hidden: Option<Frozen>,
    #[serde(flatten)]
    pub(crate) kept: Kept,
}

impl Memory {
    /// What must be remembered of a state.
    pub(crate) fn of(state: &RowState) -> Self {
        match state {
            RowState::Absent => Self::default(),
            RowState::Untaken(order) => {
                let kept = Kept { skipped: Some(Box::new(*order)), ..Kept::default() };
                Self { kept, ..Self::default() }
            }
            RowState::Live(row) => Self { kept: row.kept.clone(), ..Self::default() },
            RowState::Deleted(tombstone) => {
                Self { deleted: Some(tombstone.clone()), ..Self::default() }
            }
            RowState::Hidden(row) => Self { hidden: Some(Frozen::of(row)), ..Self::default() },
            RowState::Gone => Self { gone: true, ..Self::default() },
        }
    }

    /// The state of a key whose row is not in the table.
    ///
    /// # Errors
    /// A hidden row with other columns than the view has.
    pub(crate) fn without_row(&self, columns: &[ColumnDescription]) -> Result<RowState> {
        Ok(match (&self.deleted, &self.hidden, self.kept.skipped.as_deref()) {
            (Some(tombstone), ..) => RowState::Deleted(tombstone.clone()),
            (None, Some(row), _) => RowState::Hidden(row.clone().into_row(columns)?),
            (None, None, Some(order)) => RowState::Untaken(*order),
            (None, None, None) if self.gone => RowState::Gone,
            (None, None, None) => RowState::Absent,
        })
    }

    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).expect("flags and names are always JSON")
    }

    /// Reads the memory back.
    ///
    /// # Errors
    /// Text that [`Memory::to_text`] did not write.
    pub(crate) fn from_text(text: &str) -> Result<Self> {
        serde_json::from_str(text)
            .map_err(|error| Error::corrupt(format!("fold state `{text}`: {error}")))
    }
}
