//! Records that wait for what they refer to: bounded, reported, and woken by what they wait for.

use gundb::model::{Origin, Reference};
use gundb::replication::{EventSink, EventSource};
use gundb::store::Undelivered;
use gundb_tests::backend::Database;
use gundb_tests::foreign::ForeignWriter;
use gundb_tests::sql::Sql;

use crate::bank::{assert_sound, cent, open};
use crate::many_logs::small_logs;

gundb_tests::scenarios! {
    a_batch_in_pieces_finds_room_among_references_to_nothing, what_waits_is_woken_over_several_logs,
    what_is_not_delivered_is_reported, what_waited_before_it_was_known_for_what_is_woken,
}

/// A peer that fills up what waits, with records that wait for ever, does not hinder a carrier that
/// brings a batch piece by piece.
async fn a_batch_in_pieces_finds_room_among_references_to_nothing(db: Database) {
    const LOGS: u64 = 10_000;
    let here = open(&db).await;
    let nowhere = Reference { origin: Origin::new(77_777).unwrap(), sequence: 1, hash: [7; 16] };
    let lost = |number| {
        let mut writer = ForeignWriter::new(number, here.space());
        writer.write(|record| {
            cent(record, "alice");
            record.deps = Some(vec![nowhere]);
        });
        writer.run()
    };
    let received = here.receive((1..=LOGS).map(lost).collect()).await.unwrap();
    assert_eq!((received.new, received.pending), (0, LOGS));
    let mut honest = ForeignWriter::new(LOGS + 1, here.space());
    for index in 0..4 {
        honest.write(|record| {
            cent(record, "bob");
            (record.hlc, record.batch_index, record.batch_length) = (1, index, 4);
        });
    }
    for (index, new) in [0, 0, 0, 4].into_iter().enumerate() {
        let mut piece = honest.run_from(index);
        piece.records.truncate(1);
        piece.last = if index < 3 { honest.run_from(index + 1).previous } else { piece.last };
        assert_eq!(here.receive(vec![piece]).await.unwrap().new, new);
    }
    assert_sound(&here).await;
}

async fn what_is_not_delivered_is_reported(db: Database) {
    let here = open(&db).await;
    assert_eq!(here.undelivered().await.unwrap(), Undelivered::default());
    let nowhere = Reference { origin: Origin::new(77).unwrap(), sequence: 1, hash: [7; 16] };
    let mut waits = ForeignWriter::new(5, here.space());
    for _ in 0..2 {
        waits.write(|record| {
            cent(record, "alice");
            record.deps = Some(vec![nowhere]);
        });
    }
    let mut malformed = ForeignWriter::new(6, here.space());
    malformed.write(|record| {
        cent(record, "alice");
        record.hlc = i64::MAX.cast_unsigned();
    });
    assert_eq!(here.receive(vec![waits.run(), malformed.run()]).await.unwrap().pending, 2);
    let undelivered = here.undelivered().await.unwrap();
    let origin = |number| Origin::new(number).unwrap();
    assert_eq!((undelivered.waiting, undelivered.waiting_logs), (2, vec![(origin(5), 2)]));
    assert_eq!(
        (undelivered.parked_total, undelivered.parked[0].0, undelivered.parked[0].1),
        (1, origin(6), 1)
    );
    assert!(undelivered.parked[0].2.contains("malformed"), "{:?}", undelivered.parked);
    let report = here.verify().await.unwrap();
    assert_eq!((report.waiting, report.parked, report.records), (2, 1, 0));
    assert_sound(&here).await;
}

/// A chain of logs waits, each for the one before; the record that the first waits for wakes them
/// all, and leaves those that wait for something else.
async fn what_waits_is_woken_over_several_logs(db: Database) {
    let here = open(&db).await;
    let mut writers: Vec<ForeignWriter> =
        (1..=6).map(|number| ForeignWriter::new(number, here.space())).collect();
    let mut before: Option<Reference> = None;
    for (hlc, writer) in (1..).zip(&mut writers) {
        before = Some(writer.write(|record| {
            cent(record, "alice");
            record.deps = before.map(|before| vec![before]);
            record.hlc = hlc;
        }));
    }
    let nowhere = Reference { origin: Origin::new(77).unwrap(), sequence: 1, hash: [7; 16] };
    let mut lost = ForeignWriter::new(9, here.space());
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

/// Records that waited in a store of an earlier version: nobody noted what they refer to.
async fn what_waited_before_it_was_known_for_what_is_woken(db: Database) {
    let here = open(&db).await;
    let (mut first, mut second) =
        (ForeignWriter::new(1, here.space()), ForeignWriter::new(2, here.space()));
    let before = first.write(|record| cent(record, "alice"));
    second.write(|record| {
        cent(record, "alice");
        record.deps = Some(vec![before]);
        record.hlc = 2;
    });
    assert_eq!(here.receive(vec![second.run()]).await.unwrap().pending, 1);
    let sql = Sql::connect(db.url()).await.unwrap();
    let references = async || {
        let all = sql.query("SELECT refers_to, origin FROM gundb_pending_reference").await.unwrap();
        all.iter()
            .map(|row| row.iter().flatten().cloned().collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(references().await, ["1 2"]);
    // As the migration leaves them.
    sql.execute("UPDATE gundb_pending_reference SET refers_to = 0").await.unwrap();
    assert_eq!(here.receive(small_logs(here.space(), 20..=20)).await.unwrap().pending, 1);
    let received = here.receive(vec![first.run()]).await.unwrap();
    assert_eq!((received.new, received.pending), (2, 0));
    assert!(references().await.is_empty());
    assert_sound(&here).await;
}
