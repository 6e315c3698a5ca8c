//! Callers that give up: futures that are dropped at any moment.

use gundb::prelude::*;
use gundb_tests::backend::Database;

use crate::bank::{Account, AccountRow, assert_sound, deposited, open};

gundb_tests::scenarios! {
    callers_may_give_up_at_any_moment, a_database_in_memory_outlives_a_caller_that_gives_up,
}

/// Polls `work` at most this many times, then drops it.
async fn given_up<T>(work: impl Future<Output = T>, polls: usize) {
    let patience = async {
        for _ in 0..polls {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        _ = work => {}
        () = patience => {}
    }
}

async fn callers_may_give_up_at_any_moment(db: Database) {
    let bank = open(&db).await;
    for round in 0..120 {
        given_up(bank.verify(), round % 40).await;
        given_up(bank.append("alice", Expect::Any, [deposited(1)]), round % 7).await;
        given_up(Gundb::builder().view::<AccountRow>().open(db.url()), round).await;
        let before = bank.load::<Account>("bob").await.unwrap().version;
        let after =
            bank.append("bob", Expect::Exact(before), [deposited(1)]).await.unwrap().version();
        assert_eq!(bank.load::<Account>("bob").await.unwrap().version, after);
    }
    assert_eq!(bank.get::<AccountRow>("bob").await.unwrap().unwrap().movements, 120);
    assert_sound(&bank).await;
}

async fn a_database_in_memory_outlives_a_caller_that_gives_up(_: Database) {
    let bank = crate::bank::open_url("sqlite::memory:").await;
    for round in 0..60 {
        given_up(bank.verify(), round).await;
        bank.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    }
    assert_eq!(bank.verify().await.unwrap().records, 60);
}
