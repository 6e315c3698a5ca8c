//! Events that code can't take where it first sees them, because what it lacks comes later from
//! another node.

use gundb::clock::Clock;
use gundb::prelude::*;
use gundb::transport::sync;
use gundb::view::{Fold, Moment, converges};
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;
use jiff::Timestamp;

gundb_tests::scenarios! { what_code_lacked_comes_late, a_process_without_the_code_verifies }

#[derive(Debug, Event)]
#[event(stream = "item")]
enum ItemEvent {
    Put { count: i64 },
    Taken { count: i64 },
    Scrapped,
}

use ItemEvent::{Put, Scrapped, Taken};

#[derive(Debug, PartialEq, View)]
#[view(table = "stock", event = ItemEvent, fold, delete(Scrapped), creates(Put, Taken))]
struct Stock {
    #[view(key)]
    id: String,
    count: i64,
}

impl Fold<ItemEvent> for Stock {
    fn fold(&mut self, event: &ItemEvent, _: &Moment) {
        match event {
            Put { count } => self.count += count,
            Taken { count } => {
                assert!(self.count >= *count, "{count} of {} are too many", self.count);
                self.count -= count;
            }
            Scrapped => {}
        }
    }
}

/// A clock that stands at a second.
struct Standing(i64);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0).unwrap()
    }
}

async fn shop(db: &Database, second: i64) -> Gundb {
    Gundb::builder().view::<Stock>().clock(Standing(second)).open(db.url()).await.unwrap()
}

async fn append<const N: usize>(shop: &Gundb, key: &str, events: [ItemEvent; N]) {
    shop.append(key, Expect::Any, events).await.unwrap();
}

async fn counts(shop: &Gundb) -> [Option<i64>; 4] {
    let count = async |key| shop.get::<Stock>(key).await.unwrap().map(|stock| stock.count);
    [count("none").await, count("some").await, count("scrapped").await, count("lacking").await]
}

async fn skipped(db: &Database) -> String {
    let sql = Sql::connect(db.url()).await.unwrap();
    let rows = sql.query("SELECT COUNT(*) FROM gundb_skipped").await.unwrap();
    rows[0][0].clone().unwrap()
}

/// Two shops: what the one took, the other put there before, and neither knows of it.
async fn apart(early_db: &Database, late_db: &Database) -> (Gundb, Gundb) {
    let (early, late) = (shop(early_db, 10).await, shop(late_db, 20).await);
    append(&early, "some", [Put { count: 1 }]).await;
    append(&early, "scrapped", [Put { count: 9 }, Scrapped]).await;
    sync(&early, &late).await.unwrap();
    for key in ["none", "some", "scrapped"] {
        append(&late, key, [Taken { count: 2 }, Taken { count: 1 }]).await;
        append(&early, key, [Put { count: 5 }]).await;
    }
    append(&late, "lacking", [Taken { count: 7 }]).await;
    append(&early, "lacking", [Put { count: 3 }]).await;
    assert_eq!(counts(&late).await, [None, Some(0), None, None]);
    assert_eq!(counts(&early).await, [Some(5), Some(6), Some(5), Some(3)]);
    (early, late)
}

async fn what_code_lacked_comes_late(late_db: Database) {
    let early_db = late_db.backend().fresh().await;
    let (early, late) = apart(&early_db, &late_db).await;
    assert_eq!(skipped(&late_db).await, "6");
    assert!(late.verify().await.unwrap().is_sound());
    // What was skipped is also known to a program that reads the rows anew.
    late.close().await;
    let late = shop(&late_db, 20).await;
    sync(&early, &late).await.unwrap();
    for (shop, db) in [(&early, &early_db), (&late, &late_db)] {
        assert_eq!(counts(shop).await, [Some(2), Some(3), Some(2), Some(3)]);
        assert_eq!(skipped(db).await, "1");
        let report = shop.verify().await.unwrap();
        assert!(report.is_sound(), "{:#?}", report.findings);
    }
    let memories = "SELECT COUNT(*) FROM gundb_fold WHERE state LIKE '%skipped%'";
    let rows = Sql::connect(late_db.url()).await.unwrap().query(memories).await.unwrap();
    assert_eq!(
        rows[0][0].as_deref(),
        Some("1"),
        "only the row that still lacks something remembers it"
    );
    late.rebuild_view("stock").await.unwrap();
    assert_eq!(counts(&late).await, [Some(2), Some(3), Some(2), Some(3)]);
    assert!(late.verify().await.unwrap().is_sound());
}

async fn a_process_without_the_code_verifies(late_db: Database) {
    let early_db = late_db.backend().fresh().await;
    let (_, late) = apart(&early_db, &late_db).await;
    late.close().await;
    let blind = Gundb::open(late_db.url()).await.unwrap();
    let report = blind.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
}

#[test]
fn a_pure_fold_that_panics_converges() {
    let event = |chance: u64| match chance % 7 {
        0..3 => Taken { count: (chance / 7 % 5).cast_signed() },
        3 => Scrapped,
        _ => Put { count: (chance / 7 % 5).cast_signed() },
    };
    converges::<Stock>().random("a", 12, event).random("b", 4, event).rounds(300).check();
}
