//! Views over many streams against what their rules mean, looked at backwards: every rule is a
//! function of the set of events, so every order, repetition and way of storing makes one state.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::Event;
use super::rules::reloaded;
use crate::clock::CanonicalKey;
use crate::fold::{EventContext, Memory, Plan, RowState, cell_bytes, conflicts};
use crate::model::{
    Action, ColumnDescription, ColumnType, Hash, KeyPart, KeySource, Meta, Origin, Role, Source,
    Step, Transform, Value, ViewDescription,
};

/// Changes cells; removes a row; creates one, and changes cells as well.
const EVENTS: [&str; 4] = ["t.told", "t.taken", "t.removed", "t.created"];

/// Which rows come and go.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Life {
    /// They stay.
    Stays,
    /// They go for good.
    Goes,
    /// They go and come again.
    Returns,
}

fn field(name: &str) -> Source {
    Source::Field(name.into())
}

/// A rule by `t.told` and `t.created`.
fn told(action: &Action) -> Vec<Step> {
    [EVENTS[0], EVENTS[3]]
        .map(|event| Step { event: event.to_owned(), action: action.clone() })
        .into()
}

fn plan(life: Life) -> Plan {
    let column = |name: &str, column_type, role| ColumnDescription::new(name, column_type, role);
    let part = |event: &str| KeyPart {
        event: event.to_owned(),
        field: "key".into(),
        transform: Transform::None,
    };
    let rule = |action: Action| Role::Fold(told(&action));
    let tags = [
        told(&Action::Insert(field("tag"))),
        vec![Step { event: EVENTS[1].into(), action: Action::Remove(field("tag")) }],
    ];
    let mut columns = vec![
        column("key", ColumnType::Decimal, Role::Key(EVENTS.map(part).into())),
        column("last", ColumnType::Int, rule(Action::Set(field("number")))),
        ColumnDescription {
            nullable: true,
            default: Some(json!("none")),
            ..column("note", ColumnType::Text, rule(Action::Set(field("note"))))
        },
        column("tags", ColumnType::Json, Role::Fold(tags.concat())),
        column("created_at", ColumnType::Time, Role::Meta(Meta::CreatedAt)),
        column("updated_at", ColumnType::Time, Role::Meta(Meta::UpdatedAt)),
        column("version", ColumnType::Int, Role::Meta(Meta::Version)),
        column("clock", ColumnType::Text, Role::Meta(Meta::Clock)),
    ];
    if life != Life::Returns {
        columns.extend([
            ColumnDescription {
                nullable: true,
                ..column("first", ColumnType::Int, rule(Action::First(field("number"))))
            },
            column("latest", ColumnType::Int, rule(Action::Latest(field("at"), field("number")))),
            column("sum", ColumnType::Int, rule(Action::Add(field("number")))),
            column("price", ColumnType::Decimal, rule(Action::Sub(field("price")))),
            column("least", ColumnType::Decimal, rule(Action::Min(field("price")))),
        ]);
    }
    let events = |events: &[&str]| events.iter().map(|&event| event.to_owned()).collect::<Vec<_>>();
    let description = ViewDescription {
        table: "t".into(),
        version: 1,
        events: events(&EVENTS),
        key: KeySource::Fields,
        columns,
        delete: if life == Life::Stays { Vec::new() } else { events(&EVENTS[2..3]) },
        creates: if life == Life::Returns { events(&EVENTS[3..]) } else { Vec::new() },
    };
    Plan::new(description, Default::default())
}

/// An event with its context; those of one fact are equal but for it.
#[derive(Clone, Debug)]
struct Placed {
    event: Event,
    fact: usize,
    context: EventContext,
}

