//! What one event does to one row.

use super::plan::{Place, Plan};
use super::row::{Row, RowState};
use crate::model::{Meta, Role, Value};

/// What one event does to one row; applying it can't fail.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// The row's key cells.
    pub(crate) key: Vec<Value>,
    /// What it does to columns, by their place.
    pub(super) effects: Vec<(usize, Effect)>,
    /// Removes the row.
    pub(super) delete: bool,
}

/// What a rule does to a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    Set(Value),
    First(Value),
    /// Added modulo 2^64.
    Add(i128),
}

impl Change {
    /// Applies the change to the canonically last state of the row; says which columns wrapped.
    pub(crate) fn apply(&self, plan: &Plan, state: &mut RowState, place: &Place) -> Vec<usize> {
        if matches!(state, RowState::Deleted) {
            return Vec::new();
        }
        if self.delete {
            *state = RowState::Deleted;
            return Vec::new();
        }
        if matches!(state, RowState::Absent) {
            *state = RowState::Live(self.born(plan, place));
        }
        let RowState::Live(row) = state else { return Vec::new() };
        row.version += 1;
        row.order = place.order;
        row.clock.merge(&place.clock);
        let wrapped = self.effects.iter().filter(|(index, effect)| effect.apply(plan, *index, row));
        let wrapped = wrapped.map(|(index, _)| *index).collect();
        keep_metadata(plan, row, place);
        wrapped
    }

    fn born(&self, plan: &Plan, place: &Place) -> Row {
        let mut key = self.key.iter();
        let cells = plan.description.columns.iter().map(|column| match &column.role {
            Role::Key(_) => key.next().cloned().unwrap_or(Value::Null),
            Role::Meta(Meta::CreatedAt) => place.recorded(),
            _ if column.nullable => Value::Null,
            _ => column.column_type.zero(),
        });
        Row {
            cells: cells.collect(),
            version: 0,
            clock: place.clock.clone(),
            order: place.order,
            assigned: Default::default(),
        }
    }
}

fn keep_metadata(plan: &Plan, row: &mut Row, place: &Place) {
    for (index, column) in plan.description.columns.iter().enumerate() {
        match column.role {
            Role::Meta(Meta::UpdatedAt) => row.cells[index] = place.recorded(),
            Role::Meta(Meta::Version) => row.cells[index] = Value::Int(row.version.cast_signed()),
            Role::Meta(Meta::Clock) => row.cells[index] = Value::Text(row.clock.to_string()),
            _ => {}
        }
    }
}

impl Effect {
    /// Whether the cell wrapped.
    fn apply(&self, plan: &Plan, index: usize, row: &mut Row) -> bool {
        let column = plan.column(index);
        match self {
            Self::Set(Value::Null) if !column.nullable => row.cells[index] = column.column_type.zero(),
            Self::Set(value) => row.cells[index] = value.clone(),
            Self::First(Value::Null) => {}
            Self::First(value) => {
                if row.assigned.insert(column.name.clone()) {
                    row.cells[index] = value.clone();
                }
            }
            Self::Add(amount) => {
                let Value::Int(total) = row.cells[index] else { return false };
                let exact = i128::from(total) + amount;
                #[expect(clippy::cast_possible_truncation, reason = "sums are modulo 2^64")]
                let wrapped = exact as i64;
                row.cells[index] = Value::Int(wrapped);
                return i128::from(wrapped) != exact;
            }
        }
        false
    }
}
