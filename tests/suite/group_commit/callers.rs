//! Callers that stop waiting: what they asked for is stored whole or not at all, and the queue
//! continues.

use std::collections::HashMap;

use futures_util::future::join_all;
use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb::store::{Append, Read};
use gundb_tests::backend::Database;
use uuid::Uuid;

use super::gate::queued;
use super::{CALLERS, cents, gated, open, paid, pay, transactions};
use crate::bank::assert_sound;
use gundb_tests::dice::Dice;

gundb_tests::scenarios! {
    who_leaves_the_queue_is_stored_all_the_same, callers_that_leave_before_they_are_queued_store_nothing,
    callers_give_up_at_random,
}

async fn who_leaves_the_queue_is_stored_all_the_same(db: Database) {
    let (members, gate) = gated(&db).await;
    let before = transactions(&db).await;
    let held = gate.hold(&members).await;
    let mut callers = queued((0..CALLERS).map(|number| {
        let members = &members;
        async move {
            pay(members, &format!("m{}", number % 8), Expect::Exact(number as u64 / 8), 1).await
        }
    }));
    let mut number = 0;
    callers.retain(|_| {
        number += 1;
        number % 3 == 0
    });
    held.go_on().await;
    for (index, answer) in join_all(callers).await.into_iter().enumerate() {
        // Each expects what those before it wrote, who are gone by now.
        assert_eq!(answer.unwrap(), (index as u64 * 3 + 2) / 8 + 1);
    }
    assert_eq!(transactions(&db).await, before + 2);
    assert_eq!(members.verify().await.unwrap().records, CALLERS as u64 + 1);
    assert_sound(&members).await;
}

/// More callers than the queue holds.
const TOO_MANY: u64 = 1_500;

async fn callers_that_leave_before_they_are_queued_store_nothing(db: Database) {
    let (members, gate) = gated(&db).await;
    let held = gate.hold(&members).await;
    let append = |version| members.append("m", Expect::Exact(version), [paid(1)]);
    drop(queued((0..TOO_MANY).map(append)));
    held.go_on().await;
    // After what was queued; each found what it expected, so nothing between them is missing.
    let version = pay(&members, "m", Expect::Any, 1).await.unwrap();
    assert!(version > CALLERS as u64 && version < TOO_MANY, "{version}");
    assert_eq!(cents(&members, "m").await.cast_unsigned(), version);
    assert_sound(&members).await;
}

/// Streams that the callers write to, two at a time.
const STREAMS: u64 = 5;

/// Appends two events to one stream and one to another, all or nothing, with an id on each.
async fn three(members: &Gundb, first: u64, id: Uuid) -> gundb::Result<()> {
    let event = |number: u128| {
        let event = NewEvent::typed(&paid(1))?;
        gundb::Result::Ok(event.with_id(Uuid::from_u128(id.as_u128() + number)))
    };
    let stream = |number: u64| StreamRef::new("member", format!("m{}", number % STREAMS));
    let two = Append::events(stream(first), Expect::Any, vec![event(0)?, event(1)?]);
    let one = Append::events(stream(first + 1), Expect::Any, vec![event(2)?]);
    members.append_all(vec![two, one]).await.map(drop)
}

/// The result of `work`, which is dropped after this many polls.
async fn given_up<T>(work: impl Future<Output = T>, polls: u64) -> Option<T> {
    let patience = async {
        for _ in 0..polls {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        done = work => Some(done),
        () = patience => None,
    }
}

async fn callers_give_up_at_random(db: Database) {
    let (members, mut dice) = (open(&db).await, Dice::thrown());
    pay(&members, "m0", Expect::New, 0).await.unwrap();
    let (mut asked, mut acknowledged) = (Vec::new(), Vec::new());
    for round in 0..8 {
        let callers: Vec<_> = (0..CALLERS)
            .map(|_| {
                let (id, first) =
                    (Uuid::from_u128(u128::from(dice.roll()) << 64), dice.below(STREAMS));
                // Some wait for their answer, however long it takes.
                let polls = dice.below(4 << round);
                (id, first, dice.maybe(polls))
            })
            .collect();
        asked.extend(callers.iter().map(|(id, ..)| *id));
        let answers = callers.iter().map(|(id, first, polls)| {
            let members = &members;
            async move {
                let append = three(members, *first, *id);
                let answer = match polls {
                    Some(polls) => given_up(append, *polls).await,
                    None => Some(append.await),
                };
                (*id, answer)
            }
        });
        for (id, answer) in join_all(answers).await {
            if let Some(answer) = answer {
                answer.unwrap();
                acknowledged.push(id);
            }
        }
    }
    // The queue is first in, first out: after this one, nothing of the others waits any more.
    pay(&members, "m0", Expect::Any, 0).await.unwrap();
    let stored = members.read(Read::all()).await.unwrap().collect().await.unwrap();
    let mut times: HashMap<Uuid, usize> = HashMap::new();
    stored
        .iter()
        .filter_map(|event| event.record().id)
        .for_each(|id| *times.entry(id).or_default() += 1);
    println!(
        "{} asked, {} acknowledged, {} stored",
        asked.len(),
        acknowledged.len(),
        times.len() / 3
    );
    assert!(acknowledged.len() < asked.len());
    let events = |id: &Uuid| {
        [0, 1, 2].map(|number| times.get(&Uuid::from_u128(id.as_u128() + number)).copied())
    };
    for id in &asked {
        let events = events(id);
        assert!(events == [Some(1); 3] || events == [None; 3], "{id}: {events:?}");
    }
    assert!(acknowledged.iter().all(|id| events(id) == [Some(1); 3]));
    let mut sum = 0;
    for stream in 0..STREAMS {
        sum += cents(&members, &format!("m{stream}")).await;
    }
    assert_eq!(sum, times.len() as i64);
    assert_sound(&members).await;
}
