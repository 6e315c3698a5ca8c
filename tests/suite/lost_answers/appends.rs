//! Appends and decisions at every message.

use std::cell::RefCell;

use futures_util::future::join_all;
use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb_tests::postgres::Fault;

use super::{Count, Oracle, Trial, block_on, counted};

/// Callers of a group.
const CALLERS: usize = 6;

/// Appends an event that must be stored once, and whose caller must hear so: the server can be
/// reached.
async fn append(trial: &Trial, oracle: &mut Oracle, key: &str, expect: Expect) {
    let number = oracle.number();
    let answer = trial.store.append(key, expect, [counted(number)]).await;
    oracle.note(number, &answer);
    answer.unwrap();
}

/// The program knows the stream, and nobody else has written lately: it asks nothing more.
async fn alone(trial: &Trial, oracle: &mut Oracle) {
    for _ in 0..2 {
        append(trial, oracle, "a", Expect::Any).await;
    }
}

async fn version(trial: &Trial, key: &str) -> u64 {
    trial
        .outsider
        .stream(&StreamRef::new("tally", key))
        .await
        .unwrap()
        .map_or(0, |stream| stream.version)
}

/// Runs something at every message, with a program that is alone.
fn at_every_message(act: impl AsyncFn(&Trial, &mut Oracle)) {
    block_on(async {
        Trial::new().await.at_every_message(&mut Oracle::default(), alone, act).await;
    });
}

#[test]
fn an_append_to_a_known_stream() {
    at_every_message(async |trial: &Trial, oracle: &mut Oracle| {
        let expect = Expect::Exact(version(trial, "a").await);
        append(trial, oracle, "a", expect).await;
    });
}

#[test]
fn an_append_to_a_new_stream() {
    at_every_message(async |trial: &Trial, oracle: &mut Oracle| {
        let key = format!("new {}", oracle.number());
        append(trial, oracle, &key, Expect::New).await;
    });
}

#[test]
fn an_append_after_somebody_else_wrote() {
    block_on(async {
        let (trial, mut oracle) = (Trial::new().await, Oracle::default());
        let prepare = async |trial: &Trial, oracle: &mut Oracle| {
            alone(trial, oracle).await;
            let number = oracle.number();
            oracle.note(number, &trial.outsider.append("a", Expect::Any, [counted(number)]).await);
        };
        let act = async |trial: &Trial, oracle: &mut Oracle| {
            let expect = Expect::Exact(version(trial, "a").await);
            append(trial, oracle, "a", expect).await;
        };
        trial.at_every_message(&mut oracle, prepare, act).await;
    });
}

#[test]
fn a_group_of_callers() {
    at_every_message(async |trial: &Trial, oracle: &mut Oracle| {
        let numbers: Vec<i64> = (0..CALLERS).map(|_| oracle.number()).collect();
        let callers = numbers.iter().map(|number| {
            let (store, key) =
                (&trial.store, if number % 2 == 0 { "a".to_owned() } else { format!("b{number}") });
            async move { store.append(key, Expect::Any, [counted(*number)]).await }
        });
        for (number, answer) in numbers.iter().zip(join_all(callers).await) {
            oracle.note(*number, &answer);
            answer.unwrap();
        }
    });
}

#[test]
fn a_decision() {
    at_every_message(async |trial: &Trial, oracle: &mut Oracle| {
        // Each run decides for an event of its own: two runs for one answer would show.
        let decided = RefCell::new((oracle, None));
        let decide = |_: &Count| {
            let (oracle, last) = &mut *decided.borrow_mut();
            let number = oracle.number();
            *last = Some(number);
            Ok(vec![counted(number)])
        };
        let answer = trial.store.decide::<Count>("a", decide).await;
        let (oracle, last) = decided.into_inner();
        match last {
            Some(number) => oracle.note(number, &answer),
            None => assert!(answer.is_err(), "nothing was decided: the stream could not be read"),
        }
    });
}

/// Appends an event to a stream that is known, and one to another, and takes what comes.
async fn two(trial: &Trial, oracle: &mut Oracle) {
    for key in ["a", "b"] {
        let number = oracle.number();
        let answer = trial.store.append(key, Expect::Any, [counted(number)]).await;
        oracle.note(number, &answer);
    }
}

/// The look-up finds nothing, and nothing is tried again: what is on its way must not be stored
/// when it comes after all.
#[test]
fn an_append_that_arrives_after_its_caller_heard_that_it_is_not_stored() {
    block_on(async {
        let (trial, mut oracle) = (Trial::new().await, Oracle::default());
        trial.at_every_message_with(&[Fault::LateThenAway], &mut oracle, alone, two).await;
        assert!(oracle.not_stored() > 2, "what was looked up in vain was reported");
    });
}

#[test]
fn an_append_whose_server_is_away() {
    block_on(async {
        let (trial, mut oracle) = (Trial::new().await, Oracle::default());
        trial.at_every_message_with(&[Fault::Away], &mut oracle, alone, two).await;
        assert!(oracle.unknown() > 2, "the answer to a commit was lost, and nobody could be asked");
    });
}
