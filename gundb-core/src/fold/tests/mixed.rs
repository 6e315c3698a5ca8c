//! Rules of two kinds in one column: what they make of each other depends on order, though each by
//! itself would not.

use serde_json::json;

use super::Event;
use crate::fold::{Applied, Plan, RowState, conflicts};
use crate::model::{
    Action, ColumnDescription, ColumnType, KeySource, Role, Source, Step, ViewDescription,
};

fn plan(actions: [fn(Source) -> Action; 2]) -> Plan {
    let steps = ["t.a", "t.b"].into_iter().zip(actions);
    let steps = steps.map(|(event, action)| Step {
        event: event.into(),
        action: action(Source::Field("n".into())),
    });
    let description = ViewDescription {
        table: "t".into(),
        version: 1,
        events: vec!["t.a".into(), "t.b".into()],
        key: KeySource::Stream,
        columns: vec![
            ColumnDescription::new("id", ColumnType::Text, Role::Key(Vec::new())),
            ColumnDescription::new("n", ColumnType::Int, Role::Fold(steps.collect())),
        ],
        delete: Vec::new(),
        creates: Vec::new(),
    };
    Plan::new(description, Default::default())
}

fn event(event_type: &'static str, number: i64) -> Event {
    Event { event_type, payload: json!({"n": number}), recorded_us: 0, clock: Default::default() }
}

/// What becomes of an event that comes before another one which is folded already.
fn late(actions: [fn(Source) -> Action; 2]) -> Applied {
    let plan = plan(actions);
    let mut state = RowState::default();
    let (first, second) = (event("t.a", 7), event("t.b", 3));
    second.change(&plan).unwrap().apply(&plan, &mut state, &second.context(1));
    first.change(&plan).unwrap().apply(&plan, &mut state, &first.context(0))
}

#[test]
fn a_late_event_is_folded_in_order_where_rules_of_two_kinds_meet() {
    assert_eq!(late([Action::Add, Action::Sub]), Applied::Folded);
    assert_eq!(late([Action::Max, Action::Max]), Applied::Folded);
    for actions in [
        [Action::Add as fn(Source) -> Action, Action::Min],
        [Action::Min, Action::Max],
        [Action::Sub, Action::Max],
    ] {
        assert_eq!(late(actions), Applied::Late);
    }
}

#[test]
fn a_sum_that_another_rule_replaced_is_listed_no_longer() {
    let plan = plan([Action::Add, Action::Set]);
    let mut state = RowState::default();
    let mut listed = Vec::new();
    for (nth, event) in [event("t.a", i64::MAX), event("t.a", 1), event("t.b", 3), event("t.a", 1)]
        .iter()
        .enumerate()
    {
        event.change(&plan).unwrap().apply(&plan, &mut state, &event.context(nth));
        listed.push(conflicts(&plan, &state).len());
    }
    assert_eq!(listed, [0, 1, 0, 0]);
    assert_eq!(state.row().unwrap().cells[1], crate::model::Value::Int(4));
}
