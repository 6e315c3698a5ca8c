//! What a process did is counted, and what it commits is news for who waits for it.

use futures_util::FutureExt as _;
use gundb::Gundb;
use gundb::model::{NewEvent, StreamRef};
use gundb::prelude::*;
use gundb::store::Append;
use gundb_tests::backend::{self, Backend, Database};
use uuid::Uuid;

use crate::bank::{AccountEvent, AccountRow};

gundb_tests::scenarios! {
    appends_are_counted_by_their_outcome, commits_are_news_with_their_last_position,
    what_comes_late_is_folded_again_and_counted,
}

async fn open(db: &Database) -> Gundb {
    Gundb::builder().view::<AccountRow>().open(db.url()).await.unwrap()
}

fn withdrawn(cents: i64) -> [AccountEvent; 1] {
    [AccountEvent::Withdrawn { cents }]
}

async fn appends_are_counted_by_their_outcome(db: Database) {
    let bank = open(&db).await;
    let before = bank.counters();
    assert_eq!((before.appends_stored, before.groups, before.queued), (0, 0, 0));
    let id = Uuid::from_u128(7);
    for _ in 0..3 {
        bank.append("alice", Expect::Any, withdrawn(5)).id(id).await.unwrap();
    }
    bank.append("alice", Expect::New, withdrawn(5)).await.unwrap_err();
    bank.append("alice", Expect::Any, withdrawn(6)).id(id).await.unwrap_err();
    bank.append(String::new(), Expect::Any, withdrawn(5)).await.unwrap_err();
    let unknown = NewEvent::json("account.unheard_of", "{}");
    bank.append_events(StreamRef::new("account", "bob"), Expect::Any, vec![unknown])
        .await
        .unwrap_err();
    let two = ["bob", "carl"].map(|key| Append::new(key, Expect::New, withdrawn(1)).unwrap());
    bank.append_all(two.to_vec()).await.unwrap();

    let counters = bank.clone().counters();
    let outcomes = [
        counters.appends_stored,
        counters.appends_repeated,
        counters.appends_conflicting,
        counters.appends_refused,
        counters.appends_failed,
    ];
    assert_eq!(outcomes, [2, 2, 1, 3, 0], "{counters:?}");
    assert_eq!((counters.events_appended, counters.commits), (3, 2));
    assert!(
        counters.commit_time >= counters.commit_time_max && !counters.commit_time_max.is_zero()
    );
    // The two refused before the writer saw them are in no group.
    assert_eq!((counters.groups, counters.group_appends, counters.group_appends_max), (6, 6, 1));
    assert_eq!(
        (counters.records_received, counters.rows_refolded, counters.events_skipped),
        (0, 0, 0)
    );
    // Another opening of the same database has counters of its own.
    assert_eq!(open(&db).await.counters().events_appended, 0);
    bank.close().await;
}

async fn commits_are_news_with_their_last_position(db: Database) {
    let bank = open(&db).await;
    let (mut commits, mut late) = (bank.commits(), bank.commits());
    assert_eq!(commits.position(), 0);
    bank.append("alice", Expect::Any, withdrawn(1)).await.unwrap();
    assert_eq!((commits.next().await, commits.position()), (Some(1), 1));
    let three = (1..=3).map(|cents| AccountEvent::Withdrawn { cents });
    bank.append("alice", Expect::Any, three).await.unwrap();
    bank.append("alice", Expect::New, withdrawn(1)).await.unwrap_err();
    assert_eq!(commits.next().await, Some(4));
    // Who looks seldom hears the newest alone, and a future that was dropped loses nothing.
    assert!(commits.next().now_or_never().is_none());
    let waiting = tokio::spawn(async move { commits.next().await });
    bank.append("bob", Expect::Any, withdrawn(1)).await.unwrap();
    assert_eq!((waiting.await.unwrap(), late.next().await), (Some(5), Some(5)));
    // What is received is news as well, and counted as what it is.
    let other = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await.unwrap();
    other.append("dora", Expect::New, withdrawn(1)).await.unwrap();
    gundb::transport::sync(&bank, &other).await.unwrap();
    assert_eq!(late.next().await, Some(6));
    let (here, there) = (bank.counters(), other.counters());
    assert_eq!((here.records_received, here.records_pending, here.events_appended), (1, 0, 5));
    assert_eq!((there.records_received, there.events_appended), (5, 1));
    // Nothing new came: no news.
    gundb::transport::sync(&bank, &other).await.unwrap();
    assert!(late.next().now_or_never().is_none());
    bank.close().await;
    assert_eq!(late.next().await, None);
}

async fn what_comes_late_is_folded_again_and_counted(db: Database) {
    let here = open(&db).await;
    let there = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await.unwrap();
    there.append("alice", Expect::Any, [AccountEvent::Opened { owner: "A".into() }]).await.unwrap();
    here.append("alice", Expect::Any, [AccountEvent::Opened { owner: "B".into() }]).await.unwrap();
    gundb::transport::sync(&here, &there).await.unwrap();
    let refolded = [here.counters().rows_refolded, there.counters().rows_refolded];
    assert_eq!(refolded.iter().sum::<u64>(), 1, "{refolded:?}");
}

#[test]
fn callers_at_once_share_groups() {
    backend::run(Backend::Sqlite, async |db: Database| {
        let bank = open(&db).await;
        let appends = (0..64).map(|n| {
            let bank = bank.clone();
            tokio::spawn(
                async move { bank.append(format!("{n}"), Expect::New, withdrawn(1)).await },
            )
        });
        for append in futures_util::future::join_all(appends.collect::<Vec<_>>()).await {
            append.unwrap().unwrap();
        }
        let counters = bank.counters();
        assert_eq!((counters.appends_stored, counters.group_appends, counters.queued), (64, 64, 0));
        assert!(counters.group_appends_max > 1 && counters.groups < 64, "{counters:?}");
    });
}
