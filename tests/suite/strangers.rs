//! Logs that no node of this version writes: by hand, by a later version, by somebody who means harm. What they say is taken or
//! refused, and hinders nobody.

use gundb::model::format::Kind;
use gundb::model::limits::VERSION_MAX;
use gundb::model::{Origin, Reference};
use gundb::prelude::*;
use gundb::replication::{EventSink, EventSource, Load, Place, Run, Wanted};
use gundb::store::Undelivered;
use gundb::transport::sync;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;
use gundb_tests::stranger::Stranger;

use crate::bank::{another, assert_sound, cent, deposited, open};

gundb_tests::scenarios! {
    large_records_fit_into_messages, heads_at_the_end_of_time_are_joined, a_name_of_another_stream_type_means_nothing,
    logs_that_refer_backwards_are_taken, any_time_can_be_listed,
    a_batch_in_pieces_finds_room_among_references_to_nowhere, a_genesis_with_every_field_is_sound_and_passed_on,
    a_record_with_every_field_is_sound_and_passed_on, what_waits_is_woken_over_several_logs, what_is_not_delivered_is_told, many_logs_travel_in_full_messages,
    names_that_a_peer_brings_cost_no_append, few_records_of_many_logs_are_found,
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
    let mut stranger = Stranger::new(5, here.space());
    for _ in 0..2_000 {
        stranger.write(|record| {
            cent(record, "alice");
            record.unknown = unknown(12_000);
        });
    }
    assert_eq!(here.receive(vec![stranger.run()]).await.unwrap().new, 2_000);
    let met = sync(&here, &there).await.unwrap();
    assert_eq!(met.there.records, 2_000);
    assert!(met.there.messages > 20);
}

