//! Bugs on purpose: the simulation must find each, or processes that write one database at once.
//!
//! *Restored node keeps its origin* can't be planted: renewing origins is not built yet, so that bug is what the code does.

use std::sync::{Mutex, PoisonError};

use gundb::__private::{Planted, plant};
use gundb::Gundb;
use gundb::prelude::*;
use gundb_tests::backend::{self, Backend, Database};
use gundb_tests::sim::{Many, ThingEvent};

/// A bug is switched on for the whole process.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
/// Seeds that are played at most before a bug counts as not found.
const SEEDS: u64 = 200;

fn is_found(bug: Planted) -> Option<String> {
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    plant(bug);
    let seeds = 0..if bug == Planted::Nothing { 20 } else { SEEDS };
    let played = Many { seeds, nodes: None, events: None, postgres: 0, twice: 0 }.play();
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
    sequence_taken_from_a_database_sequence: NumbersOutliveRollback,
}

#[test]
fn state_read_before_the_lock_is_had() {
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    for engine in [Backend::Sqlite, Backend::Postgres] {
        for (bug, is_well) in [(Planted::Nothing, true), (Planted::ReadBeforeLock, false)] {
            backend::run(engine, async |db| {
                let handles = [open(&db).await, open(&db).await];
                plant(bug);
                let written = write_at_once(&handles).await;
                plant(Planted::Nothing);
                let sound = handles[0].verify().await.is_ok_and(|report| report.is_sound());
                assert_eq!(
                    written && sound,
                    is_well,
                    "{engine:?} {bug:?}: all written {written}, sound {sound}"
                );
            });
        }
    }
}

async fn open(db: &Database) -> Gundb {
    Gundb::builder().events::<ThingEvent>().open(db.url()).await.expect("it opens")
}

/// Appends through all handles at once; whether all went well.
async fn write_at_once(handles: &[Gundb]) -> bool {
    let mut tasks = tokio::task::JoinSet::new();
    for (number, db) in handles.iter().enumerate() {
        let db = db.clone();
        tasks.spawn(async move {
            let mut is_well = true;
            for round in 0..100 {
                let event = ThingEvent::Scored { points: round, team: None };
                is_well &= db.append(&format!("{number}"), Expect::Any, [event]).await.is_ok();
            }
            is_well
        });
    }
    tasks.join_all().await.into_iter().all(|is_well| is_well)
}
