//! `view::converges`: folds that converge pass, and planted mistakes are found. It needs no
//! database.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};

use gundb::Json;
use gundb::prelude::*;
use gundb::view::{Convergence, Divergence, Fold, Moment, converges};
use jiff::Timestamp;

use crate::bank::{AccountEvent, AccountRow, Takings, deposited, deposited_by, opened};

#[derive(Debug, Event)]
#[event(stream = "cart")]
enum CartEvent {
    Put { item: String, count: i64 },
    Taken { item: String },
    Cleared,
}

use CartEvent::{Cleared, Put, Taken};

/// Random events of two carts.
fn with_carts<V: View>(convergence: Convergence<V>) -> Convergence<V> {
    let item =
        |chance: u64| ["apple", "bread", "corn", "date"][(chance / 7 % 4) as usize].to_owned();
    let event = move |chance: u64| match chance % 7 {
        0 | 1 => Taken { item: item(chance) },
        2 if chance.is_multiple_of(5) => Cleared,
        _ => Put { item: item(chance), count: (chance % 9) as i64 },
    };
    convergence.random("a", 10, event).random("b", 4, event)
}

fn found<V: View>(rounds: u32) -> Option<Divergence> {
    with_carts(converges::<V>()).rounds(rounds).find().unwrap()
}

/// A view with one column of code, and its fold.
macro_rules! view {
    ($name:ident, $table:literal, $cell:ty, |$row:ident, $event:ident, $at:ident| $fold:expr) => {
        #[derive(View)]
        #[view(table = $table, event = CartEvent, fold)]
        struct $name {
            #[view(key)]
            id: String,
            cell: $cell,
        }

        impl Fold<CartEvent> for $name {
            fn fold(&mut self, $event: &CartEvent, $at: &Moment) {
                let $row = self;
                $fold
            }
        }
    };
}

view!(Cart, "carts", Json<BTreeMap<String, i64>>, |row, event, _at| match event {
    Put { item, count } => *row.cell.0.entry(item.clone()).or_default() += count,
    Taken { item } => drop(row.cell.0.remove(item)),
    Cleared => row.cell.0.clear(),
});

view!(Latest, "latest", Option<String>, |row, _event, at| {
    row.cell = Some(format!("{} {}", at.origin(), at.recorded_at()));
});

static COUNTER: AtomicI64 = AtomicI64::new(0);
view!(Counted, "counted", i64, |row, _event, _at| row.cell =
    COUNTER.fetch_add(1, Ordering::SeqCst));

view!(Timed, "timed", Option<Timestamp>, |row, _event, _at| row.cell = Some(Timestamp::now()));

view!(Listed, "listed", Vec<String>, |row, event, _at| if let Put { item, .. } = event {
    let items = row.cell.drain(..).chain([item.clone()]);
    row.cell = items.map(|item| (item, ())).collect::<HashMap<_, _>>().into_keys().collect();
});

thread_local! {
    static SEEN: std::cell::Cell<i64> = const { std::cell::Cell::new(0) };
}
view!(Remembered, "remembered", i64, |row, _event, _at| {
    SEEN.set(SEEN.get() + 1);
    row.cell = SEEN.get();
});

#[test]
fn rules_and_pure_folds_converge() {
    with_carts(converges::<Cart>()).check();
    with_carts(converges::<Latest>()).check();
    let events = [deposited(3), opened("Ann"), deposited(-4), AccountEvent::Purged, opened("Bob")];
    converges::<AccountRow>().stream("a", events.clone()).stream("b", events).check();
    let at = "2026-01-01T00:00:00Z";
    converges::<Takings>()
        .random("a", 9, move |chance| deposited_by("T", at, chance.cast_signed()))
        .check();
}

#[test]
fn a_hidden_counter_is_found() {
    let found = found::<Counted>(1).unwrap();
    assert!(found.is_same_order(), "{found}");
    assert_eq!(found.events().len(), 1, "{found}");
}

#[test]
fn the_time_of_day_is_found() {
    let found = found::<Timed>(1).unwrap();
    assert!(found.is_same_order() && found.events().len() == 1, "{found}");
}

#[test]
fn the_order_of_a_map_is_found() {
    let found = found::<Listed>(20).unwrap();
    assert!(found.is_same_order() && found.events().len() >= 2, "{found}");
    let text = found.to_string();
    assert!(text.contains("a map's order") && text.contains("cart.put"), "{text}");
}

/// Each fold runs in a thread of its own, where this counter begins at 0: the row differs once it
/// is folded again for a late event.
#[test]
fn state_that_a_thread_keeps_is_found() {
    let found = found::<Remembered>(100).unwrap();
    assert!(!found.is_same_order(), "{found}");
    assert_ne!(found.canonical(), found.other());
}

#[test]
fn what_was_found_is_played_again() {
    let first = found::<Remembered>(100).unwrap();
    let again = with_carts(converges::<Remembered>()).seed(first.seed()).rounds(1).find().unwrap();
    assert_eq!(again, Some(first));
}

#[test]
#[should_panic(
    expected = "`counted` does not converge: the same events make two rows of the key [\"a\"]"
)]
fn check_fails_with_the_history() {
    converges::<Counted>().stream("a", [Cleared, Cleared]).check();
}

#[test]
fn nothing_to_test_is_an_error() {
    let error = converges::<Cart>().stream("a", [deposited(1)]).find().unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("nothing was tested"), "{error}");
    assert!(converges::<Cart>().stream("a", [Cleared]).rounds(0).find().is_err());
}
