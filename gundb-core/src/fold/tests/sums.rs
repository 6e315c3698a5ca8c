//! Sums are modulo 2^64, and say where they left 64 bits.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::{Event, fold, shuffled};
use crate::fold::{Plan, RowState};
use crate::model::{
    Action, ColumnDescription, ColumnType, KeySource, Role, Source, Step, Value, ViewDescription,
};

fn plan() -> Plan {
    let column = |name: &str, column_type, role| ColumnDescription::new(name, column_type, role);
    let amount = || Source::Field("amount".into());
    let steps = vec![
        Step { event: "t.in".into(), action: Action::Add(amount()) },
        Step { event: "t.out".into(), action: Action::Sub(amount()) },
    ];
    let description = ViewDescription {
        table: "t".into(),
        version: 1,
        events: vec!["t.in".into(), "t.out".into()],
        key: KeySource::Stream,
        columns: vec![
            column("id", ColumnType::Text, Role::Key(Vec::new())),
            column("total", ColumnType::Int, Role::Fold(steps)),
        ],
        delete: Vec::new(),
        creates: Vec::new(),
    };
    Plan::new(description, Default::default())
}

fn event((is_in, amount): (bool, i64)) -> Event {
    let event_type = if is_in { "t.in" } else { "t.out" };
    Event { event_type, payload: json!({"amount": amount}), recorded_us: 0, clock: Default::default() }
}

fn total(amounts: &[(bool, i64)]) -> i64 {
    let events: Vec<Event> = amounts.iter().copied().map(event).collect();
    match fold(&plan(), &events) {
        RowState::Live(row) if matches!(row.cells[1], Value::Int(_)) => {
            let Value::Int(total) = row.cells[1] else { unreachable!("just matched") };
            total
        }
        other => panic!("{other:?}"),
    }
}

fn amounts() -> impl Strategy<Value = Vec<(bool, i64)>> {
    let ends = prop_oneof![Just(i64::MIN), Just(i64::MAX), -3..4_i64, any::<i64>()];
    vec((any::<bool>(), ends), 1..20)
}

proptest! {
    #[test]
    fn order_does_not_matter((amounts, shuffled) in shuffled(amounts())) {
        let signed = |(is_in, amount): &(bool, i64)| i128::from(*amount) * if *is_in { 1 } else { -1 };
        let exact: i128 = amounts.iter().map(signed).sum();
        prop_assert_eq!(i128::from(total(&amounts)).rem_euclid(1 << 64), exact.rem_euclid(1 << 64));
        prop_assert_eq!(total(&shuffled), total(&amounts));
    }

    #[test]
    fn leaving_64_bits_is_reported(amounts in amounts()) {
        let plan = plan();
        let mut state = RowState::default();
        let mut sum = 0_i64;
        for (nth, (is_in, amount)) in amounts.into_iter().enumerate() {
            let event = event((is_in, amount));
            let wrapped = event.change(&plan).unwrap().apply(&plan, &mut state, &event.place(nth)).wrapped;
            let exact = if is_in { sum.checked_add(amount) } else { sum.checked_sub(amount) };
            sum = if is_in { sum.wrapping_add(amount) } else { sum.wrapping_sub(amount) };
            prop_assert_eq!(wrapped, if exact.is_none() { vec![1] } else { vec![] });
        }
    }
}

#[test]
fn null_and_missing_amounts_are_skipped() {
    let with = |payload| Event { payload, ..event((true, 0)) };
    let events = [event((true, 5)), with(json!({"amount": null})), with(json!({})), event((false, 7))];
    match fold(&plan(), &events) {
        RowState::Live(row) => assert_eq!((&row.cells[1], row.version), (&Value::Int(-2), 4)),
        other => panic!("{other:?}"),
    }
}
