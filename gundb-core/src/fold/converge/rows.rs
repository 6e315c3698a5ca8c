//! Rows of a view in memory, folded as a store folds them.

use std::collections::BTreeMap;

use super::history::Written;
use crate::clock::CanonicalKey;
use crate::fold::{Applied, Change, Memory, Plan, Row, RowState, freeze, thaw};
use crate::model::Value;

/// Rows as they are in the making.
pub(super) struct Rows<'a> {
    plan: &'a Plan,
    history: &'a [Written],
    spacing_events: u64,
    rows: BTreeMap<Vec<u8>, Kept>,
    /// What came, in canonical order.
    held: BTreeMap<CanonicalKey, usize>,
    /// How many rows were folded again, and how many of them from a snapshot.
    pub(super) refolds: (u64, u64),
}

/// All that is kept of a row.
#[derive(Default)]
struct Kept {
    key: Vec<Value>,
    state: RowState,
    snapshots: BTreeMap<CanonicalKey, String>,
    /// The first event that was late for it.
    late: Option<CanonicalKey>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(plan: &'a Plan, history: &'a [Written], spacing_events: u64) -> Self {
        let (rows, held, refolds) = Default::default();
        Self { plan, history, spacing_events, rows, held, refolds }
    }

    /// The rows by their keys' canonical bytes.
    pub(super) fn states(&self) -> impl Iterator<Item = (&Vec<u8>, &[Value], &RowState)> {
        self.rows.iter().map(|(bytes, row)| (bytes, row.key.as_slice(), &row.state))
    }

    /// Receives events; what comes a second time is known.
    pub(super) fn receive(&mut self, piece: &[usize]) {
        for &event in piece {
            if self.held.insert(self.history[event].context.order, event).is_none() {
                self.fold(event);
            }
        }
        let late = self.rows.iter().filter(|(_, row)| row.late.is_some());
        let late: Vec<Vec<u8>> = late.map(|(bytes, _)| bytes.clone()).collect();
        late.iter().for_each(|bytes| self.refold(bytes));
    }

    /// Reads all rows back as they are kept.
    pub(super) fn reread(&mut self) {
        for row in self.rows.values_mut() {
            let memory = Memory::from_text(&Memory::of(&row.state).to_text()).unwrap_or_default();
            row.state = match &row.state {
                RowState::Live(live) => {
                    let read = thaw(&freeze(live), &self.plan.description.columns);
                    let with_memory = |read| RowState::Live(Row { kept: memory.kept, ..read });
                    read.map_or(RowState::Absent, with_memory)
                }
                _ => memory.without_row(&self.plan.description.columns).unwrap_or_default(),
            };
        }
    }

    fn fold(&mut self, event: usize) {
        let written = &self.history[event];
        let Some(change) = change_of(self.plan, written) else { return };
        let row = self.rows.entry(change.row.clone()).or_default();
        row.key.clone_from(&change.key);
        let order = written.context.order;
        match change.apply(self.plan, &mut row.state, &written.context) {
            Applied::Late => row.late = Some(row.late.map_or(order, |late| late.min(order))),
            Applied::Folded => row.keep(self.plan, self.spacing_events, written),
            Applied::Skipped(_) => {}
        }
    }

    /// Folds a row again from its newest snapshot before the first late event.
    fn refold(&mut self, bytes: &[u8]) {
        let Some(row) = self.rows.get_mut(bytes) else { return };
        let Some(late) = row.late.take() else { return };
        let _dropped = row.snapshots.split_off(&late);
        let newest = row.snapshots.last_key_value().map(|(_, text)| text);
        let thawed = newest.and_then(|text| thaw(text, &self.plan.description.columns).ok());
        let after = thawed.as_ref().map(|row| row.order);
        self.refolds.0 += 1;
        self.refolds.1 += u64::from(after.is_some());
        row.state = thawed.map_or(RowState::Absent, RowState::Live);
        let tail = self.held.iter().filter(|(order, _)| after.is_none_or(|after| **order > after));
        for (_, event) in tail {
            let written = &self.history[*event];
            let change = change_of(self.plan, written).filter(|change| change.row == bytes);
            let applied =
                change.map(|change| change.apply(self.plan, &mut row.state, &written.context));
            if applied == Some(Applied::Folded) {
                row.keep(self.plan, self.spacing_events, written);
            }
        }
    }
}

impl Kept {
    /// Takes a snapshot if one is due.
    fn keep(&mut self, plan: &Plan, spacing_events: u64, event: &Written) {
        let RowState::Live(row) = &self.state else { return };
        if spacing_events > 0 && plan.has_snapshots() && row.is_due(spacing_events, &event.context)
        {
            self.snapshots.insert(row.order, freeze(row));
        }
    }
}

/// What an event does; nothing where the view can't take it.
pub(super) fn change_of(plan: &Plan, event: &Written) -> Option<Change> {
    plan.change_of(&event.stream.key, &event.told.event_type, &event.told.payload).ok().flatten()
}
