//! What is received, in whatever order and whatever it says: it waits, is seen as a whole, and
//! never fails.

use std::time::Duration;

use gundb::clock::Clock;
use gundb::model::format::Record;
use gundb::model::{Hash, Model, NewEvent, StreamRef};
use gundb::prelude::*;
use gundb::replication::protocol::{Load, LogPosition, Wanted};
use gundb::replication::{EventSink, EventSource, Run};
use gundb::store::{Append, ContradictionKind, Read};
use gundb::transport::sync;
use gundb_tests::backend::Database;
use gundb_tests::foreign::ForeignWriter;
use jiff::Timestamp;
use uuid::Uuid;

use crate::bank::{
    AccountEvent, AccountRow, Takings, another, assert_sound, cent, deposited, open, opened,
};

gundb_tests::scenarios! {
    what_comes_too_early_waits_unseen, a_batch_is_seen_as_a_whole, what_is_known_changes_nothing,
    an_unknown_event_type_is_kept_and_passed_on, one_fact_of_two_nodes_counts_once,
    one_id_of_two_facts_is_listed, a_token_is_waited_for, unique_values_of_two_nodes_are_listed,
    a_clock_that_is_ahead_is_reported, more_heads_than_fit_are_joined, a_damaged_run_is_refused_by_itself, a_removal_meets_an_update,
}

/// All that a node holds, record by record.
async fn records(bank: &Gundb) -> Vec<Run> {
    let heads = bank.heads().await.unwrap();
    let wanted = heads
        .iter()
        .map(|head| Wanted { after: LogPosition::start(head.origin), up_to: head.sequence });
    let load = Load::new(wanted.collect(), usize::MAX);
    let mut runs = bank.runs(load).await.unwrap().runs;
    runs.sort_by_key(|run| (run.origin, run.first));
    runs.into_iter().flat_map(single).collect()
}

/// A run for each of its records.
fn single(run: Run) -> Vec<Run> {
    let opened = run.clone().open().unwrap();
    let mut previous = run.previous;
    let each = |(index, (record, hash)): (usize, &(Record, Hash))| {
        let one = Run {
            origin: run.origin,
            genesis: run.genesis.clone().filter(|_| record.sequence == 1),
            first: record.sequence,
            previous,
            last: *hash,
            records: vec![run.records[index].clone()],
        };
        previous = *hash;
        one
    };
    opened.records.iter().enumerate().map(each).collect()
}

async fn events(bank: &Gundb) -> usize {
    bank.read(Read::all()).await.unwrap().collect().await.unwrap().len()
}

async fn what_comes_too_early_waits_unseen(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    for cents in 1..=7 {
        there.append("alice", Expect::Any, [deposited(cents)]).await.unwrap();
    }
    let records = records(&there).await;
    let mut early = records[..5].to_vec();
    early.push(records[6].clone());
    assert_eq!(here.receive(early).await.unwrap().pending, 1);
    assert_eq!(here.get::<AccountRow>("alice").await.unwrap().unwrap().balance, 15);
    assert_eq!(events(&here).await, 5);
    assert_sound(&here).await;
    let received = here.receive(vec![records[5].clone()]).await.unwrap();
    assert_eq!((received.new, received.pending), (2, 0));
    assert_eq!(here.get::<AccountRow>("alice").await.unwrap().unwrap().balance, 28);
    // Without its genesis a log can't begin; with it, all that waited comes.
    let (_third, late) = another(&db).await;
    assert_eq!(late.receive(records[1..].to_vec()).await.unwrap().pending, 6);
    assert_eq!(events(&late).await, 0);
    late.append("bob", Expect::New, [deposited(1)]).await.unwrap();
    assert_eq!(late.receive(records[..1].to_vec()).await.unwrap().new, 7);
    assert_sound(&late).await;
}

