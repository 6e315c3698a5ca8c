//! Load and decide.

use std::sync::atomic::{AtomicU32, Ordering};

use gundb::aggregate::{DECIDE_ATTEMPTS_MAX, Decision};
use gundb::prelude::*;
use gundb::store::Read;
use gundb_tests::backend::Database;
use uuid::Uuid;

use crate::bank::{Account, AccountEvent, assert_sound, deposited, open, opened};

gundb_tests::scenarios! {
    a_stream_loads_into_its_state, a_decision_is_appended, no_events_no_append,
    a_user_s_own_error_comes_back, a_decision_says_metadata_and_ids, a_decision_is_a_future, decisions_are_made_anew_after_a_conflict, decisions_are_made_anew_only_so_often,
}

#[derive(Debug, PartialEq)]
struct Overdrawn {
    missing: i64,
}

impl std::fmt::Display for Overdrawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} cents are missing", self.missing)
    }
}

impl std::error::Error for Overdrawn {}

impl Account {
    fn withdraw(&self, cents: i64) -> Decision<AccountEvent> {
        if cents > self.balance {
            return Err(Overdrawn { missing: cents - self.balance }.into());
        }
        Ok(vec![AccountEvent::Withdrawn { cents }])
    }
}

async fn a_stream_loads_into_its_state(db: Database) {
    let bank = open(&db).await;
    assert_eq!(bank.load::<Account>("alice").await.unwrap().version, 0);
    let at = bank.append("alice", Expect::New, [opened("Alice"), deposited(5)]).await.unwrap();
    let loaded = bank.load::<Account>("alice").await.unwrap();
    assert_eq!(loaded.state, Account { balance: 5, open: true });
    assert_eq!((loaded.version, loaded.token.clone()), (2, at.token()));
    bank.append("alice", Expect::At(loaded.token), [deposited(1)]).await.unwrap();
}

async fn a_decision_is_appended(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(500)]).await.unwrap();
    let done =
        bank.decide::<Account>("alice", |account| account.withdraw(200)).await.unwrap().unwrap();
    assert_eq!((done.version(), done.stored()), (2, 1));
    assert_eq!(bank.load::<Account>("alice").await.unwrap().state.balance, 300);
}

async fn no_events_no_append(db: Database) {
    let bank = open(&db).await;
    assert!(bank.decide::<Account>("alice", |_| Ok(vec![])).await.unwrap().is_none());
    assert_eq!(bank.verify().await.unwrap().records, 0);
}

async fn a_user_s_own_error_comes_back(db: Database) {
    let bank = open(&db).await;
    let error = bank.decide::<Account>("alice", |account| account.withdraw(7)).await.unwrap_err();
    assert!(error.is_user() && !error.is_conflict());
    assert_eq!(error.to_string(), "7 cents are missing");
    assert_eq!(error.downcast::<Overdrawn>().unwrap(), Overdrawn { missing: 7 });
}

/// An id is decided on once: the closure does not run again on a later state.
async fn a_decision_says_metadata_and_ids(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(500)]).await.unwrap();
    let (id, tries) = (Uuid::from_u128(7), AtomicU32::new(0));
    let withdraw = || {
        let decision = bank.decide::<Account>("alice", |account| {
            tries.fetch_add(1, Ordering::Relaxed);
            account.withdraw(400)
        });
        decision.id(id).actor("tina").correlation("request").header("desk", "3")
    };
    let first = withdraw().await.unwrap().unwrap();
    bank.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    // Decided again, it would be refused.
    let again = withdraw().await.unwrap().unwrap();
    assert_eq!(
        (again.version(), again.token(), again.stored()),
        (first.version(), first.token(), 0)
    );
    assert_eq!(tries.load(Ordering::Relaxed), 1);
    let mut events =
        bank.read(Read::stream_of::<AccountEvent>("alice").from_version(2)).await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    let metadata = event.metadata().unwrap();
    assert_eq!((event.id(), metadata.actor.as_deref()), (Some(id), Some("tina")));
    assert_eq!(
        (metadata.correlation.as_deref(), metadata.headers["desk"].as_str()),
        (Some("request"), "3")
    );
    // The answer is that of the whole decision, though its last event has no id.
    let id = Uuid::from_u128(9);
    let two = || bank.decide::<Account>("carol", |_| Ok(vec![deposited(1), deposited(2)])).id(id);
    let first = two().await.unwrap().unwrap();
    bank.append("carol", Expect::Any, [deposited(3)]).await.unwrap();
    let again = two().await.unwrap().unwrap();
    let said = |done: &gundb::store::Appended| (done.version(), done.token(), done.position());
    assert_eq!((said(&first).0, said(&again)), (2, said(&first)));
    let id = Uuid::from_u128(7);
    // An id of another stream is another one.
    let others =
        bank.decide::<Account>("bob", |_| Ok(vec![deposited(1)])).ids([id, Uuid::from_u128(8)]);
    assert_eq!(others.await.unwrap().unwrap().stored(), 1);
    assert_sound(&bank).await;
}

/// The call may be sent to another task if its closure may; a closure that can't be sent is allowed
/// too.
async fn a_decision_is_a_future(db: Database) {
    let bank = open(&db).await;
    let decided = bank.clone();
    let task = tokio::spawn(async move {
        decided.decide::<Account>("alice", |_| Ok(vec![deposited(7)])).await
    });
    assert_eq!(task.await.unwrap().unwrap().unwrap().stored(), 1);
    let local = std::rc::Rc::new(5);
    let count = |_: &Account| Ok(vec![deposited(*local)]);
    let (left, right) =
        (bank.decide::<Account>("bob", count).actor("a"), bank.decide::<Account>("bob", count));
    let (left, right) = futures_util::future::join(left, right).await;
    assert_eq!((left.unwrap().unwrap().stored(), right.unwrap().unwrap().version()), (1, 2));
}

async fn decisions_are_made_anew_after_a_conflict(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(6)]).await.unwrap();
    let tellers: Vec<_> = (0..10)
        .map(|_| {
            let bank = bank.clone();
            tokio::spawn(async move {
                loop {
                    match bank.decide::<Account>("alice", |account| account.withdraw(1)).await {
                        Err(error) if error.is_conflict() => {}
                        done => break done.is_ok(),
                    }
                }
            })
        })
        .collect();
    let mut paid = 0;
    for teller in tellers {
        paid += u32::from(teller.await.unwrap());
    }
    assert_eq!(paid, 6);
    assert_eq!(bank.load::<Account>("alice").await.unwrap().state.balance, 0);
    assert_sound(&bank).await;
}

/// Another writer is always faster: the closure itself appends through a second handle.
async fn decisions_are_made_anew_only_so_often(db: Database) {
    let bank = open(&db).await;
    let runtime = tokio::runtime::Handle::current();
    let tries = AtomicU32::new(0);
    let error = bank
        .decide::<Account>("alice", |_| {
            tries.fetch_add(1, Ordering::Relaxed);
            let rival = bank.clone();
            let faster = async move { rival.append("alice", Expect::Any, [deposited(1)]).await };
            tokio::task::block_in_place(|| runtime.block_on(faster))?;
            Ok(vec![deposited(0)])
        })
        .await
        .unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(tries.load(Ordering::Relaxed), DECIDE_ATTEMPTS_MAX);
}
