//! What one event does to one row.

use super::canonical::key_bytes;
use super::code::Coded;
use super::effect::Effect;
use super::place::Place;
use super::plan::Plan;
use super::row::{Row, RowState};
use crate::model::{Meta, Role, Value};

/// What one event does to one row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// The row's key cells.
    pub(crate) key: Vec<Value>,
    /// Their canonical bytes.
    pub(crate) row: Vec<u8>,
    /// What it does to columns, by their place.
    pub(super) effects: Vec<(usize, Effect)>,
    /// Removes the row.
    pub(super) delete: bool,
    /// Begins the row afresh where it was removed.
    pub(super) creates: bool,
    /// What code of the application's does.
    pub(super) code: Option<Coded>,
}

/// What became of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Applied {
    /// Columns whose sum left 64 bits.
    pub(crate) wrapped: Vec<usize>,
    /// Why the event was skipped, with the row as before: the application's code panicked.
    pub(crate) skipped: Option<String>,
}

impl Change {
    /// One that only names a row.
    pub(crate) fn of_key(key: Vec<Value>) -> Self {
        let row = key_bytes(&key);
        Self { key, row, effects: Vec::new(), delete: false, creates: false, code: None }
    }

    /// Applies the change to the canonically last state of the row. Rules can't fail; code of the application's can panic.
    pub(crate) fn apply(&self, plan: &Plan, state: &mut RowState, place: &Place) -> Applied {
        let before = self.code.is_some().then(|| state.clone());
        if matches!(state, RowState::Deleted) && self.creates {
            *state = RowState::Absent;
        }
        if matches!(state, RowState::Deleted) {
            return Applied::default();
        }
        let applied = self.fold(plan, state, place);
        match (before, applied.skipped) {
            (Some(before), Some(reason)) => {
                *state = before;
                Applied { wrapped: Vec::new(), skipped: Some(reason) }
            }
            (_, skipped) => Applied { skipped, ..applied },
        }
    }

    /// The values that it brings into unique columns.
    pub(crate) fn unique_values<'a>(
        &'a self,
        plan: &'a Plan,
    ) -> impl Iterator<Item = (usize, &'a Value)> + 'a {
        let of_unique = |(index, effect): &'a (usize, Effect)| {
            let value = effect.value().filter(|value| plan.is_something(*index, value))?;
            plan.column(*index).unique.then_some((*index, value))
        };
        self.effects.iter().filter_map(of_unique)
    }

    fn fold(&self, plan: &Plan, state: &mut RowState, place: &Place) -> Applied {
        if matches!(state, RowState::Absent) {
            *state = RowState::Live(self.born(plan, place));
        }
        let RowState::Live(row) = state else { return Applied::default() };
        row.version += 1;
        row.order = place.order;
        row.clock.merge(&place.clock);
        let wrapped = self.effects.iter().filter(|(index, effect)| effect.apply(plan, *index, row, place));
        let wrapped = wrapped.map(|(index, _)| *index).collect();
        keep_metadata(plan, row, place);
        let skipped = self.code.as_ref().and_then(|code| run(code, plan, row, place).err());
        if self.delete {
            *state = RowState::Deleted;
        }
        Applied { wrapped, skipped }
    }

    fn born(&self, plan: &Plan, place: &Place) -> Row {
        let mut key = self.key.iter();
        let cells = plan.description.columns.iter().map(|column| match &column.role {
            Role::Key(_) => key.next().cloned().unwrap_or(Value::Null),
            Role::Meta(Meta::CreatedAt) => place.recorded(),
            _ => column.zero(),
        });
        Row {
            cells: cells.collect(),
            version: 0,
            clock: place.clock.clone(),
            order: place.order,
            kept: Default::default(),
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

/// Runs the application's code over the row, and takes over the cells that are its to fold.
fn run(code: &Coded, plan: &Plan, row: &mut Row, place: &Place) -> Result<(), String> {
    let folded = (code.0)(row.cells.clone(), place)?;
    for (index, cell) in folded.into_iter().enumerate() {
        let column = plan.column(index);
        if column.role != Role::Code {
            continue;
        }
        row.cells[index] = column.storable(cell)?;
    }
    Ok(())
}
