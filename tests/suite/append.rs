//! Appends and their expectations.

use std::time::Duration;

use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb::store::Read;
use gundb::store::{Append, CONFLICT_MISSED_MAX, Conflict, DuplicateId};
use gundb::transport::sync;
use gundb_tests::backend::Database;
use uuid::Uuid;

use crate::bank::{AccountEvent, another, assert_sound, deposited, deposited_by, open, opened};

gundb_tests::scenarios! {
    new_holds_once, exists_needs_an_event, exact_counts_events, at_compares_heads,
    a_conflict_carries_what_was_missed, a_stale_token_misses_what_came_later,
    the_same_id_is_stored_once, an_id_is_looked_up_before_the_expectation,
    the_same_id_with_other_content_is_refused, a_retry_with_other_content_names_what_differs, an_id_may_be_enough,
    an_id_that_is_enough_here_is_two_facts_where_nodes_meet, a_call_says_metadata_and_ids, a_call_is_a_future,
    a_conflict_has_the_last_events_that_were_missed, an_id_is_a_stream_s_own, a_batch_may_repeat_an_id,
    several_streams_are_appended_together_or_not_at_all, streams_take_turns_in_one_append, metadata_comes_back,
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
    assert!(
        bank.append("alice", Expect::At(token), [deposited(2)]).await.unwrap_err().is_conflict()
    );
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
        let error =
            bank.append_events(alice(), Expect::Any, vec![with_id(&other, id)]).await.unwrap_err();
        assert!(error.is_duplicate_id() && !error.is_conflict());
        assert_eq!(error.detail::<DuplicateId>().unwrap().id, id);
    }
    let both = vec![with_id(&deposited(1), Uuid::nil()), with_id(&deposited(2), Uuid::nil())];
    assert!(bank.append_events(alice(), Expect::Any, both).await.unwrap_err().is_duplicate_id());
    assert_eq!(bank.verify().await.unwrap().records, 1);
}