fn event() -> impl Strategy<Value = Event> {
    let maybe = |json: BoxedStrategy<Json>| prop_oneof![4 => json, 1 => Just(Json::Null)];
    let number = maybe(prop_oneof![-2..3_i64, any::<i64>()].prop_map(Json::from).boxed());
    let note = maybe(select(vec!["a", "b"]).prop_map(Json::from).boxed());
    let price = maybe(
        select(vec!["2", "2.00", "-0.5", "9999999999999999999999999999"])
            .prop_map(Json::from)
            .boxed(),
    );
    let at = maybe(
        select(vec!["2026-01-01T00:00:00Z", "2026-01-01T02:00:00+02:00", "2025-05-05T05:05:05.5Z"])
            .prop_map(Json::from)
            .boxed(),
    );
    let tag = maybe(select(vec!["x", "y"]).prop_map(Json::from).boxed());
    let payload = (number, note, price, at, tag).prop_map(|(number, note, price, at, tag)| {
        json!({"key": "7.0", "number": number, "note": note, "price": price, "at": at, "tag": tag})
    });
    let event_type = prop_oneof![4 => Just(EVENTS[0]), 2 => Just(EVENTS[1]), 1 => Just(EVENTS[2]), 1 => Just(EVENTS[3])];
    let clock = proptest::collection::btree_map(1..4_u64, 1..5_u64, 0..3);
    (event_type, payload, 0..10_000_000_i64, clock).prop_map(
        |(event_type, payload, recorded_us, clock)| Event {
            event_type,
            payload,
            recorded_us,
            clock: clock
                .into_iter()
                .map(|(origin, seen)| (Origin::new(origin).unwrap(), seen))
                .collect(),
        },
    )
}

/// Events in canonical order, of which some bring a fact again; and the same in the order in which
/// they come.
fn histories() -> impl Strategy<Value = (Vec<Placed>, Vec<Placed>)> {
    let facts = vec((event(), 1..3_usize), 0..9);
    let shuffled = facts.prop_flat_map(|facts| {
        let records = facts
            .into_iter()
            .enumerate()
            .flat_map(|(fact, (event, times))| vec![(fact, event); times]);
        Just(records.collect::<Vec<_>>()).prop_shuffle()
    });
    shuffled.prop_flat_map(|records| {
        let placed = records.into_iter().enumerate().map(|(nth, (fact, event))| {
            // Events of two origins share an HLC.
            let (hlc, origin) = (nth as u64 / 2, 1 + nth as u64 % 2);
            let hash = Hash::of(&nth.to_be_bytes());
            let order = CanonicalKey { hlc, origin, nonce: 0, sequence: 1 + nth as u64, hash };
            let (clock, recorded_us) = (event.clock.clone(), event.recorded_us);
            Placed {
                event,
                fact,
                context: EventContext { order, clock, recorded_us, repeats: false },
            }
        });
        let placed: Vec<Placed> = placed.collect();
        (Just(placed.clone()), Just(placed).prop_shuffle())
    })
}

fn fold(plan: &Plan, events: &[Placed], is_stored: bool) -> RowState {
    let (mut state, mut facts) = (RowState::default(), BTreeSet::new());
    for placed in events {
        let context =
            EventContext { repeats: !facts.insert(placed.fact), ..placed.context.clone() };
        if is_stored {
            state = reloaded(plan, state);
        }
        placed.event.change(plan).unwrap().apply(plan, &mut state, &context);
    }
    state
}

