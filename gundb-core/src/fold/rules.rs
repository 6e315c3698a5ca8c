//! What rules do to cells.

use rust_decimal::Decimal;

use super::effect::Effect;
use super::event_context::EventContext;
use super::plan::Plan;
use super::row::Row;
use super::{many_streams, sets};
use crate::model::{ExactSum, Value};

impl Effect {
    /// Changes the cell.
    pub(super) fn apply(&self, plan: &Plan, index: usize, row: &mut Row, context: &EventContext) {
        match self {
            Self::First(Value::Null) | Self::Min(Value::Null) | Self::Max(Value::Null) => {}
            effect if plan.is_over_many_streams() => {
                effect.apply_in_any_order(plan, index, row, context)
            }
            effect => effect.apply_in_order(plan, index, row, context),
        }
    }

    /// In a view over many streams events come in any order: what depends on it goes by canonical
    /// keys.
    fn apply_in_any_order(&self, plan: &Plan, index: usize, row: &mut Row, context: &EventContext) {
        match self {
            Self::Set(value) => many_streams::set(plan, index, row, value, context),
            Self::First(value) => many_streams::first(plan, index, row, value, context),
            Self::Insert(elements) => many_streams::say(plan, index, row, elements, true, context),
            Self::Remove(elements) => many_streams::say(plan, index, row, elements, false, context),
            effect => effect.apply_in_order(plan, index, row, context),
        }
    }

    /// Elsewhere they come in canonical order.
    fn apply_in_order(&self, plan: &Plan, index: usize, row: &mut Row, context: &EventContext) {
        match self {
            Self::Set(value) => put(plan, index, row, value),
            Self::First(value) => {
                if row.kept.assigned.insert(plan.column(index).name.clone()) {
                    put(plan, index, row, value);
                }
            }
            Self::Min(value) => extreme(plan, index, row, value, |new, old| new < old),
            Self::Max(value) => extreme(plan, index, row, value, |new, old| new > old),
            Self::Latest(None, _) => {}
            Self::Latest(Some(at), value) => latest(plan, index, row, *at, value, context),
            Self::Add(amount) => add(plan, index, row, *amount),
            Self::AddDecimal(amount) => add_decimal(plan, index, row, *amount),
            Self::Insert(elements) => {
                let tags = row.kept.sets.entry(plan.column(index).name.clone()).or_default();
                sets::insert(tags, elements, context);
                row.cells[index] = sets::cell(tags.keys());
            }
            Self::Remove(elements) => {
                let tags = row.kept.sets.entry(plan.column(index).name.clone()).or_default();
                sets::remove(tags, elements, context);
                row.cells[index] = sets::cell(tags.keys());
            }
            Self::Sibling(value) => {
                row.cells[index] = sets::with_sibling(&row.cells[index], value, context)
            }
        }
    }
}

/// Puts a value into a cell, whatever other rules made of it.
fn put(plan: &Plan, index: usize, row: &mut Row, value: &Value) {
    let column = plan.column(index);
    row.cells[index] = if *value == Value::Null { column.zero_or_null() } else { value.clone() };
    row.kept.forget_sum(&column.name);
}

/// Takes `value` where it goes further than what is there. In a column that may be null, null says
/// that nothing is.
fn extreme(
    plan: &Plan,
    index: usize,
    row: &mut Row,
    value: &Value,
    further: fn(&Value, &Value) -> bool,
) {
    let column = plan.column(index);
    let is_first = if column.is_null_until_found() {
        row.cells[index] == Value::Null
    } else {
        row.kept.assigned.insert(column.name.clone())
    };
    if is_first || further(value, &row.cells[index]) || is_longer(value, &row.cells[index]) {
        put(plan, index, row, value);
    }
}

/// Whether two decimals are equal, and the first is written with more digits: it is shown,
/// whichever came first.
fn is_longer(new: &Value, old: &Value) -> bool {
    matches!((new, old), (Value::Decimal(new), Value::Decimal(old)) if new == old && new.scale() > old.scale())
}

/// Takes the value of the greatest time; of equal times that of the canonically last event.
fn latest(
    plan: &Plan,
    index: usize,
    row: &mut Row,
    at: i64,
    value: &Value,
    context: &EventContext,
) {
    let name = &plan.column(index).name;
    if row.kept.latest.get(name).is_none_or(|latest| *latest < (at, context.order)) {
        row.kept.latest.insert(name.clone(), (at, context.order));
        put(plan, index, row, value);
    }
}

/// Adds modulo 2^64; what leaves 64 bits is carried, so that no order of additions matters.
fn add(plan: &Plan, index: usize, row: &mut Row, amount: i128) {
    let Value::Int(total) = row.cells[index] else { return };
    let exact = i128::from(total) + amount;
    #[expect(clippy::cast_possible_truncation, reason = "sums are modulo 2^64")]
    let wrapped = exact as i64;
    row.cells[index] = Value::Int(wrapped);
    let carried = ((exact - i128::from(wrapped)) >> 64) as i64;
    if carried != 0 {
        let carries = &mut row.kept.carries;
        *carries.entry(plan.column(index).name.clone()).or_default() += carried;
        carries.retain(|_, carry| *carry != 0);
    }
}

/// Adds exactly. The sum is kept beside the cell where the cell can't show it.
fn add_decimal(plan: &Plan, index: usize, row: &mut Row, amount: Decimal) {
    let Value::Decimal(total) = row.cells[index] else { return };
    let name = &plan.column(index).name;
    let mut sum = row.kept.exact.remove(name).unwrap_or_else(|| total.into());
    sum.add(amount);
    let shown = sum.shown();
    row.cells[index] = Value::Decimal(shown);
    if sum != ExactSum::from(shown) {
        row.kept.exact.insert(name.clone(), sum);
    }
}
