//! Folds by application code that fail: code that panics, code that is missing, code that makes a
//! value that no column holds.

use gundb::model::{NewEvent, StreamRef};
use gundb::prelude::*;
use gundb::store::ViewState;
use gundb::view::NamedQuery;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;

use crate::bank::assert_sound;

gundb_tests::scenarios! {
    a_panic_skips_one_event_and_repaired_code_folds_it, a_process_without_the_code_finds_a_sound_store,
    a_table_with_skipped_events_is_rebuilt, a_panic_leaves_the_tombstone, what_a_panic_says_is_kept_readable,
    a_long_text_in_an_index_is_skipped, null_is_json_too, a_skipped_event_leaves_no_conflict,
    code_leaves_unique_cells_to_the_rules, a_new_version_comes_while_the_old_one_is_behind,
    an_append_without_the_code_leaves_the_view_behind, repaired_code_folds_all_streams_of_a_row,
}

#[derive(Clone, Debug, PartialEq, Event)]
#[event(stream = "machine")]
enum MachineEvent {
    Started { name: String },
    Turned { by: i64 },
    Scrapped,
}

fn turned(by: i64) -> MachineEvent {
    MachineEvent::Turned { by }
}

fn started(name: &str) -> MachineEvent {
    MachineEvent::Started { name: name.to_owned() }
}

/// One view, by code that this or that event breaks.
macro_rules! machine {
    ($module:ident, $($version:literal,)? |$row:ident, $event:ident| $fold:block) => {
        mod $module {
            use gundb::prelude::*;
            use gundb::view::{Fold, Moment};

            use super::MachineEvent;

            #[derive(Debug, PartialEq, View)]
            #[view(table = "machines", event = MachineEvent, fold, delete(Scrapped), creates(Started) $(, version = $version)?)]
            pub(super) struct Machine {
                #[view(key)]
                pub(super) id: String,
                #[view(set(Started.name), unique)]
                pub(super) name: String,
                #[view(add(Turned.by))]
                pub(super) angle: i64,
                #[view(index)]
                pub(super) log: String,
                pub(super) last: gundb::Json<Option<i64>>,
                pub(super) ratio: f64,
            }

            impl Fold<MachineEvent> for Machine {
                fn fold(&mut self, event: &MachineEvent, _: &Moment) {
                    let ($row, $event) = (self, event);
                    $fold
                }
            }
        }
    };
}

machine!(repaired, |row, event| {
    if let MachineEvent::Turned { by } = event {
        row.log.push_str(&format!("{by},"));
        row.last = gundb::Json(Some(*by).filter(|by| *by != 0));
    }
});

machine!(broken, |row, event| {
    match event {
        MachineEvent::Turned { by: 13 } => panic!("thirteen"),
        MachineEvent::Turned { by: 14 } => panic!("a text with \0 in it, {}", "x".repeat(100_000)),
        MachineEvent::Turned { by: 15 } => row.ratio = f64::NAN,
        MachineEvent::Turned { by: 16 } => row.log.push('\0'),
        MachineEvent::Turned { by: i64::MAX } => panic!("too far"),
        MachineEvent::Turned { by: 17 } => {
            row.log = crate::fold_failures::noise(4000);
        }
        MachineEvent::Turned { by } => {
            row.log.push_str(&format!("{by},"));
            row.last = gundb::Json(Some(*by).filter(|by| *by != 0));
        }
        MachineEvent::Started { name } => assert!(name != "bad", "a bad name"),
        MachineEvent::Scrapped => {}
    }
});

machine!(second, 2, |row, event| {
    if let MachineEvent::Turned { by } = event {
        row.ratio += *by as f64;
    }
});

/// Text that no database makes shorter.
fn noise(bytes: usize) -> String {
    let hash = |number| gundb::model::Hash::of(&usize::to_be_bytes(number)).to_string();
    (0..bytes / 64).map(hash).collect()
}

async fn broken(db: &Database) -> Gundb {
    Gundb::builder().view::<broken::Machine>().open(db.url()).await.unwrap()
}

async fn skipped(db: &Database) -> Vec<String> {
    let sql = Sql::connect(db.url()).await.unwrap();
    let rows = sql.query("SELECT position FROM gundb_skipped ORDER BY position").await.unwrap();
    rows.into_iter().flatten().flatten().collect()
}