/// From the year 3084 on no record may exceed its references by more than one: a merge record can't, if it refers to the
/// latest head.
async fn heads_at_the_end_of_time_are_joined(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let writer = |number| {
        let mut writer = Stranger::new(number, here.space());
        writer.write(|record| cent(record, &number.to_string()));
        writer.run()
    };
    assert_eq!(here.receive((1..=300).map(writer).collect()).await.unwrap().new, 300);
    let mut latest = Stranger::new(999, here.space());
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

/// An event type belongs to one stream type. Somebody writes its name into a stream of another, which the view folds as well.
async fn a_name_of_another_stream_type_means_nothing(db: Database) {
    let other = db.backend().fresh().await;
    let open = async |db: &Database| Gundb::builder().view::<Room>().open(db.url()).await.unwrap();
    let (here, there) = (open(&db).await, open(&other).await);
    let mut stranger = Stranger::new(5, here.space());
    stranger.write(|record| {
        record.stream = Some(("door".to_owned(), "a".to_owned()));
        record.event_type = Some("window.cleaned".to_owned());
        record.payload = Some(r#"{"times":77}"#.to_owned());
    });
    for node in [&here, &there] {
        node.append("a", Expect::Any, [Opened { times: 1 }]).await.unwrap();
        node.receive(vec![stranger.run()]).await.unwrap();
    }
    // For one of them the other's event comes late: its row is folded again, from all events of both streams.
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        assert_eq!(node.get::<Room>("a").await.unwrap().unwrap().turns, 2);
        assert_sound(node).await;
        node.rebuild_view("rooms").await.unwrap();
        assert_eq!(node.get::<Room>("a").await.unwrap().unwrap().turns, 2);
    }
}

/// Many logs, each of which waits for the next one: whoever looked at all of them again with each that comes would take a
/// minute.
async fn logs_that_refer_backwards_are_taken(db: Database) {
    const LOGS: u64 = 2_000;
    let here = open(&db).await;
    let mut runs = Vec::new();
    let mut before: Option<Reference> = None;
    for number in (1..=LOGS).rev() {
        let mut stranger = Stranger::new(number, here.space());
        before = Some(stranger.write(|record| {
            cent(record, &number.to_string());
            record.deps = before.map(|before| vec![before]);
            record.hlc = LOGS + 1 - number;
        }));
        runs.push(stranger.run());
    }
    assert_eq!(here.receive(runs).await.unwrap().new, LOGS);
    assert_sound(&here).await;
}

async fn any_time_can_be_listed(db: Database) {
    let here = open(&db).await;
    let mut stranger = Stranger::new(5, here.space());
    for time in [i64::MIN, i64::MAX, 253_402_300_800_000_000, 0] {
        stranger.write(|record| {
            cent(record, "alice");
            record.recorded_us = time;
        });
    }
    assert_eq!(here.receive(vec![stranger.run()]).await.unwrap().new, 4);
    assert_sound(&here).await;
    let sql = Sql::connect(db.url()).await.unwrap();
    let times = "SELECT CAST(recorded_at AS TEXT) FROM gundb_events ORDER BY position";
    let times = sql.query(times).await.unwrap();
    assert_eq!(times.iter().filter(|row| row[0].is_none()).count(), 3);
    assert!(times[3][0].as_deref().unwrap().starts_with("1970-01-01"));
}

/// Whoever fills up what waits, with records that wait for ever, does not hinder a carrier that brings a batch piece by piece.
async fn a_batch_in_pieces_finds_room_among_references_to_nowhere(db: Database) {
    const LOGS: u64 = 10_000;
    let here = open(&db).await;
    let nowhere = Reference { origin: Origin::new(77_777).unwrap(), sequence: 1, hash: [7; 16] };
    let lost = |number| {
        let mut stranger = Stranger::new(number, here.space());
        stranger.write(|record| {
            cent(record, "alice");
            record.deps = Some(vec![nowhere]);
        });
        stranger.run()
    };
    let received = here.receive((1..=LOGS).map(lost).collect()).await.unwrap();
    assert_eq!((received.new, received.pending), (0, LOGS));
    let mut honest = Stranger::new(LOGS + 1, here.space());
    for place in 0..4 {
        honest.write(|record| {
            cent(record, "bob");
            (record.hlc, record.batch_index, record.batch_length) = (1, place, 4);
        });
    }
    for (place, new) in [0, 0, 0, 4].into_iter().enumerate() {
        let mut piece = honest.run_from(place);
        piece.records.truncate(1);
        piece.last = if place < 3 { honest.run_from(place + 1).previous } else { piece.last };
        assert_eq!(here.receive(vec![piece]).await.unwrap().new, new);
    }
    assert_sound(&here).await;
}

/// A public key, a predecessor, fields of a later version: the genesis is kept as it came, waits as it came, and travels on.
async fn a_genesis_with_every_field_is_sound_and_passed_on(db: Database) {
    let here = open(&db).await;
    let ((_other, there), (_third, last)) = (another(&db).await, another(&db).await);
    let predecessor = Reference { origin: Origin::new(4).unwrap(), sequence: 9, hash: [3; 16] };
    let mut stranger = Stranger::new(5, here.space()).beginning(|genesis| {
        genesis.predecessor = Some(predecessor);
        genesis.public_key = Some([8; 32]);
        genesis.unknown = unknown(300);
    });
    for place in 0..2 {
        stranger.write(|record| {
            cent(record, "alice");
            (record.hlc, record.batch_index, record.batch_length) = (1, place, 2);
        });
    }
    // The first record waits for the second, and its genesis with it.
    let (whole, mut first) = (stranger.run(), stranger.run());
    first.records.truncate(1);
    first.last = stranger.run_from(1).previous;
    assert_eq!(here.receive(vec![first]).await.unwrap().pending, 1);
    assert_sound(&here).await;
    assert_eq!(here.receive(vec![stranger.run_from(1)]).await.unwrap().new, 2);
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

/// All that a node gives out.
async fn all_runs(node: &Gundb) -> Vec<Run> {
    let heads = node.heads().await.unwrap();
    let wanted = heads.iter().map(|head| Wanted { after: Place::start(head.origin), up_to: head.sequence });
    let load = Load { wanted: wanted.collect(), cursor: 0, bytes_max: usize::MAX };
    node.runs(load).await.unwrap().runs
}

/// Records are put together from columns, too: nothing that the format allows may be lost on the way.
async fn a_record_with_every_field_is_sound_and_passed_on(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let mut stranger = Stranger::new(5, here.space());
    let first = stranger.write(|record| cent(record, "alice"));
    let second = stranger.write(|record| {
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
    for (stream, parents, deps) in
        [(Some("alice"), Some(vec![first]), Some(vec![second])), (None, None, Some(vec![first, second]))]
    {
        stranger.write(|record| {
            record.kind = Kind::Merge;
            record.stream = stream.map(|key| ("account".to_owned(), key.to_owned()));
            (record.event_type, record.payload, record.schema_version) = (None, None, 0);
            (record.parents, record.deps) = (parents, deps);
            record.unknown = unknown(5);
        });
    }
    let received = here.receive(vec![stranger.run()]).await.unwrap();
    assert_eq!((received.new, received.refused), (4, Vec::new()));
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        assert_eq!(all_runs(node).await, [stranger.run()]);
        assert_sound(node).await;
    }
}

async fn what_is_not_delivered_is_told(db: Database) {
    let here = open(&db).await;
    assert_eq!(here.undelivered().await.unwrap(), Undelivered::default());
    let nowhere = Reference { origin: Origin::new(77).unwrap(), sequence: 1, hash: [7; 16] };
    let mut waits = Stranger::new(5, here.space());
    for _ in 0..2 {
        waits.write(|record| {
            cent(record, "alice");
            record.deps = Some(vec![nowhere]);
        });
    }
    let mut malformed = Stranger::new(6, here.space());
    malformed.write(|record| {
        cent(record, "alice");
        record.hlc = i64::MAX.cast_unsigned();
    });
    assert_eq!(here.receive(vec![waits.run(), malformed.run()]).await.unwrap().pending, 2);
    let told = here.undelivered().await.unwrap();
    let origin = |number| Origin::new(number).unwrap();
    assert_eq!((told.waiting, told.waiting_logs), (2, vec![(origin(5), 2)]));
    assert_eq!((told.parked_total, told.parked[0].0, told.parked[0].1), (1, origin(6), 1));
    assert!(told.parked[0].2.contains("malformed"), "{:?}", told.parked);
    let report = here.verify().await.unwrap();
    assert_eq!((report.waiting, report.parked, report.records), (2, 1, 0));
    assert_sound(&here).await;
}

/// One event of each of many writers.
fn small_logs(space: gundb::model::Space, numbers: std::ops::RangeInclusive<u64>) -> Vec<Run> {
    let writer = |number: u64| {
        let mut writer = Stranger::new(number, space);
        writer.write(|record| cent(record, &(number % 50).to_string()));
        writer.run()
    };
    numbers.map(writer).collect()
}

/// A message holds what fits, of however many logs: who looks at a few logs for each pays the square of their number.
async fn many_logs_travel_in_full_messages(db: Database) {
    const LOGS: u64 = 3_000;
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    assert_eq!(here.receive(small_logs(here.space(), 1..=LOGS)).await.unwrap().new, LOGS);
    let met = sync(&here, &there).await.unwrap();
    assert!(met.there.messages < 10 && met.there.received.refused.is_empty(), "{met:?}");
    assert_eq!(met.there.records, LOGS);
    assert_eq!(all_runs(&there).await.len() as u64, LOGS);
    assert_eq!(here.verify().await.unwrap().views, there.verify().await.unwrap().views);
}

/// Few new records of many logs, far apart among many others: they are found by their logs, and come in causal order.
async fn few_records_of_many_logs_are_found(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    here.receive(small_logs(here.space(), 1..=450)).await.unwrap();
    for _ in 0..8 {
        here.append("alice", Expect::Any, (0..1000).map(deposited)).await.unwrap();
    }
    sync(&here, &there).await.unwrap();
    let more = |number: u64| {
        let mut writer = Stranger::new(number, here.space());
        writer.write(|record| cent(record, &(number % 50).to_string()));
        writer.write(|record| cent(record, "bob"));
        writer.run_from(1)
    };
    for part in [1..=150, 151..=300, 301..=450] {
        here.receive(part.map(more).collect()).await.unwrap();
        here.append("carol", Expect::Any, (0..900).map(deposited)).await.unwrap();
        there.append("dora", Expect::Any, (0..1000).map(deposited)).await.unwrap();
        there.append("dora", Expect::Any, (0..1000).map(deposited)).await.unwrap();
        there.append("dora", Expect::Any, (0..1000).map(deposited)).await.unwrap();
    }
    sync(&here, &there).await.unwrap();
    let records = async |node| all_runs(node).await.iter().map(|run| run.records.len()).sum::<usize>();
    assert_eq!(records(&here).await, records(&there).await);
    assert_eq!(here.verify().await.unwrap().views, there.verify().await.unwrap().views);
    assert_sound(&there).await;
}

/// A peer's names are the business of whoever reads them: no writer reads the catalog again for them.
async fn names_that_a_peer_brings_cost_no_append(db: Database) {
    let (here, other) = (open(&db).await, open(&db).await);
    let mut stranger = Stranger::new(5, here.space());
    let sql = Sql::connect(db.url()).await.unwrap();
    let number = async || sql.query("SELECT catalog FROM gundb_store").await.unwrap()[0][0].clone();
    let before = number().await;
    for (round, node) in [&here, &other, &here, &other].into_iter().enumerate() {
        for name in ["account.praised".to_owned(), format!("account.said_{round}"), "planet.found".to_owned()]
        {
            stranger.write(|record| {
                let stream_type = if name.starts_with("planet") { "planet" } else { "account" };
                record.stream = Some((stream_type.to_owned(), "alice".to_owned()));
                record.event_type = Some(name);
            });
        }
        let received = node.receive(vec![stranger.run_from(3 * round)]).await.unwrap();
        assert_eq!((received.new, received.refused), (3, Vec::new()));
        node.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    }
    assert_eq!(number().await, before);
    for node in [&here, &other] {
        let read = node.read(Read::stream_type("account")).await.unwrap().collect().await.unwrap();
        assert_eq!(read.len(), 12);
        let read = node.read(Read::event_types(["account.praised"])).await.unwrap().collect().await.unwrap();
        assert_eq!(read.len(), 4);
        assert_sound(node).await;
    }
    // Whoever registers such a name finds it there.
    here.append("alice", Expect::Any, [Praised { by: "here".to_owned() }]).await.unwrap();
    let read = other.read(Read::event_types(["account.praised"])).await.unwrap().collect().await.unwrap();
    assert_eq!(read.len(), 5);
    assert_sound(&other).await;
}

/// What a stranger says, and this program learns of later.
#[derive(Debug, Event)]
#[event(stream = "account")]
struct Praised {
    by: String,
}

/// A chain of logs waits, each for the one before; what comes for the first brings them all, and leaves those that wait for nothing that comes.
async fn what_waits_is_woken_over_several_logs(db: Database) {
    let here = open(&db).await;
    let mut writers: Vec<Stranger> = (1..=6).map(|number| Stranger::new(number, here.space())).collect();
    let mut before: Option<Reference> = None;
    for (hlc, writer) in (1..).zip(&mut writers) {
        before = Some(writer.write(|record| {
            cent(record, "alice");
            record.deps = before.map(|before| vec![before]);
            record.hlc = hlc;
        }));
    }
    let nowhere = Reference { origin: Origin::new(77).unwrap(), sequence: 1, hash: [7; 16] };
    let mut lost = Stranger::new(9, here.space());
    lost.write(|record| {
        cent(record, "bob");
        record.deps = Some(vec![nowhere]);
    });
    // The later ones come first, each by itself.
    assert_eq!(here.receive(vec![lost.run()]).await.unwrap().pending, 1);
    for (waiting, writer) in (2..).zip(writers[1..].iter().rev()) {
        let received = here.receive(vec![writer.run()]).await.unwrap();
        assert_eq!((received.new, received.pending), (0, waiting));
        assert_sound(&here).await;
    }
    // What does not concern them leaves them as they are.
    let unrelated = small_logs(here.space(), 20..=20);
    let received = here.receive(unrelated).await.unwrap();
    assert_eq!((received.new, received.pending), (1, 6));
    let received = here.receive(vec![writers[0].run()]).await.unwrap();
    assert_eq!((received.new, received.pending), (6, 1));
    assert_eq!(here.undelivered().await.unwrap().waiting_logs.len(), 1);
    assert_sound(&here).await;
}
