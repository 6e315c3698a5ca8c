//! Logs that no node of this version writes: by hand, by a later version, by somebody who means
//! harm. What they say is taken or refused, and hinders nobody.

use gundb::model::format::Kind;
use gundb::model::limits::VERSION_MAX;
use gundb::model::{Origin, Reference};
use gundb::prelude::*;
use gundb::replication::{EventSink, EventSource};
use gundb::transport::sync;
use gundb_tests::backend::Database;
use gundb_tests::foreign::ForeignWriter;
use gundb_tests::sql::Sql;

use crate::bank::{all_runs, another, assert_sound, cent, deposited, open};

gundb_tests::scenarios! {
    large_records_fit_into_messages, heads_at_the_end_of_time_are_joined, a_name_of_another_stream_type_means_nothing,
    logs_that_refer_backwards_are_taken, any_time_can_be_listed, a_genesis_with_every_field_is_sound_and_passed_on,
    a_record_with_every_field_is_sound_and_passed_on,
}

/// A field of a later version.
fn unknown(bytes: u16) -> Vec<u8> {
    let length = u32::from(bytes).to_be_bytes();
    [&[30][..], &length, &vec![7; bytes.into()]].concat()
}

/// Not only payloads make records large: a message is filled up by all that is in them.
async fn large_records_fit_into_messages(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let mut writer = ForeignWriter::new(5, here.space());
    for _ in 0..2_000 {
        writer.write(|record| {
            cent(record, "alice");
            record.unknown = unknown(12_000);
        });
    }
    assert_eq!(here.receive(vec![writer.run()]).await.unwrap().new, 2_000);
    let met = sync(&here, &there).await.unwrap();
    assert_eq!(met.there.records, 2_000);
    assert!(met.there.messages > 20);
}

/// From the year 3084 on the HLC of a record may exceed those of its references by one at most, so
/// a merge record must refer to the latest head.
async fn heads_at_the_end_of_time_are_joined(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let writer = |number| {
        let mut writer = ForeignWriter::new(number, here.space());
        writer.write(|record| cent(record, &number.to_string()));
        writer.run()
    };
    assert_eq!(here.receive((1..=300).map(writer).collect()).await.unwrap().new, 300);
    let mut latest = ForeignWriter::new(999, here.space());
    for hlc in [(1 << 61) - 1, 1 << 61] {
        latest.write(|record| {
            cent(record, "alice");
            record.hlc = hlc;
        });
    }
    assert_eq!(here.receive(vec![latest.run()]).await.unwrap().new, 2);
    here.append("bob", Expect::Any, [deposited(1)]).await.unwrap();
    let met = sync(&here, &there).await.unwrap();
    assert_eq!((met.there.records, met.there.received.refused), (304, Vec::new()));
    assert_sound(&there).await;
}

#[derive(Debug, Event)]
#[event(stream = "door")]
struct Opened {
    times: i64,
}

#[derive(Debug, Event)]
#[event(stream = "window")]
struct Cleaned {
    times: i64,
}

/// A row of two streams of one key.
#[derive(Debug, PartialEq, View)]
#[view(table = "rooms", event = (Opened, Cleaned))]
struct Room {
    #[view(key)]
    id: String,
    #[view(set(Opened.times, Cleaned.times))]
    last: i64,
    #[view(count(Opened, Cleaned))]
    turns: i64,
}

/// An event type belongs to one stream type. A foreign writer uses its name in a stream of another
/// type, which the view folds as well.
async fn a_name_of_another_stream_type_means_nothing(db: Database) {
    let other = db.backend().fresh().await;
    let open = async |db: &Database| Gundb::builder().view::<Room>().open(db.url()).await.unwrap();
    let (here, there) = (open(&db).await, open(&other).await);
    let mut writer = ForeignWriter::new(5, here.space());
    writer.write(|record| {
        record.stream = Some(("door".to_owned(), "a".to_owned()));
        record.event_type = Some("window.cleaned".to_owned());
        record.payload = Some(r#"{"times":77}"#.to_owned());
    });
    for node in [&here, &there] {
        node.append("a", Expect::Any, [Opened { times: 1 }]).await.unwrap();
        node.receive(vec![writer.run()]).await.unwrap();
    }
    // For one of them the other's event comes late: its row is folded again, from all events of
    // both streams.
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        assert_eq!(node.get::<Room>("a").await.unwrap().unwrap().turns, 2);
        assert_sound(node).await;
        node.rebuild_view("rooms").await.unwrap();
        assert_eq!(node.get::<Room>("a").await.unwrap().unwrap().turns, 2);
    }
}

