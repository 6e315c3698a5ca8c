//! The interpreter makes the rows that the model makes.

use proptest::prelude::*;

use super::random::view_and_events;
use super::{fold, model};
use crate::fold::{Memory, Plan, RowState};

fn cells(state: &RowState) -> Option<&[crate::model::Value]> {
    match state {
        RowState::Live(row) => Some(&row.cells),
        _ => None,
    }
}

/// The state as a store brings it back: the row from its table, and what `gundb_fold` remembers.
pub(super) fn reloaded(plan: &Plan, state: RowState) -> RowState {
    let memory = Memory::from_text(&Memory::of(&state).to_text()).unwrap();
    assert!(plan.remembers() || memory == Memory::default(), "{memory:?}");
    match state {
        RowState::Live(mut row) => {
            row.kept = memory.kept;
            RowState::Live(row)
        }
        _ => memory.without_row(&plan.description.columns).unwrap(),
    }
}

proptest! {
    #[test]
    fn rows_are_those_of_the_model((view, events) in view_and_events()) {
        let plan = Plan::new(view, Default::default());
        for end in 0..=events.len() {
            let state = fold(&plan, &events[..end]);
            let expected = model::row(&plan.description, &events[..end]);
            prop_assert_eq!(cells(&state), expected.as_deref());
        }
    }

    #[test]
    fn a_row_that_was_stored_folds_on((view, events) in view_and_events()) {
        let plan = Plan::new(view, Default::default());
        let mut state = RowState::default();
        for (nth, event) in events.iter().enumerate() {
            state = reloaded(&plan, state);
            if let Some(change) = event.change(&plan) {
                change.apply(&plan, &mut state, &event.context(nth));
            }
        }
        prop_assert_eq!(state, fold(&plan, &events));
    }

    #[test]
    fn version_clock_and_order_follow_the_events((view, events) in view_and_events()) {
        let plan = Plan::new(view, Default::default());
        if let RowState::Live(row) = fold(&plan, &events) {
            let events = events.iter().enumerate();
            let folded: Vec<_> = events.filter(|(_, event)| plan.folds(event.event_type)).collect();
            let (nth, last) = folded[folded.len() - 1];
            prop_assert_eq!(row.version, folded.len() as u64);
            prop_assert_eq!(row.order, last.context(nth).order);
            prop_assert!(folded.iter().all(|(_, event)| row.clock.dominates(&event.clock)));
        }
    }
}