/// The row that these events make, in canonical order; none where it is not shown.
fn expected(life: Life, events: &[Placed]) -> Option<Vec<Value>> {
    let is =
        |event_type: &'static str| move |placed: &&Placed| placed.event.event_type == event_type;
    let last = |event_type| events.iter().rposition(|placed| is(event_type)(&placed));
    let removed = if life == Life::Stays { None } else { last(EVENTS[2]) };
    let created = if life == Life::Returns { last(EVENTS[3]) } else { None };
    if events.is_empty() || (removed.is_some() && created <= removed) {
        return None;
    }
    let counts = &events[removed.map_or(0, |removed| removed + 1)..];
    let tells = |placed: &&Placed| matches!(placed.event.event_type, "t.told" | "t.created");
    let told: Vec<&Placed> = counts.iter().filter(tells).collect();
    let of = |placed: &Placed, name: &str| placed.event.payload[name].clone();
    let number = |placed: &Placed| of(placed, "number").as_i64();
    let int = |number: Option<i64>| Value::Int(number.unwrap_or(0));
    let time = |placed: &Placed| {
        Value::Time(Timestamp::from_microsecond(placed.event.recorded_us).unwrap())
    };
    let mut once = BTreeSet::new();
    let version = events.iter().filter(|placed| once.insert(placed.fact)).count();
    let clock: crate::clock::VectorClock<Origin> =
        events.iter().flat_map(|placed| placed.event.clock.iter()).collect();
    let note = told.last().map(|placed| {
        of(placed, "note").as_str().map_or(Value::Null, |note| Value::Text(note.into()))
    });
    let is_in = |tag: &&str| {
        let mut about = counts.iter().rev().filter(|placed| of(placed, "tag") == **tag);
        about
            .find(|placed| placed.event.event_type != "t.removed")
            .is_some_and(|placed| placed.event.event_type != "t.taken")
    };
    let tags: Vec<&str> = ["x", "y"].into_iter().filter(is_in).collect();
    let mut cells = vec![
        Value::Decimal("7".parse().unwrap()),
        int(told.last().and_then(|placed| number(placed))),
        note.unwrap_or(Value::Text("none".into())),
        Value::Json(json!(tags).to_string()),
        time(&events[0]),
        time(&events[events.len() - 1]),
        Value::Int(version as i64),
        Value::Text(clock.to_string()),
    ];
    if life == Life::Returns {
        return Some(cells);
    }
    let mut once = BTreeSet::new();
    let facts: Vec<&Placed> =
        told.iter().copied().filter(|placed| once.insert(placed.fact)).collect();
    let moment =
        |placed: &Placed| of(placed, "at").as_str().map(|text| text.parse::<Timestamp>().unwrap());
    let timed = told.iter().filter(|placed| moment(placed).is_some());
    // The last of several equal ones.
    let latest = timed.max_by_key(|placed| moment(placed));
    let prices: Vec<Decimal> = facts
        .iter()
        .filter_map(|placed| of(placed, "price").as_str().map(|text| text.parse().unwrap()))
        .collect();
    let mut price = crate::model::ExactSum::default();
    prices.iter().for_each(|amount| price.sub(*amount));
    let least = prices
        .iter()
        .copied()
        .min_by(|left, right| left.cmp(right).then(right.scale().cmp(&left.scale())));
    let sum = facts.iter().filter_map(|placed| number(placed)).fold(0_i64, i64::wrapping_add);
    cells.extend([
        told.iter().find_map(|placed| number(placed)).map_or(Value::Null, Value::Int),
        int(latest.and_then(|placed| number(placed))),
        Value::Int(sum),
        Value::Decimal(price.shown()),
        Value::Decimal(least.unwrap_or_default()),
    ]);
    Some(cells)
}

fn shown(state: &RowState) -> Option<&[Value]> {
    match state {
        RowState::Live(row) => Some(&row.cells),
        _ => None,
    }
}

proptest! {
    #[test]
    fn rows_are_functions_of_the_set_of_events(
        (canonical, arrived) in histories(),
        life in select(vec![Life::Stays, Life::Goes, Life::Returns]),
    ) {
        let plan = plan(life);
        let (one, other) = (fold(&plan, &canonical, false), fold(&plan, &arrived, true));
        let expected = expected(life, &canonical);
        prop_assert_eq!(shown(&one).map(cell_bytes), expected.as_deref().map(cell_bytes), "{:?} {:?}", shown(&one), expected);
        prop_assert_eq!(Memory::of(&one).to_text(), Memory::of(&other).to_text());
        prop_assert_eq!(shown(&one).map(cell_bytes), shown(&other).map(cell_bytes));
        prop_assert_eq!(conflicts(&plan, &one), conflicts(&plan, &other));
        prop_assert_eq!(one, other);
    }
}

#[test]
fn the_memory_of_an_older_program_is_read() {
    let text = r#"{"assigned":["most"],"sets":{"tags":{"\"a\"":[[1,2]]}},"carries":{"sum":-1}}"#;
    let memory = Memory::from_text(text).unwrap();
    assert_eq!(memory.to_text(), text);
    assert_eq!(memory.without_row(&[]).unwrap(), RowState::Absent);
}
