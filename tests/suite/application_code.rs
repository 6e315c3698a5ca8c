//! Views folded by application code: beside rules, where the code is missing, and where it panics.

use std::sync::atomic::{AtomicBool, Ordering};

use gundb::prelude::*;
use gundb::store::ViewState;
use gundb::view::{Fold, Moment};
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;

use crate::bank::assert_sound;

gundb_tests::scenarios! {
    code_and_rules_share_a_row, a_process_without_the_code_leaves_the_view_behind,
    a_view_that_is_behind_stays_where_it_is, a_panic_skips_one_event_until_the_code_is_repaired, a_late_view_is_folded_by_code_in_chunks,
}

#[derive(Clone, Debug, Event)]
#[event(stream = "gauge")]
enum GaugeEvent {
    Read { value: i64 },
    Broken { word: String },
    Removed,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "gauges", event = GaugeEvent, delete(Removed), fold)]
struct Gauge {
    #[view(key)]
    id: String,
    #[view(add(Read.value))]
    sum: i64,
    mean: f64,
    values: Vec<i64>,
    #[view(version)]
    version: i64,
}

impl Fold<GaugeEvent> for Gauge {
    fn fold(&mut self, event: &GaugeEvent, _: &Moment) {
        match event {
            GaugeEvent::Read { value } => self.values.push(*value),
            GaugeEvent::Broken { word } => assert!(word != "boom", "this word is too much"),
            GaugeEvent::Removed => {}
        }
        // What rules folded is there already.
        self.mean = self.sum as f64 / self.values.len().max(1) as f64;
    }
}

/// A view whose code is repaired between two opens.
#[derive(Debug, PartialEq, View)]
#[view(table = "repaired", event = GaugeEvent, fold)]
struct Repaired {
    #[view(key)]
    id: String,
    words: i64,
    total: i64,
}

static IS_MENDED: AtomicBool = AtomicBool::new(false);

impl Fold<GaugeEvent> for Repaired {
    fn fold(&mut self, event: &GaugeEvent, _: &Moment) {
        match event {
            // One database's test must not repair the other's.
            GaugeEvent::Broken { word } => {
                assert!(
                    word != "boom" || IS_MENDED.load(Ordering::SeqCst),
                    "{word} is not understood"
                );
                self.words += 1;
            }
            GaugeEvent::Read { value } => self.total = self.total * 2 + value,
            GaugeEvent::Removed => {}
        }
    }
}

fn read(value: i64) -> GaugeEvent {
    GaugeEvent::Read { value }
}

fn broken(word: &str) -> GaugeEvent {
    GaugeEvent::Broken { word: word.to_owned() }
}

async fn gauges(db: &Database) -> Gundb {
    Gundb::builder().view::<Gauge>().open(db.url()).await.unwrap()
}

async fn state(db: &Gundb, name: &str) -> ViewState {
    let views = db.views().await.unwrap();
    views.into_iter().find(|view| view.description.table == name).unwrap().state
}

async fn code_and_rules_share_a_row(db: Database) {
    let gauges = gauges(&db).await;
    gauges.append("a", Expect::New, [read(1), read(2)]).await.unwrap();
    gauges.append("a", Expect::Exists, [read(6), broken("x")]).await.unwrap();
    let row = gauges.get::<Gauge>("a").await.unwrap().unwrap();
    assert_eq!(row, Gauge { id: "a".into(), sum: 9, mean: 3.0, values: vec![1, 2, 6], version: 4 });
    gauges.append("a", Expect::Exists, [GaugeEvent::Removed, read(1)]).await.unwrap();
    assert_eq!(gauges.get::<Gauge>("a").await.unwrap(), None);
    assert_sound(&gauges).await;
}

