//! What a rule does to a cell.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::place::Place;
use super::plan::Plan;
use super::row::Row;
use super::sets;
use crate::model::Value;

/// What a rule does to a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    Set(Value),
    First(Value),
    /// Added modulo 2^64.
    Add(i128),
    Min(Value),
    Max(Value),
    /// Elements by their canonical text.
    Insert(Vec<String>),
    Remove(Vec<String>),
    Sibling(Json),
}

impl Effect {
    /// The value that it brings, where it brings one as it is.
    pub(super) fn value(&self) -> Option<&Value> {
        match self {
            Self::Set(value) | Self::First(value) => Some(value),
            _ => None,
        }
    }

    /// Changes the cell.
    pub(super) fn apply(&self, plan: &Plan, index: usize, row: &mut Row, place: &Place) {
        let column = plan.column(index);
        match self {
            Self::Set(Value::Null) => row.cells[index] = column.zero_or_null(),
            Self::Set(value) => row.cells[index] = value.clone(),
            Self::First(Value::Null) | Self::Min(Value::Null) | Self::Max(Value::Null) => {}
            Self::First(value) => {
                if row.kept.assigned.insert(column.name.clone()) {
                    row.cells[index] = value.clone();
                }
            }
            Self::Min(value) => extreme(plan, index, row, value, |new, old| new < old),
            Self::Max(value) => extreme(plan, index, row, value, |new, old| new > old),
            Self::Add(amount) => add(&column.name, &mut row.cells[index], *amount, &mut row.kept.carries),
            Self::Insert(elements) => {
                let tags = row.kept.sets.entry(column.name.clone()).or_default();
                sets::insert(tags, elements, place);
                row.cells[index] = sets::cell(tags);
            }
            Self::Remove(elements) => {
                let tags = row.kept.sets.entry(column.name.clone()).or_default();
                sets::remove(tags, elements, place);
                row.cells[index] = sets::cell(tags);
            }
            Self::Sibling(value) => row.cells[index] = sets::with_sibling(&row.cells[index], value, place),
        }
    }
}

/// Takes `value` where it goes further than what is there. In a column that may be null, null says that nothing is.
fn extreme(plan: &Plan, index: usize, row: &mut Row, value: &Value, further: fn(&Value, &Value) -> bool) {
    let column = plan.column(index);
    let is_first = if column.is_null_until_found() {
        row.cells[index] == Value::Null
    } else {
        row.kept.assigned.insert(column.name.clone())
    };
    if is_first || further(value, &row.cells[index]) {
        row.cells[index] = value.clone();
    }
}

/// Adds modulo 2^64; what leaves 64 bits is carried, so that no order of additions matters.
fn add(name: &str, cell: &mut Value, amount: i128, carries: &mut BTreeMap<String, i64>) {
    let Value::Int(total) = *cell else { return };
    let exact = i128::from(total) + amount;
    #[expect(clippy::cast_possible_truncation, reason = "sums are modulo 2^64")]
    let wrapped = exact as i64;
    *cell = Value::Int(wrapped);
    let carried = ((exact - i128::from(wrapped)) >> 64) as i64;
    if carried != 0 {
        let carry = carries.entry(name.to_owned()).or_default();
        *carry += carried;
        carries.retain(|_, carry| *carry != 0);
    }
}
