//! Nodes that wrote apart meet, and hold the same afterwards.

use gundb::prelude::*;
use gundb::replication::{EventSink, EventSource};
use gundb::transport::sync;
use gundb_tests::backend::Database;
use gundb_tests::foreign::ForeignWriter;
use gundb_tests::sql::Sql;

use crate::bank::{AccountEvent, AccountRow, another, assert_sound, cent, deposited, open, opened};

gundb_tests::scenarios! {
    what_two_nodes_wrote_apart_is_on_both, a_third_node_carries_events,
    a_late_event_changes_the_row_where_it_belongs, databases_of_two_spaces_refuse_each_other,
    a_snapshot_is_kept_once_where_a_late_event_comes_after_it, equal_records_give_equal_vectors_after_a_cut_session,
}

/// Both are sound, and hold equal views.
async fn assert_equal(left: &Gundb, right: &Gundb) {
    let (left, right) = (left.verify().await.unwrap(), right.verify().await.unwrap());
    assert!(left.is_sound() && right.is_sound(), "{:#?} {:#?}", left.findings, right.findings);
    assert_eq!((left.views, left.version_vector), (right.views, right.version_vector));
}

async fn what_two_nodes_wrote_apart_is_on_both(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    here.append("alice", Expect::New, [opened("Alice"), deposited(700)]).await.unwrap();
    there.append("bob", Expect::New, [opened("Bob"), deposited(5)]).await.unwrap();
    there.append("alice", Expect::New, [deposited(30)]).await.unwrap();
    let report = sync(&here, &there).await.unwrap();
    assert_eq!((report.there.records, report.back.records), (2, 3));
    assert_equal(&here, &there).await;
    let alice = there.get::<AccountRow>("alice").await.unwrap().unwrap();
    assert_eq!((alice.balance, alice.movements, alice.owner.as_str()), (730, 2, "Alice"));
    // Both heads are joined by the next append, anywhere.
    here.append("alice", Expect::Any, [AccountEvent::Withdrawn { cents: 130 }]).await.unwrap();
    sync(&there, &here).await.unwrap();
    assert_equal(&here, &there).await;
    assert_eq!(there.get::<AccountRow>("alice").await.unwrap().unwrap().balance, 600);
    let settled = sync(&here, &there).await.unwrap();
    assert_eq!((settled.rounds, settled.there.records + settled.back.records), (1, 0));
}

async fn a_third_node_carries_events(db: Database) {
    let here = open(&db).await;
    let ((_first, there), (_second, carrier)) = (another(&db).await, another(&db).await);
    for round in 0..5 {
        here.append("alice", Expect::Any, [deposited(round)]).await.unwrap();
        there.append("alice", Expect::Any, [AccountEvent::Withdrawn { cents: 1 }]).await.unwrap();
        carrier.append("carol", Expect::Any, [deposited(1)]).await.unwrap();
        sync(&here, &carrier).await.unwrap();
        sync(&carrier, &there).await.unwrap();
    }
    sync(&here, &carrier).await.unwrap();
    assert_equal(&here, &carrier).await;
    assert_equal(&carrier, &there).await;
    assert_eq!(there.get::<AccountRow>("alice").await.unwrap().unwrap().movements, 10);
}

async fn a_late_event_changes_the_row_where_it_belongs(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    there.append("alice", Expect::New, [opened("Early")]).await.unwrap();
    for name in ["A", "B", "C"] {
        here.append("alice", Expect::Any, [opened(name)]).await.unwrap();
    }
    sync(&there, &here).await.unwrap();
    let row = here.get::<AccountRow>("alice").await.unwrap().unwrap();
    assert_eq!((row.owner.as_str(), row.first_owner.as_deref()), ("C", Some("Early")));
    assert_equal(&here, &there).await;
    assert_sound(&here).await;
}

/// The space is the database's, not the program's: every program that opens it replicates that
/// space.
async fn databases_of_two_spaces_refuse_each_other(db: Database) {
    let here = open(&db).await;
    let (other, there) = another(&db).await;
    there.append("bob", Expect::New, [opened("Bob")]).await.unwrap();
    there.close().await;
    let bytes = match other {
        Database::Sqlite(_) => "x'00112233445566778899aabbccddeeff'",
        Database::Postgres(_) => r"'\x00112233445566778899aabbccddeeff'",
    };
    let sql = Sql::connect(other.url()).await.unwrap();
    sql.execute(&format!("UPDATE gundb_store SET space = {bytes}")).await.unwrap();
    let there = open(&other).await;
    let refused = sync(&here, &there).await.unwrap_err();
    assert!(refused.is_refused() && refused.to_string().contains("00112233-4455"), "{refused}");
    assert_eq!(here.verify().await.unwrap().records, 0);
}

/// Snapshots are taken every 128 events. What is received at once passes one, and has a late event
/// after that: the row is folded again from before both.
async fn a_snapshot_is_kept_once_where_a_late_event_comes_after_it(db: Database) {
    let here = open(&db).await;
    let ((_first, there), (_second, third)) = (another(&db).await, another(&db).await);
    here.append("alice", Expect::New, (0..250).map(deposited)).await.unwrap();
    sync(&here, &there).await.unwrap();
    there.append("alice", Expect::Any, (0..8).map(deposited)).await.unwrap();
    sync(&there, &third).await.unwrap();
    third.append("alice", Expect::Any, [opened("Late")]).await.unwrap();
    for name in ["A", "B"] {
        there.append("alice", Expect::Any, [opened(name)]).await.unwrap();
    }
    sync(&third, &there).await.unwrap();
    let report = sync(&there, &here).await.unwrap();
    assert_eq!(report.there.received.new, 11);
    assert_eq!(here.get::<AccountRow>("alice").await.unwrap().unwrap().owner, "B");
    assert_equal(&here, &there).await;
}

/// Nodes that hold the same report the same, whether they ever wrote something, and after a session
/// that was cut: its last message brought the beginning of a log, and half of its first batch.
async fn equal_records_give_equal_vectors_after_a_cut_session(db: Database) {
    let here = open(&db).await;
    let ((_other, there), (_third, silent)) = (another(&db).await, another(&db).await);
    here.append("alice", Expect::New, [opened("Alice")]).await.unwrap();
    let mut writer = ForeignWriter::new(7, here.space());
    for index in 0..2 {
        writer.write(|record| {
            cent(record, "bob");
            (record.hlc, record.batch_index, record.batch_length) = (1, index, 2);
        });
    }
    let mut cut = writer.run();
    cut.records.truncate(1);
    cut.last = writer.run_from(1).previous;
    assert_eq!(silent.receive(vec![cut]).await.unwrap().pending, 1);
    sync(&here, &there).await.unwrap();
    sync(&there, &silent).await.unwrap();
    for (left, right) in [(&here, &there), (&there, &silent)] {
        assert_equal(left, right).await;
        let (mut held, mut of_other) = (left.heads().await.unwrap(), right.heads().await.unwrap());
        held.sort_unstable();
        of_other.sort_unstable();
        assert_eq!(held, of_other);
    }
    here.receive(vec![writer.run()]).await.unwrap();
    sync(&here, &silent).await.unwrap();
    assert_equal(&here, &silent).await;
    assert_eq!(silent.verify().await.unwrap().version_vector.len(), 2);
}
