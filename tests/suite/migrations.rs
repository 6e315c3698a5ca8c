//! Migrations: status, run, races, changed and newer ones; and models against the catalog.

use gundb::prelude::*;
use gundb::store::Migrations;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;

use crate::bank::{assert_sound, deposited, open_url};

gundb_tests::scenarios! {
    run_applies_what_status_lists, a_second_run_changes_nothing, racing_openers_agree,
    a_changed_migration_is_refused, a_newer_schema_is_refused, without_migrations_nothing_is_created,
    an_event_type_belongs_to_one_stream_type,
}

async fn run_applies_what_status_lists(db: Database) {
    let applied = Migrations::run(db.url()).await.unwrap();
    assert_eq!(applied[0].name, "0001_ground_floor");
    let status = Migrations::status(db.url()).await.unwrap();
    assert_eq!(status, applied);
    assert!(status.iter().all(|migration| migration.applied));
}

async fn a_second_run_changes_nothing(db: Database) {
    Migrations::run(db.url()).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    let origin = sql.query("SELECT origin FROM gundb_log").await.unwrap();
    assert!(Migrations::run(db.url()).await.unwrap().is_empty());
    assert_eq!(sql.query("SELECT origin FROM gundb_log").await.unwrap(), origin);
}

async fn racing_openers_agree(db: Database) {
    let openers: Vec<_> = (0..6)
        .map(|opener| {
            let url = db.url().to_owned();
            tokio::spawn(async move {
                let bank = open_url(&url).await;
                bank.append(format!("{opener}"), Expect::New, [deposited(1)]).await.unwrap();
            })
        })
        .collect();
    for opener in openers {
        opener.await.unwrap();
    }
    let bank = open_url(db.url()).await;
    assert_sound(&bank).await;
    assert_eq!(bank.verify().await.unwrap().streams, 6);
}

async fn a_changed_migration_is_refused(db: Database) {
    Migrations::run(db.url()).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute("UPDATE gundb_migration SET checksum = 'x' WHERE version = 1").await.unwrap();
    for error in [
        Migrations::status(db.url()).await.unwrap_err(),
        Migrations::run(db.url()).await.unwrap_err(),
        Gundb::open(db.url()).await.unwrap_err(),
    ] {
        assert!(error.is_schema() && error.to_string().contains("differs"), "{error}");
    }
}

async fn a_newer_schema_is_refused(db: Database) {
    Migrations::run(db.url()).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute("INSERT INTO gundb_migration VALUES (999, '0999_future', 'x')").await.unwrap();
    let error = Gundb::open(db.url()).await.unwrap_err();
    assert!(error.is_schema() && error.to_string().contains("newer than this program"), "{error}");
}

async fn without_migrations_nothing_is_created(db: Database) {
    let error = Gundb::builder().migrate(false).open(db.url()).await.unwrap_err();
    match &db {
        Database::Sqlite(file) => assert!(error.is_invalid() && !file.path().exists(), "{error}"),
        Database::Postgres(_) => {
            assert!(
                error.is_schema() && error.to_string().contains("gundb migrate run"),
                "{error}"
            );
        }
    }
}

#[derive(Event)]
#[event(stream = "purse")]
enum Purse {
    #[event(name = "account.closed")]
    Closed,
}

async fn an_event_type_belongs_to_one_stream_type(db: Database) {
    let bank = open_url(db.url()).await;
    let error = bank.append("mine", Expect::New, [Purse::Closed]).await.unwrap_err();
    assert!(
        error.is_definition() && error.to_string().contains("streams of type `account`"),
        "{error}"
    );
}
