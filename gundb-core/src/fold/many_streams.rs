//! Rows of many streams. Nobody finds the events of such a row again, so it is never folded again: each rule is a function of the
//! *set* of events, computed in whatever order they come. Where order decides, the canonical keys of the events that decided stand
//! beside the cells ([`super::kept::Kept`]).

use super::change::{Change, keep_metadata};
use super::kept::{Kept, Words};
use super::place::Place;
use super::plan::Plan;
use super::row::{Row, RowState};
use super::sets;
use crate::clock::CanonicalKey;
use crate::model::Value;

/// Folds an event into the row of its key.
pub(super) fn apply(change: &Change, plan: &Plan, state: &mut RowState, place: &Place) {
    if *state == RowState::Gone || (change.delete && !plan.creates_again()) {
        *state = RowState::Gone;
        return;
    }
    let mut row = match std::mem::take(state) {
        RowState::Live(row) | RowState::Hidden(row) => row,
        _ => change.born(plan, place),
    };
    change.fold_rules(plan, &mut row, place);
    keep_metadata(plan, &mut row, place);
    if change.delete {
        remove(plan, &mut row, place);
    }
    if change.creates {
        later(&mut row.kept.created, place);
    }
    let shows = row.kept.removed.is_none() || row.kept.created > row.kept.removed;
    *state = if shows { RowState::Live(row) } else { RowState::Hidden(row) };
}

fn later(kept: &mut Option<Box<CanonicalKey>>, place: &Place) {
    if kept.as_deref() < Some(&place.order) {
        *kept = Some(Box::new(place.order));
    }
}

/// Removes a row that may be created again: what events before the removal left in it will never be shown.
fn remove(plan: &Plan, row: &mut Row, place: &Place) {
    later(&mut row.kept.removed, place);
    for (index, column) in plan.description.columns.iter().enumerate() {
        if row.kept.shown.get(&column.name).is_some_and(|shown| *shown < place.order) {
            row.kept.shown.remove(&column.name);
            row.cells[index] = column.zero();
        }
        if let Some(words) = row.kept.words.get_mut(&column.name) {
            words.retain(|_, (said, _)| *said > place.order);
            row.cells[index] = cell_of(words);
        }
    }
    row.kept.words.retain(|_, words| !words.is_empty());
}

/// Whether an event comes before one that removed the row: nothing of it will ever be shown.
fn is_overruled(kept: &Kept, place: &Place) -> bool {
    kept.removed.as_deref().is_some_and(|removed| place.order < *removed)
}

/// Rule `set`: the value of the canonically last event.
pub(super) fn set(plan: &Plan, index: usize, row: &mut Row, value: &Value, place: &Place) {
    let column = plan.column(index);
    let is_last = row.kept.shown.get(&column.name).is_none_or(|shown| *shown < place.order);
    if is_last && !is_overruled(&row.kept, place) {
        row.kept.shown.insert(column.name.clone(), place.order);
        row.cells[index] = if *value == Value::Null { column.zero_or_null() } else { value.clone() };
    }
}

/// Rule `first`: the value of the canonically first event that brings one.
pub(super) fn first(plan: &Plan, index: usize, row: &mut Row, value: &Value, place: &Place) {
    let name = &plan.column(index).name;
    if row.kept.shown.get(name).is_none_or(|shown| place.order < *shown) {
        row.kept.shown.insert(name.clone(), place.order);
        row.cells[index] = value.clone();
    }
}

/// Rules `insert` and `remove`: the canonically last word on each element.
pub(super) fn say(plan: &Plan, index: usize, row: &mut Row, elements: &[String], is_in: bool, place: &Place) {
    if elements.is_empty() || is_overruled(&row.kept, place) {
        return;
    }
    let words = row.kept.words.entry(plan.column(index).name.clone()).or_default();
    for element in elements {
        let is_last = words.get(element).is_none_or(|(said, _)| *said < place.order);
        if is_last {
            words.insert(element.clone(), (place.order, is_in));
        }
    }
    row.cells[index] = cell_of(words);
}

fn cell_of(words: &Words) -> Value {
    sets::cell(words.iter().filter(|(_, (_, is_in))| *is_in).map(|(element, _)| element))
}