async fn a_panic_skips_one_event_and_repaired_code_folds_it(db: Database) {
    let bank = broken(&db).await;
    bank.append("a", Expect::New, [started("A"), turned(1), turned(13), turned(2)]).await.unwrap();
    bank.append("a", Expect::Any, [turned(15), turned(16), turned(3)]).await.unwrap();
    bank.append("b", Expect::New, [turned(13)]).await.unwrap();
    let row = bank.get::<broken::Machine>("a").await.unwrap().unwrap();
    assert_eq!((row.angle, row.log.as_str(), row.ratio), (6, "1,2,3,", 0.0));
    assert!(bank.get::<broken::Machine>("b").await.unwrap().is_none());
    assert_eq!(skipped(&db).await, ["3", "5", "6", "8"]);
    assert_sound(&bank).await;
    bank.close().await;
    let bank = Gundb::builder().view::<repaired::Machine>().open(db.url()).await.unwrap();
    let row = bank.get::<repaired::Machine>("a").await.unwrap().unwrap();
    assert_eq!((row.angle, row.log.as_str()), (50, "1,13,2,15,16,3,"));
    assert_eq!(bank.get::<repaired::Machine>("b").await.unwrap().unwrap().angle, 13);
    assert!(skipped(&db).await.is_empty());
    assert_sound(&bank).await;
}

