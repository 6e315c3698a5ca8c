//! Sets and siblings against what they mean.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{Event, fold};
use crate::clock::VectorClock;
use crate::fold::{FoldEvent, Plan, RowState};
use crate::model::{
    Action, ColumnDescription, ColumnType, KeySource, Origin, Role, Source, Step, Value,
    ViewDescription,
};

const NAMES: [&str; 3] = ["a", "b", "c"];

/// A key, a set that `t.put` fills and `t.take` empties, and the siblings of `t.put`'s field.
fn plan() -> Plan {
    let operand = || Source::Field("what".into());
    let step = |event: &str, action: Action| Step { event: event.into(), action };
    let set =
        vec![step("t.put", Action::Insert(operand())), step("t.take", Action::Remove(operand()))];
    let siblings = vec![step("t.put", Action::Siblings(operand()))];
    let description = ViewDescription {
        table: "t".into(),
        version: 1,
        events: vec!["t.put".into(), "t.take".into()],
        key: KeySource::Stream,
        columns: vec![
            ColumnDescription::new("id", ColumnType::Text, Role::Key(Vec::new())),
            ColumnDescription::new("set", ColumnType::Json, Role::Fold(set)),
            ColumnDescription::new("siblings", ColumnType::Json, Role::Fold(siblings)),
        ],
        delete: Vec::new(),
        creates: Vec::new(),
    };
    Plan::new(description, Default::default())
}

/// An event whose writer had seen this many of the events before it (all are of one origin in these
/// tests).
fn event((puts, what, seen): (bool, u8, u64)) -> Event {
    let clock: VectorClock<Origin> = [(Origin::new(1).unwrap(), seen)].into_iter().collect();
    let event_type = if puts { "t.put" } else { "t.take" };
    Event { event_type, payload: json!({"what": NAMES[usize::from(what)]}), recorded_us: 0, clock }
}

fn cell(state: &RowState, column: usize) -> Json {
    match state {
        RowState::Live(row) => match &row.cells[column] {
            Value::Json(text) => serde_json::from_str(text).unwrap(),
            other => panic!("{other:?} is no list"),
        },
        _ => json!([]),
    }
}

proptest! {
    #[test]
    fn an_element_is_there_that_was_put_in_and_not_taken_out_by_who_had_seen_it(
        events in vec((any::<bool>(), 0..3_u8, 0..12_u64), 0..12),
    ) {
        let state = fold(&plan(), &events.iter().copied().map(event).collect::<Vec<_>>());
        let survives = |nth: usize, what: u8| {
            !events[nth..].iter().any(|(puts, other, seen)| !puts && *other == what && *seen > nth as u64)
        };
        let puts = |what: u8| move |(nth, event): (usize, &(bool, u8, u64))| {
            (event.0 && event.1 == what).then_some(nth)
        };
        let expected: Vec<&str> = (0..3_u8)
            .filter(|what| events.iter().enumerate().filter_map(puts(*what)).any(|nth| survives(nth, *what)))
            .map(|what| NAMES[usize::from(what)])
            .collect();
        prop_assert_eq!(cell(&state, 1), json!(expected));
    }

    #[test]
    fn siblings_are_the_values_that_no_later_writer_had_seen(
        events in vec((any::<bool>(), 0..3_u8, 0..12_u64), 0..12),
    ) {
        let state = fold(&plan(), &events.iter().copied().map(event).collect::<Vec<_>>());
        let replaced = |nth: usize| events[nth + 1..].iter().any(|(puts, _, seen)| *puts && *seen > nth as u64);
        let expected: Vec<Json> = events
            .iter()
            .enumerate()
            .filter(|(nth, (puts, ..))| *puts && !replaced(*nth))
            .map(|(nth, (_, what, _))| json!([NAMES[usize::from(*what)], nth + 1]))
            .collect();
        let cell = cell(&state, 2);
        let found: Vec<Json> =
            cell.as_array().unwrap().iter().map(|one| json!([one["value"], one["sequence"]])).collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn sets_take_lists_and_sort_flags_numbers_and_texts() {
    let put = |what: Json| Event {
        event_type: "t.put",
        payload: json!({"what": what}),
        recorded_us: 0,
        clock: VectorClock::new(),
    };
    let state = fold(
        &plan(),
        &[put(json!(["b", 10, true, null])), put(json!(9)), put(Json::Null), put(json!("a"))],
    );
    assert_eq!(cell(&state, 1), json!([true, 9, 10, "a", "b"]));
    let payload = json!({"what": [0.5]});
    let event = FoldEvent { stream_key: "k", event_type: "t.put", payload: &payload, text: "" };
    let problem = plan().change(&event).unwrap_err().to_string();
    assert!(problem.contains("column `set`: 0.5 can't be in a set"), "{problem}");
}
