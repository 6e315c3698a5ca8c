//! What a late event costs below many newer ones of its stream: the events after the last snapshot
//! before it are folded again, those of other streams are not.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gundb::clock::Clock;
use gundb::prelude::*;
use gundb::replication::protocol::{Load, LogPosition, Wanted};
use gundb::replication::{EventSink, EventSource, Run};
use gundb::view::{Fold, Moment};
use gundb_tests::backend::{Backend, Database};
use jiff::Timestamp;

use crate::counter::{Cost, round_trips_of};
use crate::tally::{TallyEvent, TallyRow, counted};

/// Newer events of the stream, and as many of another one.
const NEWER: i64 = 10_000;
/// How often the database is asked at most, however long the stream is.
const ROUND_TRIPS_MAX: usize = 24;
/// Events between two snapshots of a row.
const SPACING: u64 = 128;

/// A view whose events do not commute, and which counts how often its code is called.
#[derive(Debug, PartialEq, View)]
#[view(table = "ordered", event = TallyEvent, fold)]
struct OrderedRow {
    #[view(key)]
    id: String,
    last: i64,
}

static FOLDED: Mutex<BTreeMap<String, u64>> = Mutex::new(BTreeMap::new());

impl Fold<TallyEvent> for OrderedRow {
    fn fold(&mut self, event: &TallyEvent, _: &Moment) {
        let TallyEvent::Counted { number } = event;
        self.last = *number;
        *FOLDED
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(self.id.clone())
            .or_default() += 1;
    }
}

/// The wall clock of all nodes, which the test moves forward.
#[derive(Clone, Default)]
struct Hand(Arc<AtomicI64>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        let ms = 1_767_225_600_000 + self.0.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_millisecond(ms).expect("it is no year off")
    }
}

#[test]
fn s13_a_late_event_folds_its_stream_again_from_the_snapshot_before_it() {
    let _turn = crate::turn();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (below_all, _) = crate::run(backend, async |db| late(db, NEWER).await);
        let (below_few, cost) = crate::run(backend, async |db| late(db, 10).await);
        println!("{backend:?}: {below_all:?} below all, {below_few:?} below ten, {cost:?}");
        let (all, few) = (NEWER as u64 + 1, SPACING + 11);
        assert!(below_all.keys().eq(["a"]) && below_all["a"] <= all, "{below_all:?}");
        assert!(below_few.keys().eq(["a"]) && below_few["a"] <= few, "{below_few:?}");
        assert!(cost.round_trips <= ROUND_TRIPS_MAX, "{cost:?}");
    }
}

/// What is folded, by stream, and what the database is asked, when an event arrives that belongs
/// before `newer` others of its stream.
async fn late(db: &Database, newer: i64) -> (BTreeMap<String, u64>, Cost) {
    let (clock, elsewhere) = (Hand::default(), db.backend().fresh().await);
    let builder = || Gundb::builder().events::<TallyEvent>().clock(clock.clone());
    let here =
        builder().view::<TallyRow>().view::<OrderedRow>().open(db.url()).await.expect("it opens");
    let there = builder().open(elsewhere.url()).await.expect("it opens");
    append(&here, "a", NEWER - newer).await;
    there.append("a", Expect::New, [counted(-1)]).await.expect("it is appended");
    append(&here, "b", NEWER).await;
    append(&here, "a", newer).await;
    let runs = all(&there).await;
    FOLDED.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let round_trips =
        round_trips_of(async { drop(here.receive(runs).await.expect("it is received")) }).await;
    let folded = FOLDED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let row = here.get::<OrderedRow>("a").await.expect("it is read").expect("it is there");
    assert_eq!(row.last, newer - 1, "the late one is not the last one");
    (folded, Cost::of(&round_trips))
}

async fn append(db: &Gundb, key: &str, count: i64) {
    let numbers: Vec<i64> = (0..count).collect();
    for part in numbers.chunks(1000) {
        let events: Vec<TallyEvent> = part.iter().map(|number| counted(*number)).collect();
        db.append(key, Expect::Any, events).await.expect("it is appended");
    }
}

async fn all(db: &Gundb) -> Vec<Run> {
    let heads = db.heads().await.expect("it is read");
    let wanted = heads
        .iter()
        .map(|head| Wanted { after: LogPosition::start(head.origin), up_to: head.sequence });
    let load = Load::new(wanted.collect(), usize::MAX);
    db.runs(load).await.expect("it is read").runs
}