async fn a_process_without_the_code_finds_a_sound_store(db: Database) {
    let bank = broken(&db).await;
    bank.append("a", Expect::New, [started("A"), turned(1), turned(13)]).await.unwrap();
    bank.append("b", Expect::New, [started("B"), MachineEvent::Scrapped, turned(1)]).await.unwrap();
    bank.append("c", Expect::New, [started("bad")]).await.unwrap();
    let without = Gundb::open(db.url()).await.unwrap();
    assert_sound(&without).await;
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute("UPDATE machines SET angle = 7 WHERE id = 'a'").await.unwrap();
    assert!(!without.verify().await.unwrap().is_sound());
    sql.execute("UPDATE machines SET angle = 1 WHERE id = 'a'").await.unwrap();
    let event = NewEvent::json("machine.turned", r#"{"by":2}"#);
    without.append_events(StreamRef::new("machine", "a"), Expect::Any, vec![event]).await.unwrap();
    assert_sound(&without).await;
    assert_sound(&bank).await;
}

async fn a_table_with_skipped_events_is_rebuilt(db: Database) {
    let bank = broken(&db).await;
    bank.append("a", Expect::New, [started("A"), turned(1), turned(13)]).await.unwrap();
    bank.rebuild_view("machines").await.unwrap();
    assert_eq!(bank.get::<broken::Machine>("a").await.unwrap().unwrap().log, "1,");
    assert_eq!(skipped(&db).await, ["3"]);
    assert_sound(&bank).await;
}

async fn a_panic_leaves_the_tombstone(db: Database) {
    let bank = broken(&db).await;
    bank.append("a", Expect::New, [started("A"), MachineEvent::Scrapped, started("bad")])
        .await
        .unwrap();
    bank.append("a", Expect::Any, [turned(1)]).await.unwrap();
    assert!(bank.get::<broken::Machine>("a").await.unwrap().is_none());
    assert_sound(&bank).await;
}

async fn what_a_panic_says_is_kept_readable(db: Database) {
    let bank = broken(&db).await;
    bank.append("a", Expect::New, [turned(1), turned(14)]).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    let rows = sql.query("SELECT reason FROM gundb_skipped").await.unwrap();
    let reason = rows[0][0].as_deref().unwrap();
    assert!(reason.contains("a text with") && reason.len() < 5000, "{} bytes", reason.len());
    assert_sound(&bank).await;
}

async fn a_long_text_in_an_index_is_skipped(db: Database) {
    let bank = broken(&db).await;
    bank.append("a", Expect::New, [turned(1), turned(17)]).await.unwrap();
    assert_eq!(bank.get::<broken::Machine>("a").await.unwrap().unwrap().log, "1,");
    assert_eq!(skipped(&db).await, ["2"]);
}

async fn null_is_json_too(db: Database) {
    let bank = broken(&db).await;
    bank.append("a", Expect::New, [turned(0), turned(5), turned(0)]).await.unwrap();
    bank.append("a", Expect::Any, [turned(0)]).await.unwrap();
    let row = bank.get::<broken::Machine>("a").await.unwrap().unwrap();
    assert_eq!((row.last.0, row.log.as_str()), (None, "0,5,0,0,"));
    assert_sound(&bank).await;
}

async fn a_skipped_event_leaves_no_conflict(db: Database) {
    let bank = broken(&db).await;
    bank.append("a", Expect::New, [turned(1), turned(i64::MAX)]).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    assert!(sql.query("SELECT * FROM gundb_conflict").await.unwrap().is_empty());
    assert_eq!(skipped(&db).await, ["2"]);
    assert_sound(&bank).await;
}

async fn code_leaves_unique_cells_to_the_rules(db: Database) {
    let bank = broken(&db).await;
    bank.append("a", Expect::New, [started("A")]).await.unwrap();
    let refused = bank.append("b", Expect::New, [started("A")]).await.unwrap_err();
    assert!(refused.is_not_unique(), "{refused}");
    bank.append("a", Expect::Any, [MachineEvent::Scrapped]).await.unwrap();
    bank.append("b", Expect::New, [started("A")]).await.unwrap();
    assert_sound(&bank).await;
}

async fn a_new_version_comes_while_the_old_one_is_behind(db: Database) {
    let old = broken(&db).await;
    old.append("a", Expect::New, (0..40).map(turned)).await.unwrap();
    old.close().await;
    // It can't be finished at once, and the old version is behind from now on.
    let new =
        Gundb::builder().chunk_events(1).view::<second::Machine>().open(db.url()).await.unwrap();
    new.append("a", Expect::Any, [turned(1)]).await.unwrap();
    new.wait_until_caught_up("machines").await.unwrap();
    assert_eq!(new.get::<second::Machine>("a").await.unwrap().unwrap().ratio, 781.0);
    assert_eq!(new.views().await.unwrap().len(), 1);
    assert_sound(&new).await;
}

async fn an_append_without_the_code_leaves_the_view_behind(db: Database) {
    let bank = broken(&db).await;
    bank.append("a", Expect::New, [turned(1), turned(2)]).await.unwrap();
    let without = Gundb::open(db.url()).await.unwrap();
    let event = |by: i64| NewEvent::json("machine.turned", format!(r#"{{"by":{by}}}"#));
    let stream = StreamRef::new("machine", "a");
    without.append_events(stream.clone(), Expect::Any, vec![event(3)]).await.unwrap();
    assert_eq!(without.views().await.unwrap()[0].state, ViewState::Behind);
    assert!(NamedQuery::new("machines").all(&without).await.unwrap_err().is_behind());
    assert!(without.wait_until_caught_up("machines").await.unwrap_err().is_behind());
    assert_sound(&without).await;
    assert_eq!(bank.get::<broken::Machine>("a").await.unwrap().unwrap().log, "1,2,3,");
    without.append_events(stream, Expect::Any, vec![event(4), event(13)]).await.unwrap();
    bank.append("a", Expect::Any, [turned(5)]).await.unwrap();
    bank.wait_until_caught_up("machines").await.unwrap();
    assert_eq!(bank.get::<broken::Machine>("a").await.unwrap().unwrap().log, "1,2,3,4,5,");
    assert_eq!(skipped(&db).await, ["5"]);
    assert_sound(&bank).await;
}

#[derive(Event)]
#[event(stream = "left")]
struct Came {
    guests: i64,
}

#[derive(Event)]
#[event(stream = "right")]
struct Went {
    guests: i64,
}

/// A row of two streams of one key, with code that refuses some number of guests.
macro_rules! hall {
    ($module:ident, $refused:literal) => {
        mod $module {
            use gundb::prelude::*;
            use gundb::view::{Fold, Moment};

            use super::{Came, Went};

            #[derive(Debug, PartialEq, View)]
            #[view(table = "halls", event = (Came, Went), fold)]
            pub(super) struct Hall {
                #[view(key)]
                pub(super) id: String,
                #[view(count(Came, Went))]
                pub(super) turns: i64,
                pub(super) guests: i64,
            }

            impl Fold<Came> for Hall {
                fn fold(&mut self, event: &Came, _: &Moment) {
                    assert_ne!(event.guests, $refused);
                    self.guests += event.guests;
                }
            }

            impl Fold<Went> for Hall {
                fn fold(&mut self, event: &Went, _: &Moment) {
                    self.guests -= event.guests;
                }
            }
        }
    };
}

hall!(strict, 13);
hall!(lenient, -1);

async fn repaired_code_folds_all_streams_of_a_row(db: Database) {
    let bank = Gundb::builder().view::<strict::Hall>().open(db.url()).await.unwrap();
    bank.append("a", Expect::New, [Came { guests: 10 }, Came { guests: 13 }]).await.unwrap();
    bank.append("a", Expect::New, [Went { guests: 3 }]).await.unwrap();
    assert_eq!(bank.get::<strict::Hall>("a").await.unwrap().unwrap().guests, 7);
    bank.close().await;
    let bank = Gundb::builder().view::<lenient::Hall>().open(db.url()).await.unwrap();
    let row = bank.get::<lenient::Hall>("a").await.unwrap().unwrap();
    assert_eq!((row.turns, row.guests), (3, 20));
    assert_sound(&bank).await;
}
