//! What the test of folds plays: that it is a history, and goes where things can go wrong.

use super::{Case, Dice, Told};
use crate::clock::Causality;
use crate::fold::Plan;
use crate::model::{
    Action, ColumnDescription, ColumnType, KeyPart, KeySource, Meta, Role, Source, Step, StreamRef,
    Transform, ViewDescription,
};

const SEEDS: u64 = 100;
const NOTED: &str = "thing.noted";
const GONE: &str = "thing.gone";
const BACK: &str = "thing.back";

/// Rules that depend on order: the last number, all concurrent ones, and rows that go.
fn plan() -> Plan {
    let number = || Source::Field("number".into());
    let step = |action: Action| Role::Fold(vec![Step { event: NOTED.into(), action }]);
    let description = ViewDescription {
        table: "things".into(),
        version: 1,
        events: vec![NOTED.into(), GONE.into(), BACK.into()],
        key: KeySource::Stream,
        columns: vec![
            ColumnDescription::new("id", ColumnType::Text, Role::Key(Vec::new())),
            ColumnDescription::new("last", ColumnType::Int, step(Action::Set(number()))),
            ColumnDescription::new("all", ColumnType::Json, step(Action::Siblings(number()))),
            ColumnDescription::new("first", ColumnType::Int, step(Action::First(number()))),
        ],
        delete: vec![GONE.into()],
        creates: vec![NOTED.into()],
    };
    Plan::new(description, Default::default())
}

/// Rows of both streams, by whether the number is even, that go and come again.
fn plan_over_many_streams() -> Plan {
    let field = |name: &str| Source::Field(name.into());
    let step = |event: &str, action: Action| Step { event: event.into(), action };
    let of_noted = |action: Action| Role::Fold(vec![step(NOTED, action)]);
    let set = vec![
        step(NOTED, Action::Insert(field("third"))),
        step(BACK, Action::Remove(field("third"))),
    ];
    let part = |event: &str| KeyPart {
        event: event.into(),
        field: "even".into(),
        transform: Transform::None,
    };
    let events = [NOTED, GONE, BACK];
    let description = ViewDescription {
        table: "halves".into(),
        version: 1,
        events: events.map(str::to_owned).into(),
        key: KeySource::Fields,
        columns: vec![
            ColumnDescription::new("even", ColumnType::Bool, Role::Key(events.map(part).into())),
            ColumnDescription::new("last", ColumnType::Int, of_noted(Action::Set(field("number")))),
            ColumnDescription::new("thirds", ColumnType::Json, Role::Fold(set)),
            ColumnDescription::new("created_at", ColumnType::Time, Role::Meta(Meta::CreatedAt)),
            ColumnDescription::new("version", ColumnType::Int, Role::Meta(Meta::Version)),
        ],
        delete: vec![GONE.into()],
        creates: vec![BACK.into()],
    };
    Plan::new(description, Default::default())
}

fn case(seed: u64) -> Case {
    let event = |number: u64| {
        let event_type = [NOTED, NOTED, NOTED, BACK, NOTED, NOTED, GONE][number as usize % 7];
        let (is_even, third) = (number.is_multiple_of(2), number % 3);
        let payload = format!(r#"{{"number":{number},"even":{is_even},"third":{third}}}"#);
        Told { event_type: event_type.to_owned(), payload }
    };
    let stream = |key| (StreamRef::new("thing", key), (0..12).map(event).collect());
    Case::of(&[stream("a"), stream("b")], &mut Dice::new(seed)).unwrap()
}

#[test]
fn rules_converge() {
    let plan = plan();
    for seed in 0..SEEDS {
        assert_eq!(case(seed).difference(&plan), None, "seed {seed}");
        assert_eq!(case(seed).changes(&plan), 24);
    }
}

#[test]
fn rules_over_many_streams_converge() {
    let (plan, mut hidden) = (plan_over_many_streams(), 0);
    for seed in 0..SEEDS {
        let case = case(seed);
        assert_eq!(case.difference(&plan), None, "seed {seed}");
        let (rows, (refolds, _)) = case.arrived(&plan);
        assert_eq!(refolds, 0);
        hidden += u64::from(rows.len() < 2);
    }
    assert!((1..SEEDS).contains(&hidden), "{hidden} of {SEEDS} cases hide a row");
}

#[test]
fn a_seed_says_everything() {
    for seed in 0..20 {
        assert_eq!(format!("{:?}", case(seed)), format!("{:?}", case(seed)));
    }
    assert_ne!(format!("{:?}", case(1)), format!("{:?}", case(2)));
}

#[test]
fn clocks_and_canonical_order_hold_to_what_writers_had_seen() {
    for seed in 0..SEEDS {
        let history = case(seed).history;
        for event in &history {
            for earlier in event.seen.iter().map(|index| &history[*index]) {
                assert!(earlier.context.order < event.context.order, "seed {seed}");
                let of_stream = earlier.stream == event.stream;
                let compared = earlier.context.clock.compare(&event.context.clock);
                assert!(!of_stream || compared == Causality::Before, "seed {seed}");
            }
        }
    }
}

#[test]
fn nothing_comes_before_what_its_writer_had_seen_and_everything_comes() {
    for seed in 0..SEEDS {
        let Case { history, arrival } = case(seed);
        let mut held = std::collections::BTreeSet::new();
        for event in arrival.pieces.iter().flatten() {
            assert!(history[*event].seen.is_subset(&held), "seed {seed}");
            held.insert(*event);
        }
        assert_eq!(held.len(), history.len());
    }
}

#[test]
fn it_goes_where_things_can_go_wrong() {
    let (plan, mut refolds, mut concurrent, mut twice) = (plan(), (0, 0), 0, 0);
    for seed in 0..SEEDS {
        let case = case(seed);
        let (_, (all, with_snapshot)) = case.arrived(&plan);
        refolds = (refolds.0 + all, refolds.1 + with_snapshot);
        let came: usize = case.arrival.pieces.iter().map(Vec::len).sum();
        twice += usize::from(came > case.history.len());
        let clocks: Vec<_> = case.history.iter().map(|event| &event.context.clock).collect();
        let pairs =
            clocks.iter().flat_map(|left| clocks.iter().map(move |right| left.compare(right)));
        concurrent += pairs.filter(|compared| *compared == Causality::Concurrent).count();
    }
    println!(
        "{refolds:?} refolds, {concurrent} concurrent pairs, {twice} with duplicates, of {SEEDS} cases"
    );
    assert!(refolds.0 > SEEDS && refolds.1 > SEEDS / 4 && concurrent > 1_000 && twice > 20);
}

/// A fold without order would be this: the last event to come wins.
fn is_planted(case: &Case) -> bool {
    let last = |events: Vec<usize>| {
        let of_a = events.into_iter().rfind(|event| case.history[*event].stream.key == "a");
        of_a.map(|event| case.history[event].told.payload.clone())
    };
    last(case.arrival.pieces.concat()) != last(case.in_order())
}

#[test]
fn what_is_wrong_is_made_small() {
    let mut found = 0;
    for seed in 0..SEEDS {
        let mut case = case(seed);
        if !is_planted(&case) {
            continue;
        }
        found += 1;
        loop {
            let smaller = super::shrink::candidates(&case).find(is_planted);
            let Some(smaller) = smaller else { break };
            case = smaller;
        }
        let (events, pieces) = (case.arrival.events().len(), case.arrival.pieces.len());
        assert_eq!((events, pieces), (2, 1), "seed {seed}: {:?}", case.arrival);
    }
    assert!(found > 20, "{found}");
}
