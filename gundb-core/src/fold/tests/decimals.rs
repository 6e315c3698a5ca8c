//! Sums of decimals are exact, whatever the order, and say where they leave 28 digits.

use num_bigint::BigInt;
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;

use super::rules::reloaded;
use super::{Event, fold, shuffled};
use crate::fold::{Plan, RowState, cell_bytes, conflicts};
use crate::model::{
    Action, ColumnDescription, ColumnType, KeySource, Role, Source, Step, Value, ViewDescription,
};

/// A sum, and the least and the greatest of its amounts.
fn plan() -> Plan {
    let amount = || Source::Field("amount".into());
    let role = |steps: Vec<(&str, Action)>| {
        let step = |(event, action): (&str, Action)| Step { event: event.into(), action };
        Role::Fold(steps.into_iter().map(step).collect())
    };
    let of_in = |action: fn(Source) -> Action| role(vec![("t.in", action(amount()))]);
    let decimal = |name: &str, role| ColumnDescription::new(name, ColumnType::Decimal, role);
    let sum = role(vec![("t.in", Action::Add(amount())), ("t.out", Action::Sub(amount()))]);
    let description = ViewDescription {
        table: "t".into(),
        version: 1,
        events: vec!["t.in".into(), "t.out".into()],
        key: KeySource::Stream,
        columns: vec![
            ColumnDescription::new("id", ColumnType::Text, Role::Key(Vec::new())),
            decimal("total", sum),
            ColumnDescription { nullable: true, ..decimal("least", of_in(Action::Min)) },
            ColumnDescription { nullable: true, ..decimal("greatest", of_in(Action::Max)) },
            decimal("last", of_in(Action::Set)),
        ],
        delete: Vec::new(),
        creates: Vec::new(),
    };
    Plan::new(description, Default::default())
}

type Amount = (bool, Decimal);

fn event((is_in, amount): &Amount) -> Event {
    let event_type = if *is_in { "t.in" } else { "t.out" };
    Event {
        event_type,
        payload: json!({"amount": amount.to_string()}),
        recorded_us: 0,
        clock: Default::default(),
    }
}

fn amounts() -> impl Strategy<Value = Vec<Amount>> {
    let ends = 10_i128.pow(28) - 1;
    let units = prop_oneof![-20..20_i128, Just(ends), Just(-ends), -ends..=ends];
    let amount = (units, prop_oneof![0..3_u32, 0..=28_u32]);
    let amount = amount.prop_map(|(units, scale)| Decimal::from_i128_with_scale(units, scale));
    vec((any::<bool>(), amount), 1..20)
}

fn state(amounts: &[Amount]) -> RowState {
    fold(&plan(), &amounts.iter().map(event).collect::<Vec<_>>())
}

fn cell(state: &RowState, column: usize) -> Decimal {
    match state.row().map(|row| &row.cells[column]) {
        Some(Value::Decimal(decimal)) => *decimal,
        other => panic!("{other:?}"),
    }
}

/// The sum in units of 10^-28.
fn exact(amounts: &[Amount]) -> BigInt {
    let units = |amount: &Decimal| {
        BigInt::from(amount.mantissa()) * BigInt::from(10).pow(28 - amount.scale())
    };
    amounts.iter().map(|(is_in, amount)| if *is_in { units(amount) } else { -units(amount) }).sum()
}

proptest! {
    #[test]
    fn a_sum_that_has_28_digits_is_shown_as_it_is(amounts in amounts()) {
        let (state, exact) = (state(&amounts), exact(&amounts));
        let scale = amounts.iter().map(|(_, amount)| amount.scale()).max().unwrap();
        let unit = BigInt::from(10).pow(28 - scale);
        if exact.magnitude() < (BigInt::from(10).pow(28) * &unit).magnitude() {
            let expected = Decimal::from_i128_with_scale(i128::try_from(&exact / &unit).unwrap(), scale);
            prop_assert_eq!(cell(&state, 1).to_string(), expected.to_string());
        }
        let shown = BigInt::from(cell(&state, 1).mantissa()) * BigInt::from(10).pow(28 - cell(&state, 1).scale());
        let listed: Vec<_> = conflicts(&plan(), &state).into_iter().collect();
        let expected = (shown != exact).then(|| ("rounded", "total".to_owned()));
        prop_assert_eq!(listed, Vec::from_iter(expected));
    }

    #[test]
    fn order_and_storing_do_not_matter((amounts, other) in shuffled(amounts())) {
        let plan = plan();
        let mut stored = RowState::default();
        for (nth, event) in other.iter().map(event).enumerate() {
            stored = reloaded(&plan, stored);
            event.change(&plan).unwrap().apply(&plan, &mut stored, &event.context(nth));
        }
        let (Some(left), stored) = (state(&amounts).row().cloned(), stored) else { unreachable!("it has events") };
        let right = stored.row().unwrap();
        // The last column shows the last one.
        prop_assert_eq!(cell_bytes(&left.cells[..4]), cell_bytes(&right.cells[..4]));
        prop_assert_eq!(&left.kept.exact, &right.kept.exact);
    }

    #[test]
    fn what_is_taken_off_again_leaves_the_rest(before in amounts(), other in amounts()) {
        let back = other.iter().map(|(is_in, amount)| (!is_in, *amount));
        let all: Vec<Amount> = before.iter().chain(&other).copied().chain(back).collect();
        let (left, right) = (state(&before), state(&all));
        let sum = |state: &RowState| {
            let kept = state.row().unwrap().kept.exact.get("total").cloned();
            kept.unwrap_or_else(|| cell(state, 1).into())
        };
        let mut rest = sum(&right);
        prop_assert_eq!(exact(&before), exact(&all));
        rest.sub(cell(&left, 1));
        prop_assert_eq!(rest.shown() == Decimal::ZERO, conflicts(&plan(), &left).is_empty());
    }
}

#[test]
fn equal_numbers_show_the_longer_text_whichever_came_first() {
    let amounts = |texts: [&str; 2]| texts.map(|text| (true, text.parse::<Decimal>().unwrap()));
    for texts in [["2.0", "2.00"], ["2.00", "2.0"]] {
        let state = state(&amounts(texts));
        let shown = [1, 2, 3, 4].map(|column| cell(&state, column).to_string());
        assert_eq!(shown, ["4.00", "2.00", "2.00", texts[1]]);
    }
}

#[test]
fn whole_numbers_and_null_are_added_too() {
    let of = |amount: serde_json::Value| Event {
        payload: json!({"amount": amount}),
        ..event(&(true, Decimal::ONE))
    };
    let state = fold(&plan(), &[of(json!(5)), of(json!(null)), of(json!("-0.50"))]);
    assert_eq!(cell(&state, 1).to_string(), "4.50");
}
