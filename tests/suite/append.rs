//! Appends and their expectations.

use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb::store::{Append, Conflict, DuplicateId};
use gundb_tests::backend::Database;
use uuid::Uuid;

use crate::bank::{AccountEvent, assert_sound, deposited, open, opened};

gundb_tests::scenarios! {
    new_holds_once, exists_needs_an_event, exact_counts_events, at_compares_heads,
    a_conflict_carries_what_was_missed, a_stale_token_misses_what_came_later,
    the_same_id_is_stored_once, an_id_is_looked_up_before_the_expectation,
    the_same_id_with_other_content_is_refused, an_id_is_a_stream_s_own, a_batch_may_repeat_an_id,
    several_streams_are_appended_together_or_not_at_all, metadata_comes_back,
    concurrent_callers_leave_no_gap, a_refused_caller_leaves_its_neighbours_alone,
}

async fn new_holds_once(db: Database) {
    let bank = open(&db).await;
    let first = bank.append("alice", Expect::New, [opened("Alice"), deposited(5)]).await.unwrap();
    assert_eq!((first.version(), first.stored(), first.position()), (2, 2, 2));
    let error = bank.append("alice", Expect::New, [opened("Mallory")]).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_sound(&bank).await;
}

async fn exists_needs_an_event(db: Database) {
    let bank = open(&db).await;
    assert!(bank.append("alice", Expect::Exists, [deposited(1)]).await.unwrap_err().is_conflict());
    bank.append("alice", Expect::Any, [opened("Alice")]).await.unwrap();
    assert_eq!(bank.append("alice", Expect::Exists, [deposited(1)]).await.unwrap().version(), 2);
}

async fn exact_counts_events(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::Exact(0), [opened("Alice")]).await.unwrap();
    bank.append("alice", Expect::Exact(1), [deposited(1), deposited(2)]).await.unwrap();
    for wrong in [0, 2, 4] {
        let error = bank.append("alice", Expect::Exact(wrong), [deposited(3)]).await.unwrap_err();
        assert_eq!(error.detail::<Conflict>().unwrap().actual_version, 3);
    }
    bank.append("alice", Expect::Exact(3), [deposited(3)]).await.unwrap();
}

async fn at_compares_heads(db: Database) {
    let bank = open(&db).await;
    let first = bank.append("alice", Expect::New, [opened("Alice")]).await.unwrap();
    let token: Token = first.token().to_string().parse().unwrap();
    let second = bank.append("alice", Expect::At(token.clone()), [deposited(1)]).await.unwrap();
    assert!(bank.append("alice", Expect::At(token), [deposited(2)]).await.unwrap_err().is_conflict());
    bank.append("alice", Expect::At(second.token()), [deposited(2)]).await.unwrap();
    bank.append("bob", Expect::At(Token::default()), [opened("Bob")]).await.unwrap();
}

async fn a_conflict_carries_what_was_missed(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [opened("Alice"), deposited(1), deposited(2)]).await.unwrap();
    let error = bank.append("alice", Expect::Exact(1), [deposited(9)]).await.unwrap_err();
    let conflict = error.detail::<Conflict>().unwrap();
    assert_eq!(conflict.expected, Expect::Exact(1));
    assert_eq!(conflict.actual_version, 3);
    let missed: Vec<AccountEvent> =
        conflict.missed.iter().map(|event| event.decode().unwrap().unwrap()).collect();
    assert_eq!(missed, [deposited(1), deposited(2)]);
    assert_eq!(bank.load::<crate::bank::Account>("alice").await.unwrap().state.balance, 3);
}

async fn a_stale_token_misses_what_came_later(db: Database) {
    let bank = open(&db).await;
    let stale = bank.append("alice", Expect::New, [opened("Alice")]).await.unwrap().token();
    bank.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    let error = bank.append("alice", Expect::At(stale), [deposited(9)]).await.unwrap_err();
    let conflict = error.detail::<Conflict>().unwrap();
    assert_eq!(conflict.missed.len(), 1);
    assert_eq!(conflict.missed[0].version(), 2);
}

fn with_id(event: &AccountEvent, id: Uuid) -> NewEvent {
    NewEvent::typed(event).unwrap().with_id(id)
}

fn alice() -> StreamRef {
    StreamRef::new("account", "alice")
}

async fn the_same_id_is_stored_once(db: Database) {
    let bank = open(&db).await;
    let id = Uuid::new_v4();
    let event = with_id(&deposited(7), id);
    let first = bank.append_events(alice(), Expect::Any, vec![event.clone()]).await.unwrap();
    bank.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    let again = bank.append_events(alice(), Expect::Any, vec![event]).await.unwrap();
    assert_eq!((first.stored(), again.stored()), (1, 0));
    assert_eq!((again.version(), again.token(), again.position()), (1, first.token(), 1));
    assert_eq!(bank.load::<crate::bank::Account>("alice").await.unwrap().state.balance, 8);
    assert_sound(&bank).await;
}

async fn an_id_is_looked_up_before_the_expectation(db: Database) {
    let bank = open(&db).await;
    let event = with_id(&opened("Alice"), Uuid::new_v4());
    bank.append_events(alice(), Expect::New, vec![event.clone()]).await.unwrap();
    // The client timed out and asks again: New no longer holds, but the fact is there.
    let again = bank.append_events(alice(), Expect::New, vec![event]).await.unwrap();
    assert_eq!((again.version(), again.stored()), (1, 0));
}

