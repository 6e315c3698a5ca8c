//! Rows of many streams. Nobody finds the events of such a row again, so it is never folded again:
//! each rule is a function of the *set* of events, computed in whatever order they come. Where
//! order decides, the canonical keys of the events that decided stand beside the cells
//! ([`super::kept::Kept`]).

use super::event_context::EventContext;
use super::kept::Kept;
use super::plan::Plan;
use super::row::Row;
use super::sets;
use super::spelled::Words;
use crate::model::Value;

/// Whether an event comes before one that removed the row: nothing of it will ever be shown.
fn is_overruled(kept: &Kept, context: &EventContext) -> bool {
    kept.removed.as_deref().is_some_and(|removed| context.order < *removed)
}

/// Rule `set`: the value of the canonically last event.
pub(super) fn set(plan: &Plan, index: usize, row: &mut Row, value: &Value, context: &EventContext) {
    let column = plan.column(index);
    let is_last = row.kept.shown.get(&column.name).is_none_or(|shown| *shown < context.order);
    if is_last && !is_overruled(&row.kept, context) {
        row.kept.shown.insert(column.name.clone(), context.order);
        row.cells[index] =
            if *value == Value::Null { column.zero_or_null() } else { value.clone() };
    }
}

/// Rule `first`: the value of the canonically first event that brings one.
pub(super) fn first(
    plan: &Plan,
    index: usize,
    row: &mut Row,
    value: &Value,
    context: &EventContext,
) {
    let name = &plan.column(index).name;
    if row.kept.shown.get(name).is_none_or(|shown| context.order < *shown) {
        row.kept.shown.insert(name.clone(), context.order);
        row.cells[index] = value.clone();
    }
}

/// Rules `insert` and `remove`: the canonically last word on each element.
pub(super) fn say(
    plan: &Plan,
    index: usize,
    row: &mut Row,
    elements: &[String],
    is_in: bool,
    context: &EventContext,
) {
    if elements.is_empty() || is_overruled(&row.kept, context) {
        return;
    }
    let words = row.kept.words.entry(plan.column(index).name.clone()).or_default();
    for element in elements {
        let is_last = words.get(element).is_none_or(|(said, _)| *said < context.order);
        if is_last {
            words.insert(element.clone(), (context.order, is_in));
        }
    }
    row.cells[index] = cell_of(words);
}

/// The cell of a set: what was put in last.
pub(super) fn cell_of(words: &Words) -> Value {
    sets::cell(words.iter().filter(|(_, (_, is_in))| *is_in).map(|(element, _)| element))
}