async fn a_batch_is_seen_as_a_whole(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let from = Append::new("alice", Expect::Any, [AccountEvent::Withdrawn { cents: 5 }]).unwrap();
    let to = Append::new("bob", Expect::Any, [deposited(5), opened("Bob")]).unwrap();
    there.append_all(vec![from, to]).await.unwrap();
    let records = records(&there).await;
    assert_eq!(records.len(), 3);
    for cut in [&records[2..], &records[..1]] {
        assert_eq!(here.receive(cut.to_vec()).await.unwrap().new, 0);
        assert_eq!(events(&here).await, 0);
        assert!(AccountRow::query().all(&here).await.unwrap().is_empty());
        assert_sound(&here).await;
    }
    assert_eq!(here.receive(records[1..2].to_vec()).await.unwrap().new, 3);
    assert_eq!(AccountRow::query().count(&here).await.unwrap(), 2);
    assert_sound(&here).await;
}

async fn what_is_known_changes_nothing(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    there.append("alice", Expect::Any, [opened("Alice"), deposited(3)]).await.unwrap();
    let records = records(&there).await;
    here.receive(records.clone()).await.unwrap();
    let before = here.verify().await.unwrap();
    for _ in 0..3 {
        let received = here.receive(records.iter().rev().cloned().collect()).await.unwrap();
        assert_eq!((received.new, received.known, received.pending), (0, 2, 0));
    }
    // What this node wrote comes back to it.
    here.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    sync(&here, &there).await.unwrap();
    let own = self::records(&there).await;
    assert_eq!(here.receive(own).await.unwrap().known, 3);
    assert_eq!(before.records + 1, here.verify().await.unwrap().records);
    assert_sound(&here).await;
}