/// What differs is named, and what to do.
async fn a_retry_with_other_content_names_what_differs(db: Database) {
    let bank = open(&db).await;
    let id = Uuid::from_u128(7);
    let at = |time: &str| deposited_by("tina", time, 7);
    bank.append("alice", Expect::Any, [at("2026-01-01T00:00:00Z")]).id(id).await.unwrap();
    let refused =
        bank.append("alice", Expect::Any, [at("2026-01-01T00:00:09Z")]).id(id).await.unwrap_err();
    let duplicate = refused.detail::<DuplicateId>().unwrap();
    assert_eq!((duplicate.field.as_str(), duplicate.is_stored), ("at", true));
    assert_eq!(duplicate.earlier, r#""2026-01-01T00:00:00Z""#);
    for part in [
        r#"`at`: "2026-01-01T00:00:00Z" is stored, "2026-01-01T00:00:09Z" was given"#,
        "id_is_enough",
    ] {
        assert!(refused.to_string().contains(part), "{refused}");
    }
    let both = bank.append("alice", Expect::Any, [deposited(1), deposited(2)]).ids([id, id]).await;
    assert!(both.unwrap_err().is_duplicate_id());
    let both = [deposited(1), deposited(2)];
    let both =
        bank.append("bob", Expect::Any, both).ids([id, id]).id_is_enough().await.unwrap_err();
    assert!(
        both.to_string().contains("two events with the id") && both.is_duplicate_id(),
        "{both}"
    );
    assert_eq!(bank.verify().await.unwrap().records, 1);
}

/// A rule for appends alone: the stored event counts, whatever the new one says, and whatever is
/// expected.
async fn an_id_may_be_enough(db: Database) {
    let bank = open(&db).await;
    let (first, second) = (Uuid::from_u128(7), Uuid::from_u128(8));
    let answer =
        bank.append("alice", Expect::New, [deposited(7)]).id(first).id_is_enough().await.unwrap();
    for event in [deposited(8), opened("Alice")] {
        let again =
            bank.append("alice", Expect::New, [event]).id(first).id_is_enough().await.unwrap();
        assert_eq!((again.stored(), again.token(), again.version()), (0, answer.token(), 1));
    }
    // What is new beside it is stored; a retry that asks for the same content is still refused.
    let both = bank.append("alice", Expect::Any, [deposited(0), deposited(1)]).ids([first, second]);
    assert_eq!(both.id_is_enough().await.unwrap().stored(), 1);
    assert!(
        bank.append("alice", Expect::Any, [deposited(8)])
            .id(first)
            .await
            .unwrap_err()
            .is_duplicate_id()
    );
    assert_eq!(bank.load::<crate::bank::Account>("alice").await.unwrap().state.balance, 8);
    assert_sound(&bank).await;
}

/// The rule is for local appends only: two contents of one id that nodes wrote apart both fold and
/// are listed, and a retry may match either.
async fn an_id_that_is_enough_here_is_two_facts_where_nodes_meet(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let id = Uuid::from_u128(7);
    for (bank, cents) in [(&here, 100), (&there, 30)] {
        bank.append("alice", Expect::Any, [deposited(cents)]).id(id).id_is_enough().await.unwrap();
    }
    sync(&here, &there).await.unwrap();
    for bank in [&here, &there] {
        assert_eq!(bank.load::<crate::bank::Account>("alice").await.unwrap().state.balance, 130);
        assert_eq!(bank.contradictions().await.unwrap().len(), 1);
        let again =
            bank.append("alice", Expect::Any, [deposited(5)]).id(id).id_is_enough().await.unwrap();
        assert_eq!(again.stored(), 0);
        assert_sound(bank).await;
    }
}

async fn a_call_says_metadata_and_ids(db: Database) {
    let bank = open(&db).await;
    let ids = [Uuid::from_u128(1), Uuid::from_u128(2)];
    let events = [opened("Alice"), deposited(1)];
    let call =
        bank.append("alice", Expect::New, events).correlation("request").causation("command");
    call.actor("tina").header("channel", "web").header("desk", "3").ids(ids).await.unwrap();
    let events = bank.read(Read::all()).await.unwrap().collect().await.unwrap();
    let stored: Vec<_> = events.iter().map(gundb::store::Recorded::id).collect();
    assert_eq!(stored, ids.map(Some));
    for event in events {
        let Metadata { correlation, causation, actor, headers, .. } = event.metadata().unwrap();
        let said = [correlation, causation, actor].map(Option::unwrap);
        assert_eq!(said, ["request", "command", "tina"]);
        assert_eq!((headers["channel"].as_str(), headers["desk"].as_str()), ("web", "3"));
    }
    for events in [vec![deposited(1)], (0..3).map(deposited).collect()] {
        let said = format!("the number of ids (2) is not that of events ({})", events.len());
        let refused = bank.append("alice", Expect::Any, events).ids(ids).await.unwrap_err();
        assert!(refused.is_invalid() && refused.to_string().contains(&said), "{refused}");
    }
    let metadata = Metadata::new().with_actor("ann");
    bank.append("bob", Expect::New, [deposited(1)]).metadata(metadata.clone()).await.unwrap();
    let last =
        bank.read(Read::all().backwards().limit(1)).await.unwrap().next().await.unwrap().unwrap();
    assert_eq!(last.metadata().unwrap(), metadata);
}

/// A call is a future: it may be joined, timed, boxed, and sent to another task.
async fn a_call_is_a_future(db: Database) {
    let bank = open(&db).await;
    let calls =
        (0..3).map(|key| bank.append(key.to_string(), Expect::New, [deposited(1)]).actor("a"));
    let calls: Vec<_> = calls.map(tokio::spawn).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let (left, right) = tokio::join!(
        bank.append("a", Expect::New, [deposited(1)]),
        tokio::time::timeout(
            Duration::from_secs(60),
            bank.append("b", Expect::New, [deposited(1)])
        )
    );
    assert_eq!(left.unwrap().stored() + right.unwrap().unwrap().stored(), 2);
    drop(Box::pin(bank.append("never", Expect::Any, [deposited(1)])));
    assert_eq!(bank.verify().await.unwrap().records, 5);
}

/// However long a stream is, a conflict has the last events that the writer missed, and says
/// whether there may be more.
async fn a_conflict_has_the_last_events_that_were_missed(db: Database) {
    let here = open(&db).await;
    let (_other, there) = another(&db).await;
    let token = here.append("alice", Expect::New, [opened("Alice")]).await.unwrap().token();
    sync(&here, &there).await.unwrap();
    let apart = there.append("alice", Expect::Any, [deposited(-1)]).await.unwrap().token();
    let missed = async |expect: Expect| {
        let refused = here.append("alice", expect, [deposited(0)]).await.unwrap_err();
        let conflict = refused.downcast::<Conflict>().unwrap();
        let last = conflict.missed.last().map(|event| event.payload().to_owned());
        (conflict.missed.len(), last.unwrap_or_default(), conflict.missed_more)
    };
    let payload = |cents: i64| deposited(cents).to_payload().unwrap();
    here.append("alice", Expect::Any, (0..CONFLICT_MISSED_MAX as i64).map(deposited))
        .await
        .unwrap();
    let all = (CONFLICT_MISSED_MAX, payload(99), false);
    assert_eq!(missed(Expect::At(token.clone())).await, all);
    assert_eq!(missed(Expect::Exact(1)).await, all);
    assert_eq!(missed(Expect::New).await, (CONFLICT_MISSED_MAX, payload(99), true));
    assert_eq!(missed(Expect::Exact(100)).await, (1, payload(99), false));
    // What another node wrote meanwhile is canonically before it all, and is found as well.
    sync(&here, &there).await.unwrap();
    let (count, _, more) = missed(Expect::At(token)).await;
    assert_eq!((count, more), (CONFLICT_MISSED_MAX, true));
    assert_eq!(missed(Expect::At(apart)).await, (CONFLICT_MISSED_MAX, payload(99), false));
    let joined = here.append("alice", Expect::Any, [deposited(7)]).await.unwrap().token();
    assert_eq!(missed(Expect::Exact(101)).await.1, payload(7));
    here.append("alice", Expect::At(joined.clone()), [deposited(8)]).await.unwrap();
    assert_eq!(missed(Expect::At(joined)).await, (1, payload(8), false));
    // Heads that are not here say nothing.
    let nowhere = there.append("alice", Expect::Any, [deposited(9)]).await.unwrap().token();
    assert_eq!(missed(Expect::At(nowhere)).await, (CONFLICT_MISSED_MAX, payload(8), true));
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
    let done =
        bank.append_events(alice(), Expect::New, vec![event.clone(), event.clone()]).await.unwrap();
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
    let events = bank
        .read(gundb::store::Read::all().from_position(2))
        .await
        .unwrap()
        .collect()
        .await
        .unwrap();
    let batch: Vec<_> = events
        .iter()
        .map(|event| {
            (
                event.record().batch_index,
                event.record().batch_length,
                event.hlc(),
                event.record().nonce,
            )
        })
        .collect();
    assert_eq!((batch[0].0, batch[0].1, batch[1].0), (0, 2, 1));
    assert_eq!((batch[0].2, batch[0].3), (batch[1].2, batch[1].3));
    assert_sound(&bank).await;
}

/// Views over many streams fold events in the order in which they are given, whatever streams they
/// belong to.
async fn streams_take_turns_in_one_append(db: Database) {
    let bank = open(&db).await;
    let part = |key: &str, expect, cents: [i64; 2]| {
        Append::new(key, expect, cents.map(deposited)).unwrap()
    };
    let turns = vec![
        part("alice", Expect::New, [1, 2]),
        part("bob", Expect::New, [3, 4]),
        part("alice", Expect::Any, [5, 6]),
        part("bob", Expect::Any, [7, 8]),
    ];
    let done = bank.append_all(turns.clone()).await.unwrap();
    let streams = done
        .streams
        .iter()
        .map(|stream| (stream.stream.key.as_str(), stream.version, stream.position));
    assert_eq!(streams.collect::<Vec<_>>(), [("alice", 4, 6), ("bob", 4, 8)]);
    assert_eq!(done.stored(), 8);
    let events = bank.read(Read::all()).await.unwrap().collect().await.unwrap();
    let cents = events.iter().map(|event| event.decode::<AccountEvent>().unwrap());
    assert_eq!(
        cents.map(Option::unwrap).collect::<Vec<_>>(),
        (1..=8).map(deposited).collect::<Vec<_>>()
    );
    // What is expected is said once.
    let twice = vec![part("alice", Expect::Any, [1, 2]), part("alice", Expect::Exact(4), [1, 2])];
    let refused = bank.append_all(twice).await.unwrap_err();
    assert!(refused.is_invalid() && refused.to_string().contains("in its first part"), "{refused}");
    let conflict = bank.append_all(turns).await.unwrap_err();
    assert!(conflict.is_conflict(), "{conflict}");
    assert_sound(&bank).await;
}

async fn metadata_comes_back(db: Database) {
    let bank = open(&db).await;
    let metadata = Metadata::new().with_correlation("order 7").with_causation("e\"1");
    let metadata = metadata.with_actor("Zoë 🦀").with_header("trace", "00-ab");
    let event = NewEvent::typed(&deposited(1)).unwrap().with_metadata(metadata.clone());
    bank.append_events(alice(), Expect::Any, vec![event]).await.unwrap();
    let stored = bank.read(gundb::store::Read::all()).await.unwrap().collect().await.unwrap();
    assert_eq!(stored[0].metadata().unwrap(), metadata);
    let nul = Metadata::new().with_actor("a\0b");
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
                    1 => bank
                        .append("alice", Expect::Any, [opened(&"x".repeat(2000))])
                        .await
                        .is_err(),
                    _ => bank
                        .append(format!("bob-{caller}"), Expect::New, [deposited(1)])
                        .await
                        .is_ok(),
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