async fn a_process_without_the_code_leaves_the_view_behind(db: Database) {
    let gauges = gauges(&db).await;
    gauges.append("a", Expect::New, [read(1)]).await.unwrap();
    let blind = Gundb::open(db.url()).await.unwrap();
    blind.append("a", Expect::Exists, [read(5)]).await.unwrap();
    assert_eq!(state(&blind, "gauges").await, ViewState::Behind);
    let refused = Gauge::query().all(&blind).await.unwrap_err();
    assert!(
        refused.is_behind() && refused.to_string().contains("up to position 1 of 2"),
        "{refused}"
    );
    assert_sound(&blind).await;
    // A program with the code catches up before it answers, or in its next append.
    assert_eq!(gauges.get::<Gauge>("a").await.unwrap().unwrap().values, [1, 5]);
    assert_eq!(state(&blind, "gauges").await, ViewState::Live);
    blind.append("b", Expect::New, [read(7)]).await.unwrap();
    gauges.append("b", Expect::Exists, [read(8)]).await.unwrap();
    gauges.wait_until_caught_up("gauges").await.unwrap();
    assert_eq!(gauges.get::<Gauge>("b").await.unwrap().unwrap().values, [7, 8]);
    assert_sound(&gauges).await;
}

async fn a_view_that_is_behind_stays_where_it_is(db: Database) {
    let gauges = gauges(&db).await;
    gauges.append("a", Expect::New, [read(1)]).await.unwrap();
    let blind = Gundb::open(db.url()).await.unwrap();
    // One after the other: the second finds the view behind already, and must not move it past the
    // first.
    for value in [5, 7, 9] {
        blind.append("a", Expect::Exists, [read(value)]).await.unwrap();
    }
    assert_sound(&blind).await;
    assert_eq!(gauges.get::<Gauge>("a").await.unwrap().unwrap().values, [1, 5, 7, 9]);
    assert_sound(&gauges).await;
}

async fn a_panic_skips_one_event_until_the_code_is_repaired(db: Database) {
    let _turn = TURN.lock().await;
    IS_MENDED.store(false, Ordering::SeqCst);
    let store = Gundb::builder().view::<Repaired>().open(db.url()).await.unwrap();
    let boom = [read(1), broken("boom"), read(2), broken("fine")];
    assert_eq!(store.append("a", Expect::New, boom).await.unwrap().version(), 4);
    store.append("b", Expect::New, [broken("boom")]).await.unwrap();
    let row = store.get::<Repaired>("a").await.unwrap().unwrap();
    assert_eq!((row.words, row.total), (1, 4));
    assert_eq!(store.get::<Repaired>("b").await.unwrap(), None);
    let sql = Sql::connect(db.url()).await.unwrap();
    let skipped =
        sql.query("SELECT position, reason FROM gundb_skipped ORDER BY position").await.unwrap();
    assert_eq!(skipped.len(), 2, "{skipped:?}");
    let reason = skipped[0][1].as_deref().unwrap();
    assert!(reason.contains("boom is not understood"), "{reason}");
    assert_sound(&store).await;
    store.close().await;
    IS_MENDED.store(true, Ordering::SeqCst);
    let store = Gundb::builder().view::<Repaired>().open(db.url()).await.unwrap();
    let row = store.get::<Repaired>("a").await.unwrap().unwrap();
    assert_eq!((row.words, row.total), (2, 4));
    assert_eq!(store.get::<Repaired>("b").await.unwrap().unwrap().words, 1);
    assert!(sql.query("SELECT position FROM gundb_skipped").await.unwrap().is_empty());
    assert_sound(&store).await;
}

/// Tests that change what the code does take turns.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn a_late_view_is_folded_by_code_in_chunks(db: Database) {
    let store = Gundb::open(db.url()).await.unwrap();
    for key in ["a", "b"] {
        store.append(key, Expect::New, (1..=20).map(read)).await.unwrap();
    }
    let gauges = Gundb::builder().view::<Gauge>().chunk_events(3).open(db.url()).await.unwrap();
    gauges.wait_until_caught_up("gauges").await.unwrap();
    let row = gauges.get::<Gauge>("b").await.unwrap().unwrap();
    assert_eq!((row.sum, row.mean, row.values.len()), (210, 10.5, 20));
    assert_sound(&gauges).await;
}
