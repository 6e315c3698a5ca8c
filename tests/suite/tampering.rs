//! `verify` finds what was changed without GunDB, and says which invariant it breaks.

use gundb::prelude::*;
use gundb::store::Append;
use gundb::store::VerifyReport;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;

use crate::bank::{AccountEvent, deposited, deposited_by, open, opened};

mod dialect;
mod evolved;
mod rows;

gundb_tests::scenarios! {
    a_sound_store_has_no_finding, tampered_events_are_found, tampered_books_are_found, tampered_catalogs_are_found,
    tampered_views_are_found, illegible_data_is_found, cells_of_another_form_are_found, verification_continues_after_a_finding,
    skipped_events_are_compared, an_evolved_store_has_no_finding, many_rows_are_read, equal_events_give_equal_hashes,
}

async fn filled(db: &Database) -> Gundb {
    let bank = open(db).await;
    bank.append("alice", Expect::New, [opened("Alice"), deposited(5)]).await.unwrap();
    bank.append("bob", Expect::New, [deposited_by("tina", "2024-02-29T00:00:00Z", 7)])
        .await
        .unwrap();
    bank.append("carol", Expect::New, [opened("Carol"), AccountEvent::Purged]).await.unwrap();
    // A sum that wraps is a conflict.
    bank.append("bob", Expect::Any, [deposited(i64::MAX)]).await.unwrap();
    bank
}

async fn a_sound_store_has_no_finding(db: Database) {
    let report = filled(&db).await.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!((report.records, report.streams), (6, 3));
    assert_eq!(report.version_vector.iter().map(|entry| entry.1).collect::<Vec<_>>(), [6]);
    let rows: Vec<_> = report.views.iter().map(|view| (view.name.as_str(), view.rows)).collect();
    assert_eq!(rows, [("accounts", 2), ("takings", 1)]);
}

async fn tampered(db: &Database, tampering: &str) -> VerifyReport {
    let bank = filled(db).await;
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute(dialect::unlocked(db)).await.unwrap();
    let changed = sql
        .execute(&dialect::spoken(db, tampering))
        .await
        .unwrap_or_else(|error| panic!("{tampering}: {error}"));
    let changes_rows = !["DROP", "ALTER"].iter().any(|verb| tampering.starts_with(verb));
    assert!(changed > 0 || !changes_rows, "{tampering} changes nothing");
    bank.verify().await.unwrap_or_else(|error| panic!("{tampering}: {error}"))
}

/// After each tampering there is a finding of that invariant that names what was changed.
async fn all_are_found(db: &Database, tamperings: &[(&str, &str, &str)]) {
    for (tampering, invariant, named) in tamperings {
        let report = tampered(&db.backend().fresh().await, tampering).await;
        let mut findings = report.findings.iter();
        let found =
            findings.any(|finding| finding.invariant == *invariant && finding.what.contains(named));
        assert!(found, "{tampering} should break {invariant} at {named}: {:#?}", report.findings);
    }
}

async fn tampered_events_are_found(db: Database) {
    all_are_found(&db, rows::EVENTS).await;
}

async fn tampered_books_are_found(db: Database) {
    all_are_found(&db, rows::BOOKS).await;
}

async fn tampered_catalogs_are_found(db: Database) {
    all_are_found(&db, rows::CATALOG).await;
}

async fn tampered_views_are_found(db: Database) {
    all_are_found(&db, rows::VIEWS).await;
}

async fn illegible_data_is_found(db: Database) {
    all_are_found(&db, rows::ILLEGIBLE).await;
}

/// On SQLite any column takes any cell, and some read as what should be there; on Postgres a
/// column's type may change.
async fn cells_of_another_form_are_found(db: Database) {
    let forms = match db {
        Database::Sqlite(_) => rows::SQLITE_FORMS,
        Database::Postgres(_) => rows::POSTGRES_FORMS,
    };
    all_are_found(&db, forms).await;
}

async fn verification_continues_after_a_finding(db: Database) {
    let report =
        tampered(&db, "DROP TABLE accounts; DROP TABLE gundb_skipped; DELETE FROM takings").await;
    for named in
        ["view `accounts`", "gundb_skipped", "view `takings`: it lacks 1 row that its events give"]
    {
        let found = report.findings.iter().any(|finding| finding.what.contains(named));
        assert!(found, "{named}: {:#?}", report.findings);
    }
    assert_eq!((report.records, report.views.len()), (6, 2));
}

/// Views that come later skip what does not fit them.
async fn skipped_events_are_compared(db: Database) {
    let without_views = Gundb::builder().events::<AccountEvent>().open(db.url()).await.unwrap();
    without_views.append("zoe", Expect::New, [opened(&"z".repeat(5000))]).await.unwrap();
    let bank = open(&db).await;
    let report = bank.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!(report.views[0].skipped, 1);
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute("DELETE FROM gundb_skipped").await.unwrap();
    assert_eq!(
        bank.verify().await.unwrap().findings[0].what,
        "gundb_skipped lacks 1 row that the events leave"
    );
}

async fn an_evolved_store_has_no_finding(db: Database) {
    let bank = filled(&db).await;
    let later = evolved::evolve(&bank, db.url()).await;
    for handle in [bank, later] {
        let report = handle.verify().await.unwrap();
        assert!(report.is_sound(), "{:#?}", report.findings);
        assert_eq!((report.records, report.streams, report.views.len()), (51, 5, 2));
    }
}

async fn many_rows_are_read(db: Database) {
    let bank = filled(&db).await;
    for group in 0..3 {
        let appends = (0..500)
            .map(|n| Append::new(format!("{group}-{n}"), Expect::New, [deposited(n)]).unwrap());
        bank.append_all(appends.collect()).await.unwrap();
    }
    let report = bank.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!((report.streams, report.views[0].rows), (1503, 1502));
}

async fn equal_events_give_equal_hashes(db: Database) {
    // The same facts, in other batches, on the other database: rows without times and clocks are
    // equal.
    let takings = |report: VerifyReport| report.views[1].hash;
    let first = takings(filled(&db).await.verify().await.unwrap());
    for backend in [gundb_tests::backend::Backend::Sqlite, gundb_tests::backend::Backend::Postgres]
    {
        let other = backend.fresh().await;
        let bank = open(&other).await;
        bank.append("bob", Expect::New, [deposited_by("tina", "2024-02-29T00:00:00Z", 7)])
            .await
            .unwrap();
        assert_eq!(takings(bank.verify().await.unwrap()), first);
        bank.append("bob", Expect::Any, [deposited_by("tina", "2024-02-29T00:00:00Z", 0)])
            .await
            .unwrap();
        assert_ne!(takings(bank.verify().await.unwrap()), first);
    }
}
