//! Sums are modulo 2^64, and say where they left 64 bits.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::{Event, fold, shuffled};
use crate::fold::{Plan, RowState, conflicts};
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
    Event {
        event_type,
        payload: json!({"amount": amount}),
        recorded_us: 0,
        clock: Default::default(),
    }
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
    fn a_sum_that_64_bits_do_not_hold_is_a_conflict((amounts, shuffled) in shuffled(amounts())) {
        let signed = |(is_in, amount): &(bool, i64)| i128::from(*amount) * if *is_in { 1 } else { -1 };
        let exact: i128 = amounts.iter().map(signed).sum();
        let expected = i64::try_from(exact).is_err().then(|| ("wrapped", "total".to_owned()));
        for amounts in [amounts, shuffled] {
            let events: Vec<Event> = amounts.into_iter().map(event).collect();
            let found: Vec<_> = conflicts(&plan(), &fold(&plan(), &events)).into_iter().collect();
            prop_assert_eq!(found, Vec::from_iter(expected.clone()));
        }
    }
}

#[test]
fn null_and_missing_amounts_are_skipped() {
    let with = |payload| Event { payload, ..event((true, 0)) };
    let events =
        [event((true, 5)), with(json!({"amount": null})), with(json!({})), event((false, 7))];
    match fold(&plan(), &events) {
        RowState::Live(row) => assert_eq!((&row.cells[1], row.version), (&Value::Int(-2), 4)),
        other => panic!("{other:?}"),
    }
}