async fn an_unknown_event_type_is_kept_and_passed_on(db: Database) {
    let newer = Gundb::open(db.url()).await.unwrap();
    let model = include_str!("../../docs/model/bank.json");
    newer.apply_model(&Model::from_json(model).unwrap()).await.unwrap();
    let tagged = || vec![NewEvent::json("account.tagged", r#"{"tag":"vip"}"#)];
    newer.append_events(StreamRef::new("account", "alice"), Expect::New, tagged()).await.unwrap();
    // Two nodes that know nothing of it; one that learns of it later.
    let databases = [db.backend().fresh().await, db.backend().fresh().await];
    let (older, last) = (
        Gundb::open(databases[0].url()).await.unwrap(),
        Gundb::open(databases[1].url()).await.unwrap(),
    );
    sync(&newer, &older).await.unwrap();
    sync(&older, &last).await.unwrap();
    for node in [&older, &last] {
        let events = node.read(Read::all()).await.unwrap().collect().await.unwrap();
        assert_eq!(events[0].event_type(), "account.tagged");
        assert_eq!(events[0].payload(), r#"{"tag":"vip"}"#);
        assert_sound(node).await;
        let refused =
            node.append_events(StreamRef::new("account", "bob"), Expect::New, tagged()).await;
        assert!(refused.unwrap_err().is_invalid());
    }
    last.apply_model(&Model::from_json(model).unwrap()).await.unwrap();
    assert_eq!(last.verify().await.unwrap().views, newer.verify().await.unwrap().views);
    assert_sound(&last).await;
}

fn with_id(id: Uuid, event: AccountEvent) -> Vec<NewEvent> {
    vec![NewEvent::typed(&event).unwrap().with_id(id)]
}

async fn one_fact_of_two_nodes_counts_once(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let (alice, id) = (StreamRef::new("account", "alice"), Uuid::from_u128(7));
    for bank in [&here, &there] {
        bank.append_events(alice.clone(), Expect::Any, with_id(id, deposited(100))).await.unwrap();
        bank.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    }
    sync(&here, &there).await.unwrap();
    for bank in [&here, &there] {
        let row = bank.get::<AccountRow>("alice").await.unwrap().unwrap();
        assert_eq!((row.balance, row.movements), (102, 3));
        assert_eq!(bank.load::<crate::bank::Account>("alice").await.unwrap().state.balance, 102);
        assert!(bank.contradictions().await.unwrap().is_empty());
        assert_sound(bank).await;
    }
    // A third try is known on both.
    let again = here.append_events(alice, Expect::Any, with_id(id, deposited(100))).await.unwrap();
    assert_eq!(again.stored(), 0);
    let folded = views(&here).await;
    assert_eq!(folded, views(&there).await);
    here.rebuild_view("accounts").await.unwrap();
    assert_eq!(views(&here).await, folded);
}

/// The views of a sound store, by name.
async fn views(bank: &Gundb) -> Vec<gundb::store::VerifiedView> {
    let mut report = bank.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    report.views.sort_by(|left, right| left.name.cmp(&right.name));
    report.views
}

async fn one_id_of_two_facts_is_listed(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let (alice, id) = (StreamRef::new("account", "alice"), Uuid::from_u128(7));
    here.append_events(alice.clone(), Expect::Any, with_id(id, deposited(100))).await.unwrap();
    there.append_events(alice, Expect::Any, with_id(id, deposited(30))).await.unwrap();
    sync(&here, &there).await.unwrap();
    for bank in [&here, &there] {
        assert_eq!(bank.get::<AccountRow>("alice").await.unwrap().unwrap().balance, 130);
        let found = bank.contradictions().await.unwrap();
        assert_eq!(found[0].kind, ContradictionKind::SameId);
        assert_eq!(found[0].row, r#"["account","alice"]"#);
        assert_sound(bank).await;
    }
}

async fn a_token_is_waited_for(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let token = there.append("alice", Expect::Any, [deposited(1)]).await.unwrap().token();
    assert_eq!(here.missing_heads(&token).await.unwrap(), token.heads());
    let early = here.wait_for(&token, Duration::ZERO).await.unwrap_err();
    assert!(
        early.is_behind() && early.to_string().contains(&token.heads()[0].to_string()),
        "{early}"
    );
    let waiting = here.wait_for(&token, Duration::from_secs(60));
    let (waited, met) = tokio::join!(waiting, sync(&here, &there));
    waited.unwrap();
    met.unwrap();
    assert_eq!(here.get::<AccountRow>("alice").await.unwrap().unwrap().balance, 1);
}

/// A clock that is a day ahead.
struct Ahead;

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        Timestamp::now() + jiff::SignedDuration::from_hours(24)
    }
}

async fn a_clock_that_is_ahead_is_reported(db: Database) {
    let here = open(&db).await;
    here.append("alice", Expect::Any, [opened("Before")]).await.unwrap();
    assert!(here.clock_lead().await.unwrap() < Duration::from_secs(60));
    let database = db.backend().fresh().await;
    let wrong = Gundb::builder().view::<AccountRow>().view::<Takings>().clock(Ahead);
    let wrong = wrong.open(database.url()).await.unwrap();
    wrong.append("alice", Expect::Any, [opened("Wrong")]).await.unwrap();
    here.append("alice", Expect::Any, [opened("Concurrent")]).await.unwrap();
    sync(&here, &wrong).await.unwrap();
    assert!(here.clock_lead().await.unwrap() > Duration::from_secs(23 * 3600));
    assert_eq!(here.get::<AccountRow>("alice").await.unwrap().unwrap().owner, "Wrong");
    // No write is refused, and a node that has seen it writes after it.
    here.append("alice", Expect::Any, [opened("Right")]).await.unwrap();
    sync(&here, &wrong).await.unwrap();
    assert_eq!(wrong.get::<AccountRow>("alice").await.unwrap().unwrap().owner, "Right");
    assert_eq!(views(&here).await, views(&wrong).await);
}

#[derive(Debug, Event)]
#[event(stream = "member")]
enum MemberEvent {
    Joined { email: String },
}

#[derive(Debug, View)]
#[view(table = "members", event = MemberEvent)]
struct Member {
    #[view(key)]
    id: String,
    #[view(set(Joined.email), unique)]
    email: String,
}

async fn unique_values_of_two_nodes_are_listed(db: Database) {
    let database = db.backend().fresh().await;
    let joined = |email: &str| MemberEvent::Joined { email: email.to_owned() };
    let (here, there) = (
        Gundb::builder().view::<Member>().open(db.url()).await.unwrap(),
        Gundb::builder().view::<Member>().open(database.url()).await.unwrap(),
    );
    here.append("a", Expect::New, [joined("x@y")]).await.unwrap();
    there.append("b", Expect::New, [joined("x@y")]).await.unwrap();
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        let found = node.contradictions().await.unwrap();
        let rows: Vec<_> = found.iter().map(|one| (one.kind.as_str(), one.row.as_str())).collect();
        assert_eq!(rows, [("not_unique", r#"["a"]"#), ("not_unique", r#"["b"]"#)]);
        assert!(node.append("c", Expect::New, [joined("x@y")]).await.unwrap_err().is_not_unique());
        assert_sound(node).await;
    }
    here.append("b", Expect::Any, [joined("b@y")]).await.unwrap();
    assert!(here.contradictions().await.unwrap().is_empty());
}

/// Writers that know nothing of each other: one more than a record can refer to, and some.
const WRITERS: u64 = 300;

async fn more_heads_than_fit_are_joined(db: Database) {
    let here = open(&db).await;
    let writer = |number| {
        let mut writer = ForeignWriter::new(number, here.space());
        writer.write(|record| {
            cent(record, "alice");
            record.hlc = 1 + number;
        });
        writer.run()
    };
    assert_eq!(here.receive((1..=WRITERS).map(writer).collect()).await.unwrap().new, WRITERS);
    assert_sound(&here).await;
    let appended = here.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    assert_eq!(appended.version(), WRITERS + 1);
    assert_eq!(appended.token().heads().len(), 1);
    assert_sound(&here).await;
    let (_other, there) = another(&db).await;
    sync(&here, &there).await.unwrap();
    assert_eq!(there.get::<AccountRow>("alice").await.unwrap().unwrap().balance, 301);
    assert_eq!(here.verify().await.unwrap().views, there.verify().await.unwrap().views);
    assert_sound(&there).await;
}

async fn a_damaged_run_is_refused_by_itself(db: Database) {
    let here = open(&db).await;
    let ((_first, left), (_second, right)) = (another(&db).await, another(&db).await);
    for bank in [&left, &right] {
        bank.append("alice", Expect::Any, [deposited(5)]).await.unwrap();
    }
    let (mut damaged, whole) = (records(&left).await, records(&right).await);
    let last = damaged[0].records[0].len() - 3;
    damaged[0].records[0][last] ^= 1;
    let received = here.receive([damaged, whole].concat()).await.unwrap();
    assert_eq!((received.new, received.refused_records), (1, 1));
    assert_eq!(here.get::<AccountRow>("alice").await.unwrap().unwrap().balance, 5);
    assert_eq!(Takings::query().count(&here).await.unwrap(), 0);
    sync(&here, &left).await.unwrap();
    assert_eq!(here.get::<AccountRow>("alice").await.unwrap().unwrap().balance, 10);
    assert_sound(&here).await;
}

async fn a_removal_meets_an_update(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    here.append("alice", Expect::New, [opened("Alice")]).await.unwrap();
    sync(&here, &there).await.unwrap();
    here.append("alice", Expect::Any, [AccountEvent::Purged]).await.unwrap();
    there.append("alice", Expect::Any, [deposited(5)]).await.unwrap();
    sync(&here, &there).await.unwrap();
    for bank in [&here, &there] {
        assert!(bank.get::<AccountRow>("alice").await.unwrap().is_none());
        let found = bank.contradictions().await.unwrap();
        assert_eq!((found.len(), found[0].kind), (1, ContradictionKind::Removed));
        assert_sound(bank).await;
    }
    // A second removal has seen what was lost.
    there.append("alice", Expect::Any, [AccountEvent::Purged]).await.unwrap();
    sync(&here, &there).await.unwrap();
    for bank in [&here, &there] {
        assert!(bank.contradictions().await.unwrap().is_empty());
        assert_sound(bank).await;
    }
}
