//! What happens seldom: clocks that panic, huge limits, definitions that change under a running
//! process.

use std::sync::atomic::{AtomicBool, Ordering};

use gundb::clock::Clock;
use gundb::prelude::*;
use gundb::store::Read;
use gundb::view::NamedQuery;
use gundb_tests::backend::Database;
use jiff::Timestamp;
use uuid::Uuid;

use crate::bank::{
    Account, AccountEvent, AccountRow, Takings, assert_sound, deposited, open, opened,
};

gundb_tests::scenarios! {
    a_panicking_clock_costs_one_append, huge_limits_are_only_large,
    a_replaced_view_is_refused_by_the_old_code, a_retry_is_known_even_where_a_new_view_would_refuse_it,
    the_same_map_is_the_same_payload, metadata_counts, many_deciders_take_turns, odd_operands_are_refused_alike,
}

struct Panicking(AtomicBool);

impl Clock for Panicking {
    fn now(&self) -> Timestamp {
        assert!(!self.0.swap(false, Ordering::Relaxed), "this clock panics once");
        Timestamp::UNIX_EPOCH
    }
}

async fn a_panicking_clock_costs_one_append(db: Database) {
    let bank = Gundb::builder().events::<AccountEvent>().clock(Panicking(AtomicBool::new(true)));
    let bank = bank.open(db.url()).await.unwrap();
    let error = bank.append("alice", Expect::New, [deposited(1)]).await.unwrap_err();
    assert!(error.to_string().contains("panicked"), "{error}");
    bank.append("alice", Expect::New, [deposited(1)]).await.unwrap();
    assert_sound(&bank).await;
}

async fn huge_limits_are_only_large(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(1)]).await.unwrap();
    let alice = Read::stream_of::<AccountEvent>("alice");
    assert_eq!(AccountRow::query().limit(u64::MAX).all(&bank).await.unwrap().len(), 1);
    assert_eq!(NamedQuery::new("accounts").limit(u64::MAX).all(&bank).await.unwrap().rows.len(), 1);
    assert_eq!(bank.streams(None, None, u64::MAX).await.unwrap().len(), 1);
    assert!(
        bank.read(alice.clone().from_version(u64::MAX))
            .await
            .unwrap()
            .collect()
            .await
            .unwrap()
            .is_empty()
    );
    let all =
        bank.read(alice.from_version(u64::MAX).backwards()).await.unwrap().collect().await.unwrap();
    assert_eq!(all.len(), 1);
}

mod replaced {
    use super::AccountEvent;
    use gundb::prelude::*;

    #[derive(Debug, View)]
    #[view(table = "owners", event = AccountEvent)]
    pub(super) struct Old {
        #[view(key)]
        pub(super) id: String,
        #[view(set(Opened.owner))]
        pub(super) owner: String,
        #[view(set(Deposited.teller))]
        pub(super) nick: Option<String>,
    }

    #[derive(Debug, View)]
    #[view(table = "owners", event = AccountEvent, version = 2)]
    pub(super) struct New {
        #[view(key)]
        id: String,
        #[view(set(Deposited.teller))]
        nick: Option<String>,
        #[view(set(Opened.owner))]
        owner: String,
    }
}

async fn a_replaced_view_is_refused_by_the_old_code(db: Database) {
    let old = Gundb::builder().view::<replaced::Old>().open(db.url()).await.unwrap();
    old.append("a", Expect::New, [opened("Alice")]).await.unwrap();
    let row = old.get::<replaced::Old>("a").await.unwrap().unwrap();
    assert_eq!((row.id.as_str(), row.owner.as_str(), row.nick), ("a", "Alice", None));
    Gundb::builder().view::<replaced::New>().open(db.url()).await.unwrap();
    // The append makes the old process learn of the new table.
    old.append("a", Expect::Any, [deposited(1)]).await.unwrap();
    for error in [
        old.get::<replaced::Old>("a").await.unwrap_err(),
        replaced::Old::query().all(&old).await.unwrap_err(),
    ] {
        assert!(error.is_definition() && error.to_string().contains("version 2"), "{error}");
    }
    assert_sound(&old).await;
}

mod strict {
    use super::AccountEvent;
    use gundb::prelude::*;

    #[derive(Debug, View)]
    #[view(table = "strict", event = AccountEvent)]
    pub(super) struct Strict {
        #[view(key)]
        id: String,
        #[view(set(Opened.owner), index)]
        owner: String,
    }
}

async fn a_retry_is_known_even_where_a_new_view_would_refuse_it(db: Database) {
    let bank = Gundb::builder().events::<AccountEvent>().open(db.url()).await.unwrap();
    let event = NewEvent::typed(&opened(&"x".repeat(2000))).unwrap().with_id(Uuid::new_v4());
    let alice = StreamRef::new("account", "alice");
    bank.append_events(alice.clone(), Expect::New, vec![event.clone()]).await.unwrap();
    Gundb::builder().view::<strict::Strict>().open(db.url()).await.unwrap();
    assert_eq!(
        bank.append_events(alice.clone(), Expect::New, vec![event]).await.unwrap().stored(),
        0
    );
    let other = NewEvent::typed(&opened(&"x".repeat(2000))).unwrap();
    assert!(bank.append_events(alice, Expect::Any, vec![other]).await.unwrap_err().is_invalid());
    assert_sound(&bank).await;
}

async fn the_same_map_is_the_same_payload(db: Database) {
    let bank = open(&db).await;
    let id = Uuid::new_v4();
    let alice = StreamRef::new("account", "alice");
    for (text, stored) in [(r#"{"cents":1}"#, 1), (r#" { "cents" : 1 } "#, 0)] {
        let event = NewEvent::json("account.withdrawn", text).with_id(id);
        let done = bank.append_events(alice.clone(), Expect::Any, vec![event]).await.unwrap();
        assert_eq!(done.stored(), stored);
    }
}

async fn metadata_counts(db: Database) {
    let bank = open(&db).await;
    let metadata = Metadata::new().with_actor("x".repeat(60_000));
    let event = NewEvent::typed(&deposited(1)).unwrap().with_metadata(metadata);
    let alice = StreamRef::new("account", "alice");
    let error = bank.append_events(alice, Expect::Any, vec![event; 100]).await.unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("at most 4194304"), "{error}");
    assert_eq!(bank.verify().await.unwrap().records, 0);
}

async fn many_deciders_take_turns(db: Database) {
    let bank = open(&db).await;
    let deciders: Vec<_> = (0..50)
        .map(|_| {
            let bank = bank.clone();
            tokio::spawn(async move {
                bank.decide::<Account>("alice", |_| Ok(vec![deposited(1)])).await
            })
        })
        .collect();
    for decider in deciders {
        decider.await.unwrap().unwrap();
    }
    assert_eq!(bank.load::<Account>("alice").await.unwrap().state.balance, 50);
}

async fn odd_operands_are_refused_alike(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(1)]).await.unwrap();
    let queries = [
        AccountRow::query().filter(AccountRow::CREATED_AT.ge(Timestamp::MIN)),
        AccountRow::query().filter(AccountRow::OWNER.eq("a\0b")),
    ];
    for query in queries {
        assert!(query.all(&bank).await.unwrap_err().is_invalid());
    }
    let days = Takings::query().filter(Takings::DAY.ge(jiff::civil::Date::MIN));
    assert!(days.all(&bank).await.unwrap_err().is_invalid());
    assert!(bank.get::<AccountRow>("a\0b").await.unwrap_err().is_invalid());
}
