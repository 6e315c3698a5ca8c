//! Reads: by stream, by type, of everything; both ways; from and limit; page after page.

use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt};
use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb::store::{Read, Recorded};
use gundb_tests::backend::Database;

use crate::bank::{AccountEvent, deposited, open, opened};

gundb_tests::scenarios! {
    a_stream_is_read_both_ways, from_and_limit_cut_a_stream, types_are_read_by_position,
    everything_is_read_by_position, a_long_read_is_page_by_page, a_stream_without_events_is_empty,
    a_version_is_no_position, events_are_a_stream_of_futures,
    streams_are_listed_in_pages, an_event_names_its_writer_and_its_past,
}

#[derive(Event)]
#[event(stream = "note")]
enum NoteEvent {
    Written { text: String },
}

fn positions(events: &[Recorded]) -> Vec<u64> {
    events.iter().map(Recorded::position).collect()
}

async fn read(bank: &Gundb, read: Read) -> Vec<Recorded> {
    bank.read(read).await.unwrap().collect().await.unwrap()
}

/// Positions: 1 alice, 2 note, 3 alice, 4 bob, 5 alice.
async fn five(db: &Database) -> Gundb {
    let bank = open(db).await;
    bank.append("alice", Expect::New, [opened("Alice")]).await.unwrap();
    bank.append("n", Expect::New, [NoteEvent::Written { text: "hello".into() }]).await.unwrap();
    bank.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    bank.append("bob", Expect::New, [opened("Bob")]).await.unwrap();
    bank.append("alice", Expect::Any, [deposited(2)]).await.unwrap();
    bank
}

fn alice() -> Read {
    Read::stream_of::<AccountEvent>("alice")
}

async fn a_stream_is_read_both_ways(db: Database) {
    let bank = five(&db).await;
    let forwards = read(&bank, alice()).await;
    assert_eq!(positions(&forwards), [1, 3, 5]);
    assert_eq!(forwards.iter().map(Recorded::version).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(positions(&read(&bank, alice().backwards()).await), [5, 3, 1]);
}

async fn from_and_limit_cut_a_stream(db: Database) {
    let bank = five(&db).await;
    assert_eq!(positions(&read(&bank, alice().from_version(2)).await), [3, 5]);
    assert_eq!(positions(&read(&bank, alice().from_version(2).limit(1)).await), [3]);
    assert_eq!(positions(&read(&bank, alice().from_version(2).backwards()).await), [3, 1]);
    assert_eq!(positions(&read(&bank, alice().from_version(9)).await), [0; 0]);
    assert_eq!(positions(&read(&bank, alice().limit(0)).await), [0; 0]);
}

async fn types_are_read_by_position(db: Database) {
    let bank = five(&db).await;
    assert_eq!(positions(&read(&bank, Read::stream_type("account")).await), [1, 3, 4, 5]);
    assert_eq!(positions(&read(&bank, Read::event_types(["account.opened"])).await), [1, 4]);
    let two = Read::event_types(["account.opened", "note.written"]);
    assert_eq!(positions(&read(&bank, two.clone().from_position(2)).await), [2, 4]);
    assert_eq!(positions(&read(&bank, two.backwards().from_position(3).limit(1)).await), [2]);
}

async fn everything_is_read_by_position(db: Database) {
    let bank = five(&db).await;
    assert_eq!(positions(&read(&bank, Read::all()).await), [1, 2, 3, 4, 5]);
    assert_eq!(positions(&read(&bank, Read::all().backwards().limit(2)).await), [5, 4]);
    assert_eq!(positions(&read(&bank, Read::all().from_position(4)).await), [4, 5]);
    assert_eq!(positions(&read(&bank, Read::all().from_position(u64::MAX)).await), [0; 0]);
}

async fn a_long_read_is_page_by_page(db: Database) {
    let bank = open(&db).await;
    for _ in 0..2 {
        bank.append("alice", Expect::Any, (0..700).map(deposited)).await.unwrap();
    }
    for (what, length) in [(alice(), 1400), (Read::all(), 1400), (Read::all().limit(501), 501)] {
        let events = read(&bank, what.clone()).await;
        assert_eq!(positions(&events), (1..=length).collect::<Vec<_>>());
    }
    let backwards = read(&bank, alice().backwards()).await;
    assert_eq!(positions(&backwards), (1..=1400).rev().collect::<Vec<_>>());
}

async fn a_version_is_no_position(db: Database) {
    let bank = five(&db).await;
    for (read, said) in [
        (alice().from_position(2), "from_version"),
        (Read::all().from_version(2), "from_position"),
        (Read::stream_type("account").backwards().from_version(2), "from_position"),
    ] {
        let refused = bank.read(read).await.unwrap_err();
        assert!(refused.is_invalid() && refused.to_string().contains(said), "{refused}");
    }
}

/// Over a page's end, and dropped in the middle of a fetch: no event is lost.
async fn events_are_a_stream_of_futures(db: Database) {
    let bank = open(&db).await;
    for _ in 0..2 {
        bank.append("alice", Expect::Any, (0..700).map(deposited)).await.unwrap();
    }
    let mut events = bank.read(Read::all()).await.unwrap();
    assert!(events.next().now_or_never().is_none());
    let read: Vec<Recorded> = events.by_ref().try_collect().await.unwrap();
    assert_eq!(positions(&read), (1..=1400).collect::<Vec<_>>());
    assert!(TryStreamExt::try_next(&mut events).await.unwrap().is_none());
}

async fn a_stream_without_events_is_empty(db: Database) {
    let bank = five(&db).await;
    assert!(read(&bank, Read::stream_of::<AccountEvent>("nobody")).await.is_empty());
    assert!(bank.stream(&StreamRef::new("account", "nobody")).await.unwrap().is_none());
}

async fn streams_are_listed_in_pages(db: Database) {
    let bank = five(&db).await;
    let first = bank.streams(None, None, 2).await.unwrap();
    let rest = bank.streams(None, first.last(), 2).await.unwrap();
    let keys: Vec<_> = first.iter().chain(&rest).map(|stream| stream.stream.key.as_str()).collect();
    assert_eq!(keys, ["alice", "n", "bob"]);
    let accounts = bank.streams(Some("account"), None, 10).await.unwrap();
    assert_eq!(accounts.iter().map(|stream| stream.version).collect::<Vec<_>>(), [3, 1]);
    let alice = bank.stream(&StreamRef::new("account", "alice")).await.unwrap().unwrap();
    bank.append("alice", Expect::At(alice.token), [deposited(3)]).await.unwrap();
}

async fn an_event_names_its_writer_and_its_past(db: Database) {
    let bank = five(&db).await;
    let events = read(&bank, alice()).await;
    let clock = bank.clock_of(&events[2]).await.unwrap();
    assert_eq!(clock.get(events[2].origin()), 5);
    assert!(clock.dominates(&bank.clock_of(&events[0]).await.unwrap()));
    assert!(events[0].hlc() < events[1].hlc() && events[1].hlc() < events[2].hlc());
}
