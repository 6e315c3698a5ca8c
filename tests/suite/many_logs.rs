//! Many logs of few records each, and the names that they bring: what they cost a store that takes
//! them in.

use gundb::prelude::*;
use gundb::replication::{EventSink, EventSource, Run};
use gundb::store::Read;
use gundb::transport::sync;
use gundb_tests::backend::Database;
use gundb_tests::foreign::ForeignWriter;
use gundb_tests::sql::Sql;

use crate::bank::{all_runs, another, assert_sound, cent, deposited, open};

gundb_tests::scenarios! {
    many_logs_travel_in_full_messages, few_records_of_many_logs_are_found, names_that_a_peer_brings_cost_no_append,
}

/// One event of each of many writers.
pub(crate) fn small_logs(
    space: gundb::model::Space,
    numbers: std::ops::RangeInclusive<u64>,
) -> Vec<Run> {
    let writer = |number: u64| {
        let mut writer = ForeignWriter::new(number, space);
        writer.write(|record| cent(record, &(number % 50).to_string()));
        writer.run()
    };
    numbers.map(writer).collect()
}

/// A message holds what fits, of however many logs: looking at a few logs for each message would
/// cost the square of their number.
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

/// Few new records of many logs, far apart among many others: they are found by their logs, and
/// come in causal order.
async fn few_records_of_many_logs_are_found(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    here.receive(small_logs(here.space(), 1..=450)).await.unwrap();
    for _ in 0..8 {
        here.append("alice", Expect::Any, (0..1000).map(deposited)).await.unwrap();
    }
    sync(&here, &there).await.unwrap();
    let more = |number: u64| {
        let mut writer = ForeignWriter::new(number, here.space());
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
    let records =
        async |node| all_runs(node).await.iter().map(|run| run.records.len()).sum::<usize>();
    assert_eq!(records(&here).await, records(&there).await);
    assert_eq!(here.verify().await.unwrap().views, there.verify().await.unwrap().views);
    assert_sound(&there).await;
}

/// A name that a peer brings is looked up when it is read: no writer reads the catalog again for
/// it.
async fn names_that_a_peer_brings_cost_no_append(db: Database) {
    let (here, other) = (open(&db).await, open(&db).await);
    let mut writer = ForeignWriter::new(5, here.space());
    let sql = Sql::connect(db.url()).await.unwrap();
    let number = async || sql.query("SELECT catalog FROM gundb_store").await.unwrap()[0][0].clone();
    let before = number().await;
    for (round, node) in [&here, &other, &here, &other].into_iter().enumerate() {
        for name in [
            "account.praised".to_owned(),
            format!("account.said_{round}"),
            "planet.found".to_owned(),
        ] {
            writer.write(|record| {
                let stream_type = if name.starts_with("planet") { "planet" } else { "account" };
                record.stream = Some((stream_type.to_owned(), "alice".to_owned()));
                record.event_type = Some(name);
            });
        }
        let received = node.receive(vec![writer.run_from(3 * round)]).await.unwrap();
        assert_eq!((received.new, received.refused), (3, Vec::new()));
        node.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    }
    assert_eq!(number().await, before);
    for node in [&here, &other] {
        let read = node.read(Read::stream_type("account")).await.unwrap().collect().await.unwrap();
        assert_eq!(read.len(), 12);
        let read = node
            .read(Read::event_types(["account.praised"]))
            .await
            .unwrap()
            .collect()
            .await
            .unwrap();
        assert_eq!(read.len(), 4);
        assert_sound(node).await;
    }
    // A program that registers such a name finds it there.
    here.append("alice", Expect::Any, [Praised { by: "here".to_owned() }]).await.unwrap();
    let read =
        other.read(Read::event_types(["account.praised"])).await.unwrap().collect().await.unwrap();
    assert_eq!(read.len(), 5);
    assert_sound(&other).await;
}

/// An event type of a foreign log, which this program learns of later.
#[derive(Debug, Event)]
#[event(stream = "account")]
struct Praised {
    by: String,
}