/// Many logs, each of which waits for the next one: looking at all of them again with each that
/// comes would take a minute.
async fn logs_that_refer_backwards_are_taken(db: Database) {
    const LOGS: u64 = 2_000;
    let here = open(&db).await;
    let mut runs = Vec::new();
    let mut before: Option<Reference> = None;
    for number in (1..=LOGS).rev() {
        let mut writer = ForeignWriter::new(number, here.space());
        before = Some(writer.write(|record| {
            cent(record, &number.to_string());
            record.deps = before.map(|before| vec![before]);
            record.hlc = LOGS + 1 - number;
        }));
        runs.push(writer.run());
    }
    assert_eq!(here.receive(runs).await.unwrap().new, LOGS);
    assert_sound(&here).await;
}

async fn any_time_can_be_listed(db: Database) {
    let here = open(&db).await;
    let mut writer = ForeignWriter::new(5, here.space());
    for time in [i64::MIN, i64::MAX, 253_402_300_800_000_000, 0] {
        writer.write(|record| {
            cent(record, "alice");
            record.recorded_us = time;
        });
    }
    assert_eq!(here.receive(vec![writer.run()]).await.unwrap().new, 4);
    assert_sound(&here).await;
    let sql = Sql::connect(db.url()).await.unwrap();
    let times = "SELECT CAST(recorded_at AS TEXT) FROM gundb_events ORDER BY position";
    let times = sql.query(times).await.unwrap();
    assert_eq!(times.iter().filter(|row| row[0].is_none()).count(), 3);
    assert!(times[3][0].as_deref().unwrap().starts_with("1970-01-01"));
}

/// A public key, a predecessor, fields of a later version: the genesis is kept as it came, waits as
/// it came, and travels on.
async fn a_genesis_with_every_field_is_sound_and_passed_on(db: Database) {
    let here = open(&db).await;
    let ((_other, there), (_third, last)) = (another(&db).await, another(&db).await);
    let predecessor = Reference { origin: Origin::new(4).unwrap(), sequence: 9, hash: [3; 16] };
    let mut writer = ForeignWriter::new(5, here.space()).beginning(|genesis| {
        genesis.predecessor = Some(predecessor);
        genesis.public_key = Some([8; 32]);
        genesis.unknown = unknown(300);
    });
    for index in 0..2 {
        writer.write(|record| {
            cent(record, "alice");
            (record.hlc, record.batch_index, record.batch_length) = (1, index, 2);
        });
    }
    // The first record waits for the second, and its genesis with it.
    let (whole, mut first) = (writer.run(), writer.run());
    first.records.truncate(1);
    first.last = writer.run_from(1).previous;
    assert_eq!(here.receive(vec![first]).await.unwrap().pending, 1);
    assert_sound(&here).await;
    assert_eq!(here.receive(vec![writer.run_from(1)]).await.unwrap().new, 2);
    sync(&here, &there).await.unwrap();
    sync(&there, &last).await.unwrap();
    for node in [&here, &there, &last] {
        assert_sound(node).await;
        assert_eq!(all_runs(node).await, std::slice::from_ref(&whole));
    }
    let sql = Sql::connect(db.url()).await.unwrap();
    let broken = "UPDATE gundb_log SET genesis_hash = head_hash WHERE head_sequence = 2";
    sql.execute(broken).await.unwrap();
    let findings = here.verify().await.unwrap().findings;
    assert!(findings.iter().any(|found| found.what.contains("its genesis")), "{findings:?}");
}

/// Records are put together from columns, too: nothing that the format allows may be lost on the
/// way.
async fn a_record_with_every_field_is_sound_and_passed_on(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let mut writer = ForeignWriter::new(5, here.space());
    let first = writer.write(|record| cent(record, "alice"));
    let second = writer.write(|record| {
        cent(record, "bob");
        record.id = Some(uuid::Uuid::nil());
        record.metadata = Some(String::new());
        record.payload = Some(String::new());
        record.unknown = unknown(0);
        record.deps = Some(vec![first]);
        record.schema_version = VERSION_MAX;
        (record.nonce, record.recorded_us) = (i64::MAX.cast_unsigned(), i64::MIN);
    });
    // Merges of a stream's heads and of the store's.
    for (stream, parents, deps) in [
        (Some("alice"), Some(vec![first]), Some(vec![second])),
        (None, None, Some(vec![first, second])),
    ] {
        writer.write(|record| {
            record.kind = Kind::Merge;
            record.stream = stream.map(|key| ("account".to_owned(), key.to_owned()));
            (record.event_type, record.payload, record.schema_version) = (None, None, 0);
            (record.parents, record.deps) = (parents, deps);
            record.unknown = unknown(5);
        });
    }
    let received = here.receive(vec![writer.run()]).await.unwrap();
    assert_eq!((received.new, received.refused), (4, Vec::new()));
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        assert_eq!(all_runs(node).await, [writer.run()]);
        assert_sound(node).await;
    }
}
