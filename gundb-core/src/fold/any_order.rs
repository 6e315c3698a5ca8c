//! Events of many streams come in any order: what becomes of their row as a whole.

use super::change::Change;
use super::event_context::EventContext;
use super::many_streams::cell_of;
use super::metadata::keep_metadata;
use super::plan::Plan;
use super::row::{Row, RowState};
use crate::clock::CanonicalKey;

/// Folds an event into the row of its key.
pub(super) fn apply(change: &Change, plan: &Plan, state: &mut RowState, context: &EventContext) {
    if *state == RowState::Gone || (change.delete && !plan.creates_again()) {
        *state = RowState::Gone;
        return;
    }
    let mut row = match std::mem::take(state) {
        RowState::Live(row) | RowState::Hidden(row) => row,
        _ => change.born(plan, context),
    };
    change.fold_rules(plan, &mut row, context);
    keep_metadata(plan, &mut row, context);
    if change.delete {
        remove(plan, &mut row, context);
    }
    if change.creates {
        later(&mut row.kept.created, context);
    }
    let shows = row.kept.removed.is_none() || row.kept.created > row.kept.removed;
    *state = if shows { RowState::Live(row) } else { RowState::Hidden(row) };
}

fn later(kept: &mut Option<Box<CanonicalKey>>, context: &EventContext) {
    if kept.as_deref() < Some(&context.order) {
        *kept = Some(Box::new(context.order));
    }
}

/// Removes a row that may be created again: what events before the removal left in it will never be
/// shown.
fn remove(plan: &Plan, row: &mut Row, context: &EventContext) {
    later(&mut row.kept.removed, context);
    for (index, column) in plan.description.columns.iter().enumerate() {
        if row.kept.shown.get(&column.name).is_some_and(|shown| *shown < context.order) {
            row.kept.shown.remove(&column.name);
            row.cells[index] = column.zero();
        }
        if let Some(words) = row.kept.words.get_mut(&column.name) {
            words.retain(|_, (said, _)| *said > context.order);
            row.cells[index] = cell_of(words);
        }
    }
    row.kept.words.retain(|_, words| !words.is_empty());
}
