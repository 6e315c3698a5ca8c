//! Views over many streams: rows by key, in whatever order the events come.

use std::collections::BTreeMap;

use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::{Event, shuffled};
use crate::fold::{Plan, RowState, key_bytes};
use crate::model::{
    Action, ColumnDescription, ColumnType, KeyPart, KeySource, Role, Source, Step, Transform,
    Value, ViewDescription,
};

const EVENTS: [&str; 2] = ["log.in", "log.out"];

/// Key (what, day of at); `moved` adds by `log.in`, subtracts by `log.out`; `times` counts both.
fn view() -> ViewDescription {
    let column = |name: &str, column_type, role| ColumnDescription::new(name, column_type, role);
    let key = |field: &str, transform: Transform| {
        let part =
            |event: &str| KeyPart { event: event.to_owned(), field: field.into(), transform };
        Role::Key(EVENTS.map(part).into())
    };
    let steps = |actions: [Action; 2]| {
        let step = |(event, action): (&str, Action)| Step { event: event.to_owned(), action };
        Role::Fold(EVENTS.into_iter().zip(actions).map(step).collect())
    };
    let bytes = || Source::Field("bytes".into());
    ViewDescription {
        table: "traffic".into(),
        version: 1,
        events: EVENTS.map(str::to_owned).into(),
        key: KeySource::Fields,
        columns: vec![
            column("what", ColumnType::Text, key("what", Transform::None)),
            column("moved", ColumnType::Int, steps([Action::Add(bytes()), Action::Sub(bytes())])),
            column("day", ColumnType::Date, key("at", Transform::Day)),
            column("times", ColumnType::Int, steps([Action::Count, Action::Count])),
        ],
        delete: Vec::new(),
        creates: Vec::new(),
    }
}

/// Which event type, what, hour, bytes.
type Entry = (usize, Option<&'static str>, u8, Option<i64>);

fn entry() -> impl Strategy<Value = Entry> {
    let what = prop::sample::select(vec![None, Some("disk"), Some("net")]);
    (0..2_usize, what, 0..72_u8, prop::option::of(prop_oneof![-2..3_i64, any::<i64>()]))
}

fn event(entry: &Entry) -> Event {
    let at = format!("2024-02-{:02}T{:02}:30:00+01:00", 28 + entry.2 / 24, entry.2 % 24);
    let at = if entry.2 >= 48 { at.replace("02-30", "03-01") } else { at };
    let payload = json!({"what": entry.1, "at": at, "bytes": entry.3});
    Event { event_type: EVENTS[entry.0], payload, recorded_us: 0, clock: Default::default() }
}

/// Rows by (what, day): moved, times.
fn expected(entries: &[Entry]) -> BTreeMap<(&'static str, Date), (i64, i64)> {
    let mut rows = BTreeMap::new();
    for (kind, what, hour, bytes) in entries {
        // Half past midnight at +01:00 is half past eleven of the day before.
        let first = Date::constant(2024, 2, 27);
        let day = first.saturating_add(jiff::Span::new().days(i64::from(hour.div_ceil(24))));
        let Some(what) = what else { continue };
        let (moved, times): &mut (i64, i64) = rows.entry((*what, day)).or_default();
        let bytes = bytes.unwrap_or(0);
        *moved = moved.wrapping_add(if *kind == 0 { bytes } else { bytes.wrapping_neg() });
        *times += 1;
    }
    rows
}

fn folded(entries: &[Entry]) -> BTreeMap<Vec<u8>, Vec<Value>> {
    let plan = Plan::new(view(), Default::default());
    let mut rows: BTreeMap<Vec<u8>, RowState> = BTreeMap::new();
    for (nth, event) in entries.iter().map(event).enumerate() {
        if let Some(change) = event.change(&plan) {
            change.apply(
                &plan,
                rows.entry(key_bytes(&change.key)).or_default(),
                &event.context(nth),
            );
        }
    }
    let live = rows.into_iter().filter_map(|(key, state)| match state {
        RowState::Live(row) => Some((key, row.cells)),
        _ => None,
    });
    live.collect()
}

proptest! {
    #[test]
    fn rows_are_sums_by_key(entries in vec(entry(), 0..20)) {
        let rows = expected(&entries).into_iter().map(|((what, day), (moved, times))| {
            let (what, day) = (Value::Text(what.into()), Value::Date(day));
            (key_bytes(&[what.clone(), day.clone()]), vec![what, Value::Int(moved), day, Value::Int(times)])
        });
        prop_assert_eq!(folded(&entries), rows.collect());
    }

    #[test]
    fn their_order_does_not_matter((entries, shuffled) in shuffled(vec(entry(), 0..20))) {
        prop_assert_eq!(folded(&entries), folded(&shuffled));
    }
}
