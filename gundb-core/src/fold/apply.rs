//! A change applies to any row.

use super::any_order;
use super::change::{Applied, Change};
use super::code::Coded;
use super::effect::Effect;
use super::event_context::EventContext;
use super::metadata::keep_metadata;
use super::plan::Plan;
use super::row::{Row, RowState};
use super::tombstone::Tombstone;
use crate::model::limits::LIST_BYTES_MAX;
use crate::model::{Meta, Role, Value};

impl Change {
    /// Applies the change to a row. Application code can panic, or not know the event; a list can
    /// be full. Other rules can't fail.
    pub(crate) fn apply(
        &self,
        plan: &Plan,
        state: &mut RowState,
        context: &EventContext,
    ) -> Applied {
        if plan.is_over_many_streams() {
            any_order::apply(self, plan, state, context);
            return Applied::Folded;
        }
        if is_late(plan, state, context) {
            return Applied::Late;
        }
        let before = (self.code.is_some() || self.fills_list()).then(|| state.clone());
        if let RowState::Deleted(tombstone) = state {
            if !self.creates || context.repeats {
                tombstone.note(context, self.delete);
                return Applied::Folded;
            }
            *state = RowState::Absent;
        }
        match (self.fold(plan, state, context), before) {
            (Err(reason), Some(before)) => {
                *state = before;
                state.skip(context.order);
                Applied::Skipped(reason)
            }
            _ => Applied::Folded,
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

    fn fills_list(&self) -> bool {
        self.effects.iter().any(|(_, effect)| effect.fills_list())
    }

    /// Folds it into a row that is there or begins with it; the reason where code panicked, or a
    /// list is full.
    fn fold(
        &self,
        plan: &Plan,
        state: &mut RowState,
        context: &EventContext,
    ) -> Result<(), String> {
        if matches!(state, RowState::Absent | RowState::Untaken(_)) {
            *state = RowState::Live(self.born(plan, context));
        }
        let RowState::Live(row) = state else { return Ok(()) };
        if self.delete && !context.repeats {
            *state = RowState::Deleted(Tombstone::new(&row.clock, context));
            return Ok(());
        }
        self.fold_rules(plan, row, context);
        self.check_lists(plan, row)?;
        let code = self.code.as_ref().filter(|_| !context.repeats);
        let folded = code.map_or(Ok(()), |code| run(code, plan, row, context));
        keep_metadata(plan, row, context);
        folded
    }

    /// Folds it into a row that is there, by rules.
    pub(super) fn fold_rules(&self, plan: &Plan, row: &mut Row, context: &EventContext) {
        row.order = row.order.max(context.order);
        row.kept.skipped = None;
        row.clock.merge(&context.clock);
        row.version += u64::from(!context.repeats);
        for (index, effect) in &self.effects {
            // Of two records that bring one fact, one counts; over many streams each stands where
            // it stands, but in sums.
            if !context.repeats || (plan.is_over_many_streams() && !effect.is_total()) {
                effect.apply(plan, *index, row, context);
            }
        }
    }

    /// A list that grows has room. The next event reads and writes all of it, and a cell that a
    /// database can't hold would stop the store for good: what a peer sends can't be refused.
    /// Events come in canonical order here, so that all nodes leave out the same.
    fn check_lists(&self, plan: &Plan, row: &Row) -> Result<(), String> {
        for (index, effect) in &self.effects {
            let bytes = match &row.cells[*index] {
                Value::Json(text) if effect.fills_list() => text.len(),
                _ => 0,
            };
            if bytes > LIST_BYTES_MAX {
                let name = &plan.column(*index).name;
                return Err(format!(
                    "the list in column `{name}` would have {bytes} bytes; there may be {LIST_BYTES_MAX}"
                ));
            }
        }
        Ok(())
    }

    /// The row before its first event.
    pub(super) fn born(&self, plan: &Plan, context: &EventContext) -> Row {
        let mut key = self.key.iter();
        let cells = plan.description.columns.iter().map(|column| match &column.role {
            Role::Key(_) => key.next().cloned().unwrap_or(Value::Null),
            Role::Meta(Meta::CreatedAt) => context.recorded(),
            _ => column.zero(),
        });
        Row {
            cells: cells.collect(),
            version: 0,
            clock: context.clock.clone(),
            order: context.order,
            kept: Default::default(),
        }
    }
}

/// Whether an event comes before others that are in a row already, or that its code could not take.
fn is_late(plan: &Plan, state: &RowState, context: &EventContext) -> bool {
    match state {
        RowState::Live(_) if plan.commutes() && !(context.repeats && plan.minds_repeats()) => false,
        _ => Some(context.order) < state.order(),
    }
}

/// Runs the application's code over the row, and takes over the cells that are its to fold.
fn run(code: &Coded, plan: &Plan, row: &mut Row, context: &EventContext) -> Result<(), String> {
    let apply = code.0.as_ref().map_err(Clone::clone)?;
    let folded = apply(row.cells.clone(), context)?;
    for (index, cell) in folded.into_iter().enumerate() {
        let column = plan.column(index);
        if column.role != Role::Code {
            continue;
        }
        row.cells[index] = column.storable(cell)?;
    }
    Ok(())
}
