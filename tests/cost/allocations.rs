//! Allocations per event. Bounded, not exact: they hang on the growth of maps and on versions of
//! the dependencies.

use gundb::prelude::*;
use gundb_tests::backend::Backend;
use stats_alloc::Region;

use crate::ALLOCATOR;
use crate::tally::{CALLERS, View, batch, group, open};

/// Most allocations per event of 64 callers in one group, without a view: a quarter above what was
/// measured.
const GROUP_PER_EVENT_MAX: u64 = 45;
/// The same with a view whose rows the writer knows.
const VIEWED_GROUP_PER_EVENT_MAX: u64 = 74;
/// Most allocations per event of one append with a hundred events, without a view.
const BATCH_PER_EVENT_MAX: u64 = 19;
/// The same, folded into one row of a view.
const VIEWED_BATCH_PER_EVENT_MAX: u64 = 31;

/// Events of one append.
const BATCH_EVENTS: i64 = 100;
/// Rounds before any is measured: statements are prepared then, maps and buffers have grown.
const WARMING_ROUNDS: usize = 10;
/// Measured rounds; the one in the middle counts.
const ROUNDS: usize = 15;

#[test]
fn of_a_group() {
    let measured = of_groups(View::Without);
    assert!(measured <= GROUP_PER_EVENT_MAX, "{measured} allocations per event");
}

#[test]
fn of_a_group_with_a_view() {
    let measured = of_groups(View::With);
    assert!(measured <= VIEWED_GROUP_PER_EVENT_MAX, "{measured} allocations per event");
}

#[test]
fn of_a_batch() {
    let measured = of_batches(View::Without);
    assert!(measured <= BATCH_PER_EVENT_MAX, "{measured} allocations per event");
}

#[test]
fn of_a_batch_with_a_view() {
    let measured = of_batches(View::With);
    assert!(measured <= VIEWED_BATCH_PER_EVENT_MAX, "{measured} allocations per event");
}

fn of_groups(view: View) -> u64 {
    per_event(&format!("{CALLERS} callers, {view:?} view"), view, CALLERS, async |tally| {
        group(tally).await
    })
}

fn of_batches(view: View) -> u64 {
    let append = async |tally: &Gundb| batch(tally, "a", BATCH_EVENTS).await;
    per_event(
        &format!("{BATCH_EVENTS} events in one append, {view:?} view"),
        view,
        BATCH_EVENTS,
        append,
    )
}

/// Allocations per event of `append`, which appends this many `events`; rounded up.
fn per_event(name: &str, view: View, events: i64, append: impl AsyncFn(&Gundb)) -> u64 {
    let _turn = crate::turn();
    let mut rounds = crate::run(Backend::Sqlite, async |db| {
        let tally = open(db, view).await;
        for _ in 0..WARMING_ROUNDS {
            append(&tally).await;
        }
        let mut rounds = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let region = Region::new(ALLOCATOR);
            append(&tally).await;
            let used = region.change();
            rounds.push((used.allocations + used.reallocations, used.bytes_allocated));
        }
        rounds
    });
    rounds.sort_unstable();
    let events = events.cast_unsigned();
    let (allocations, bytes) = rounds[ROUNDS / 2];
    let (allocations, bytes) =
        ((allocations as u64).div_ceil(events), (bytes as u64).div_ceil(events));
    println!("{name}: {allocations} allocations per event, {bytes} bytes");
    allocations
}
