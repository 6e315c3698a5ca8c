//! Bugs on purpose: the simulation must find each.
//!
//! Of the bugs that the suite must kill, these can't be planted in this code:
//! - *sequence taken from a database sequence*: there is none; numbers come from the locked row.
//! - *state read in the statement that waits for the lock*: the simulation calls one store at a time, so nobody waits.
//! - *restored node keeps its origin*: renewing origins is not built yet, so that bug is what the code does.

use std::sync::{Mutex, PoisonError};

use gundb::__private::{Planted, plant};
use gundb_tests::sim::Many;

/// A bug is switched on for the whole process.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
/// Seeds that are played at most before a bug counts as not found.
const SEEDS: u64 = 200;

fn is_found(bug: Planted) -> Option<String> {
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    plant(bug);
    let seeds = 0..if bug == Planted::Nothing { 20 } else { SEEDS };
    let played = Many { seeds, nodes: None, events: None, postgres: 0, threads: 2, twice: 0 }.play();
    plant(Planted::Nothing);
    let broken = played.err()?;
    println!("{bug:?}, seed {}: {}", broken.script.seed, broken.what);
    Some(broken.what)
}

#[test]
fn without_a_planted_bug_nothing_is_found() {
    assert_eq!(is_found(Planted::Nothing), None);
}

macro_rules! killed {
    ($($name:ident: $bug:ident,)+) => {$(
        #[test]
        fn $name() {
            assert!(is_found(Planted::$bug).is_some(), "{SEEDS} seeds did not find it");
        }
    )+};
}

killed! {
    cursor_moved_before_the_events: CursorBeforeEvents,
    high_water_dedupe_past_a_gap: HighWaterDedupe,
    order_by_arrival_on_a_tie: ArrivalOrderOnTie,
    order_by_wall_clock: WallClockOrder,
    view_updated_after_commit: ViewAfterCommit,
    last_writer_wins_the_row_instead_of_the_field: LastWriterOfRow,
    event_id_unique_across_nodes: UniqueEventId,
    real_numbers_through_text: RealsAsText,
}