async fn the_same_id_with_other_content_is_refused(db: Database) {
    let bank = open(&db).await;
    let id = Uuid::new_v4();
    bank.append_events(alice(), Expect::Any, vec![with_id(&deposited(7), id)]).await.unwrap();
    for other in [deposited(8), opened("Alice")] {
        let error = bank.append_events(alice(), Expect::Any, vec![with_id(&other, id)]).await.unwrap_err();
        assert!(error.is_duplicate_id() && !error.is_conflict());
        assert_eq!(error.detail::<DuplicateId>().unwrap().id, id);
    }
    let both = vec![with_id(&deposited(1), Uuid::nil()), with_id(&deposited(2), Uuid::nil())];
    assert!(bank.append_events(alice(), Expect::Any, both).await.unwrap_err().is_duplicate_id());
    assert_eq!(bank.verify().await.unwrap().records, 1);
}

async fn an_id_is_a_stream_s_own(db: Database) {
    let bank = open(&db).await;
    let event = with_id(&deposited(7), Uuid::new_v4());
    bank.append_events(alice(), Expect::Any, vec![event.clone()]).await.unwrap();
    let bob = StreamRef::new("account", "bob");
    assert_eq!(bank.append_events(bob, Expect::New, vec![event]).await.unwrap().stored(), 1);
}

async fn a_batch_may_repeat_an_id(db: Database) {
    let bank = open(&db).await;
    let event = with_id(&deposited(7), Uuid::new_v4());
    let other = with_id(&deposited(8), Uuid::new_v4());
    let done = bank.append_events(alice(), Expect::New, vec![event.clone(), event.clone()]).await.unwrap();
    assert_eq!((done.stored(), done.version()), (1, 1));
    let done = bank.append_events(alice(), Expect::Exact(1), vec![event, other]).await.unwrap();
    assert_eq!((done.stored(), done.version()), (1, 2));
    assert_sound(&bank).await;
}

async fn several_streams_are_appended_together_or_not_at_all(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(100)]).await.unwrap();
    let transfer = |expect| {
        vec![
            Append::new("alice", expect, [AccountEvent::Withdrawn { cents: 40 }]).unwrap(),
            Append::new("bob", Expect::New, [deposited(40)]).unwrap(),
        ]
    };
    assert!(bank.append_all(transfer(Expect::Exact(7))).await.unwrap_err().is_conflict());
    assert_eq!(bank.verify().await.unwrap().records, 1);
    let done = bank.append_all(transfer(Expect::Exact(1))).await.unwrap();
    assert_eq!(done.streams.iter().map(|stream| stream.version).collect::<Vec<_>>(), [2, 1]);
    let events = bank.read(gundb::store::Read::all().from(2)).await.unwrap().collect().await.unwrap();
    let batch: Vec<_> = events
        .iter()
        .map(|event| {
            (event.record().batch_index, event.record().batch_length, event.hlc(), event.record().nonce)
        })
        .collect();
    assert_eq!((batch[0].0, batch[0].1, batch[1].0), (0, 2, 1));
    assert_eq!((batch[0].2, batch[0].3), (batch[1].2, batch[1].3));
    let twice = vec![
        Append::new("alice", Expect::Any, [deposited(1)]).unwrap(),
        Append::new("alice", Expect::Any, [deposited(1)]).unwrap(),
    ];
    assert!(bank.append_all(twice).await.unwrap_err().is_invalid());
    assert_sound(&bank).await;
}

async fn metadata_comes_back(db: Database) {
    let bank = open(&db).await;
    let metadata = Metadata {
        correlation: Some("order 7".into()),
        causation: Some("e\"1".into()),
        actor: Some("Zoë 🦀".into()),
        headers: [("trace".to_owned(), "00-ab".to_owned())].into(),
    };
    let event = NewEvent::typed(&deposited(1)).unwrap().with_metadata(metadata.clone());
    bank.append_events(alice(), Expect::Any, vec![event]).await.unwrap();
    let stored = bank.read(gundb::store::Read::all()).await.unwrap().collect().await.unwrap();
    assert_eq!(stored[0].metadata().unwrap(), metadata);
    let nul = Metadata { actor: Some("a\0b".into()), ..Metadata::default() };
    let event = NewEvent::typed(&deposited(1)).unwrap().with_metadata(nul);
    assert!(bank.append_events(alice(), Expect::Any, vec![event]).await.unwrap_err().is_invalid());
}

async fn concurrent_callers_leave_no_gap(db: Database) {
    let bank = open(&db).await;
    let callers: Vec<_> = (0..64)
        .map(|caller| {
            let bank = bank.clone();
            tokio::spawn(async move {
                for _ in 0..4 {
                    let key = format!("account-{}", caller % 7);
                    bank.append(key, Expect::Any, [deposited(1)]).await.unwrap();
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    let report = bank.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!((report.records, report.streams), (256, 7));
}

async fn a_refused_caller_leaves_its_neighbours_alone(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(1)]).await.unwrap();
    let callers: Vec<_> = (0..30)
        .map(|caller| {
            let bank = bank.clone();
            tokio::spawn(async move {
                match caller % 3 {
                    0 => bank.append("alice", Expect::New, [deposited(1)]).await.is_err(),
                    1 => bank.append("alice", Expect::Any, [opened(&"x".repeat(2000))]).await.is_err(),
                    _ => bank.append(format!("bob-{caller}"), Expect::New, [deposited(1)]).await.is_ok(),
                }
            })
        })
        .collect();
    for caller in callers {
        assert!(caller.await.unwrap());
    }
    assert_eq!(bank.verify().await.unwrap().records, 11);
    assert_sound(&bank).await;
}
