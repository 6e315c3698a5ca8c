//! `verify` finds what was changed behind GunDB's back, and says which invariant it breaks.

use gundb::prelude::*;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;

use crate::bank::{AccountEvent, deposited, deposited_by, open, opened};

gundb_tests::scenarios! {
    a_sound_store_has_no_finding, every_tampering_is_found, equal_events_give_equal_hashes,
}

async fn filled(db: &Database) -> Gundb {
    let bank = open(db).await;
    bank.append("alice", Expect::New, [opened("Alice"), deposited(5)]).await.unwrap();
    bank.append("bob", Expect::New, [deposited_by("tina", "2024-02-29T00:00:00Z", 7)]).await.unwrap();
    bank.append("carol", Expect::New, [opened("Carol"), AccountEvent::Purged]).await.unwrap();
    bank
}

async fn a_sound_store_has_no_finding(db: Database) {
    let report = filled(&db).await.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!((report.records, report.streams), (5, 3));
    assert_eq!(report.version_vector.iter().map(|entry| entry.1).collect::<Vec<_>>(), [5]);
    let rows: Vec<_> = report.views.iter().map(|view| (view.name.as_str(), view.rows)).collect();
    assert_eq!(rows, [("accounts", 2), ("takings", 1)]);
}

fn unlocked(db: &Database) -> &'static str {
    match db {
        Database::Sqlite(_) => "DROP TRIGGER gundb_event_no_update; DROP TRIGGER gundb_event_no_delete",
        Database::Postgres(_) => "DROP TRIGGER gundb_event_no_change ON gundb_event",
    }
}

async fn every_tampering_is_found(db: Database) {
    for (tampering, invariant) in [
        ("UPDATE gundb_event SET payload = '{\"owner\":\"Mallory\"}' WHERE position = 1", "I2"),
        ("UPDATE gundb_event SET recorded = recorded + 1 WHERE position = 2", "I2"),
        ("DELETE FROM gundb_event WHERE position = 2", "I4"),
        ("DELETE FROM gundb_event WHERE position = 5", "I3"),
        ("UPDATE gundb_event SET version = 7 WHERE position = 2", "I1"),
        ("UPDATE gundb_stream SET version = 7 WHERE id = 1", "I1"),
        ("UPDATE gundb_store SET next_position = 9", "I4"),
        ("UPDATE gundb_log SET head_sequence = 4", "I3"),
        ("UPDATE accounts SET balance = 1000000 WHERE id = 'alice'", "I5"),
        ("DELETE FROM accounts WHERE id = 'alice'", "I5"),
        (
            "INSERT INTO takings SELECT 'mallory', day, deposits, cents, gundb_version, gundb_clock, gundb_order FROM takings",
            "I5",
        ),
        ("UPDATE takings SET gundb_version = 2", "I5"),
    ] {
        let db = db.backend().fresh().await;
        let bank = filled(&db).await;
        let sql = Sql::connect(db.url()).await.unwrap();
        sql.execute(unlocked(&db)).await.unwrap();
        sql.execute(tampering).await.unwrap();
        let report = bank.verify().await.unwrap();
        let found = report.findings.iter().any(|finding| finding.invariant == invariant);
        assert!(found, "{tampering}: {:#?}", report.findings);
    }
}

async fn equal_events_give_equal_hashes(db: Database) {
    // The same facts, in other batches, on the other database: rows without times and clocks are equal.
    let takings = |report: gundb::store::Report| report.views[1].hash;
    let first = takings(filled(&db).await.verify().await.unwrap());
    for backend in [gundb_tests::backend::Backend::Sqlite, gundb_tests::backend::Backend::Postgres] {
        let other = backend.fresh().await;
        let bank = open(&other).await;
        bank.append("bob", Expect::New, [deposited_by("tina", "2024-02-29T00:00:00Z", 7)]).await.unwrap();
        assert_eq!(takings(bank.verify().await.unwrap()), first);
        bank.append("bob", Expect::Any, [deposited_by("tina", "2024-02-29T00:00:00Z", 0)]).await.unwrap();
        assert_ne!(takings(bank.verify().await.unwrap()), first);
    }
}
