//! What people should look at: a conflict is a matter of a row's state, so it is the same on every
//! node, in whatever order the events came, and gone with the event that resolves it.

use std::collections::BTreeSet;

use super::plan::Plan;
use super::row::RowState;
use super::sets;
use crate::model::Action;

/// A conflict of a row: its kind, and the column, if it is one's.
pub(crate) type Conflict = (&'static str, String);

/// A sum is above or below what 64 bits hold; the cell is the sum modulo 2^64.
const WRAPPED: &str = "wrapped";
/// A sum has more than 28 digits; the cell is the nearest decimal that has not.
const ROUNDED: &str = "rounded";
/// Several values were put in whose writers knew nothing of each other. Whoever has seen them
/// resolves it by a new one.
const SIBLINGS: &str = "siblings";
/// An event was lost because somebody who knew nothing of it removed the row. An event that removes
/// it again, or one that creates it anew, resolves it.
const REMOVED: &str = "removed";

/// The conflicts of a row.
pub(crate) fn conflicts(plan: &Plan, state: &RowState) -> BTreeSet<Conflict> {
    match state {
        // What was removed over many streams is nobody's loss: the row may be removed without
        // having seen it.
        RowState::Absent | RowState::Untaken(_) | RowState::Hidden(_) | RowState::Gone => {
            BTreeSet::new()
        }
        RowState::Deleted(tombstone) => {
            tombstone.lost.then(|| (REMOVED, String::new())).into_iter().collect()
        }
        RowState::Live(row) => {
            let wrapped = row.kept.carries.keys().map(|column| (WRAPPED, column.clone()));
            let rounded = row.kept.exact.iter().filter(|(_, sum)| !sum.is_shown_exactly());
            let rounded = rounded.map(|(column, _)| (ROUNDED, column.clone()));
            let of_siblings = |action: &Action| matches!(action, Action::Siblings(_));
            let columns = plan.columns_of(of_siblings);
            let siblings = columns.filter(|column| sets::count(&row.cells[*column]) > 1);
            let siblings = siblings.map(|column| (SIBLINGS, plan.column(column).name.clone()));
            wrapped.chain(rounded).chain(siblings).collect()
        }
    }
}
