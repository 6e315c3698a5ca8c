//! Tables that are swapped under readers and writers, and what catching up leaves of skipped
//! events.

use gundb::model::{Model, Value};
use gundb::prelude::*;
use gundb::store::ViewState;
use gundb::view::NamedQuery;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;
use serde_json::json;

use crate::bank::{AccountEvent, assert_sound, deposited, deposited_by, opened};

gundb_tests::scenarios! {
    a_skipped_event_is_not_folded_twice, a_column_changes_its_type_under_an_old_program,
    untyped_reads_see_a_column_change_its_type, a_reader_holds_the_old_table, a_rebuild_given_up_is_continued,
    an_empty_store_is_rebuilt, a_rebuilt_view_has_its_snapshots_and_no_others,
    raw_sql_names_the_columns_of_a_swapped_table, queries_go_on_over_swaps_of_columns,
    many_handles_rebuild_one_view,
}

mod typed {
    use gundb::prelude::*;

    use super::AccountEvent;

    #[derive(Debug, View)]
    #[view(table = "amounts", event = AccountEvent)]
    pub(super) struct Whole {
        #[view(key)]
        pub(super) id: String,
        #[view(max(Deposited.cents))]
        pub(super) amount: i64,
    }

    /// Two columns that swap their order in the second version.
    #[derive(Debug, View)]
    #[view(table = "places", event = AccountEvent)]
    pub(super) struct Places {
        #[view(key)]
        pub(super) id: String,
        #[view(max(Deposited.cents))]
        pub(super) most: i64,
        #[view(min(Deposited.cents))]
        pub(super) least: Option<i64>,
        #[view(set(Opened = true))]
        pub(super) open: bool,
    }

    #[derive(Debug, View)]
    #[view(table = "places", event = AccountEvent, version = 2)]
    pub(super) struct Moved {
        #[view(key)]
        pub(super) id: String,
        #[view(set(Opened = true))]
        pub(super) open: bool,
        #[view(min(Deposited.cents))]
        pub(super) least: Option<i64>,
        #[view(max(Deposited.cents))]
        pub(super) most: i64,
    }

    #[derive(Debug, View)]
    #[view(table = "amounts", event = AccountEvent, version = 3)]
    pub(super) struct Text {
        #[view(key)]
        pub(super) id: String,
        #[view(set(Deposited.teller))]
        pub(super) amount: Option<String>,
    }
}

/// The second version: the same column, as a double.
async fn raised(db: &Database, chunk: u32) -> Gundb {
    let bank = Gundb::builder().chunk_events(chunk).open(db.url()).await.unwrap();
    let amount = json!({"name": "amount", "type": "real", "rules": [{"event": "account.deposited", "max": "cents"}]});
    let id = json!({"name": "id", "type": "text", "key": "stream"});
    let view = json!({"table": "amounts", "version": 2, "columns": [id, amount]});
    let model = json!({"gundb_model": 1, "views": [view]}).to_string();
    bank.apply_model(&Model::from_json(&model).unwrap()).await.unwrap();
    bank
}

async fn amount(bank: &Gundb) -> Value {
    NamedQuery::new("amounts").all(bank).await.unwrap().rows[0][1].clone()
}

#[derive(Debug, View)]
#[view(table = "owners", event = AccountEvent, key(Opened.owner))]
struct Owners {
    #[view(key)]
    owner: String,
    #[view(count(Opened))]
    accounts: i64,
}

async fn a_skipped_event_is_not_folded_twice(db: Database) {
    let bank = Gundb::builder().events::<AccountEvent>().open(db.url()).await.unwrap();
    let long = "x".repeat(1025);
    bank.append(
        "Alice",
        Expect::New,
        [opened("Alice"), opened(&long), opened("Bob"), opened("Alice")],
    )
    .await
    .unwrap();
    bank.close().await;
    let bank = Gundb::builder().view::<Owners>().chunk_events(1).open(db.url()).await.unwrap();
    bank.wait_until_caught_up("owners").await.unwrap();
    let rows = Owners::query().all(&bank).await.unwrap();
    let counts: Vec<_> = rows.iter().map(|row| (row.owner.as_str(), row.accounts)).collect();
    assert_eq!(counts, [("Alice", 2), ("Bob", 1)]);
    assert_sound(&bank).await;
}

async fn a_column_changes_its_type_under_an_old_program(db: Database) {
    let old = Gundb::builder().view::<typed::Whole>().open(db.url()).await.unwrap();
    for key in ["a", "b", "c"] {
        old.append(key, Expect::New, [deposited(7)]).await.unwrap();
        old.append(key, Expect::Any, [deposited(8)]).await.unwrap();
    }
    let new = raised(&db, 1000).await;
    for key in ["a", "b", "c"] {
        old.append(key, Expect::Any, [deposited(9)]).await.unwrap();
    }
    assert_eq!(amount(&new).await, Value::Real(9.0));
    assert_sound(&old).await;
    let newer = Gundb::builder().view::<typed::Text>().open(db.url()).await.unwrap();
    for bank in [&old, &new, &newer] {
        bank.append("a", Expect::Any, [deposited_by("Tina", "2026-03-01T12:00:00Z", 1)])
            .await
            .unwrap();
    }
    assert_eq!(
        newer.get::<typed::Text>("a").await.unwrap().unwrap().amount.as_deref(),
        Some("Tina")
    );
    assert_sound(&old).await;
}

async fn untyped_reads_see_a_column_change_its_type(db: Database) {
    let reader = Gundb::builder().view::<typed::Whole>().open(db.url()).await.unwrap();
    reader.append("a", Expect::New, [deposited(7)]).await.unwrap();
    for _ in 0..20 {
        assert_eq!(amount(&reader).await, Value::Int(7));
    }
    raised(&db, 1000).await;
    for _ in 0..20 {
        assert_eq!(amount(&reader).await, Value::Real(7.0));
    }
}

async fn a_reader_holds_the_old_table(db: Database) {
    let old = Gundb::builder().view::<typed::Whole>().open(db.url()).await.unwrap();
    for _ in 0..20 {
        old.append("a", Expect::Any, [deposited(7)]).await.unwrap();
    }
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute("BEGIN").await.unwrap();
    sql.query("SELECT amount FROM amounts").await.unwrap();
    let new = raised(&db, 3).await;
    let caught_up = {
        let new = new.clone();
        tokio::spawn(async move { new.wait_until_caught_up("amounts").await })
    };
    // Readers make the swap wait, and nobody else.
    for _ in 0..20 {
        old.append("a", Expect::Any, [deposited(8)]).await.unwrap();
    }
    sql.execute("COMMIT").await.unwrap();
    caught_up.await.unwrap().unwrap();
    assert_eq!(new.views().await.unwrap()[0].state, ViewState::Live);
    assert_sound(&new).await;
}

async fn a_rebuild_given_up_is_continued(db: Database) {
    let bank =
        Gundb::builder().view::<typed::Whole>().chunk_events(1).open(db.url()).await.unwrap();
    for cents in 0..30 {
        bank.append("a", Expect::Any, [deposited(cents)]).await.unwrap();
    }
    for polls in 1..40 {
        let mut rebuild = Box::pin(bank.rebuild_view("amounts"));
        for _ in 0..polls {
            let waker = std::task::Waker::noop();
            let _ = std::future::Future::poll(
                rebuild.as_mut(),
                &mut std::task::Context::from_waker(waker),
            );
            tokio::task::yield_now().await;
        }
        drop(rebuild);
        bank.append("a", Expect::Any, [deposited(polls)]).await.unwrap();
        assert_sound(&bank).await;
    }
    bank.rebuild_view("amounts").await.unwrap();
    assert_eq!(bank.get::<typed::Whole>("a").await.unwrap().unwrap().amount, 39);
    assert_sound(&bank).await;
}

async fn an_empty_store_is_rebuilt(db: Database) {
    let bank =
        Gundb::builder().view::<typed::Whole>().chunk_events(1).open(db.url()).await.unwrap();
    bank.rebuild_view("amounts").await.unwrap();
    bank.rebuild_view("amounts").await.unwrap();
    bank.append("a", Expect::New, [deposited(1)]).await.unwrap();
    assert_eq!(bank.get::<typed::Whole>("a").await.unwrap().unwrap().amount, 1);
    assert_sound(&bank).await;
}

async fn a_rebuilt_view_has_its_snapshots_and_no_others(db: Database) {
    let bank = crate::bank::open(&db).await;
    bank.append("alice", Expect::New, (0..1_000).map(deposited)).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    let snapshots = async || {
        let counted =
            sql.query("SELECT COUNT(*), COUNT(DISTINCT view) FROM gundb_snapshot").await.unwrap();
        counted[0].clone()
    };
    let before = snapshots().await;
    for _ in 0..2 {
        bank.rebuild_view("accounts").await.unwrap();
    }
    assert_eq!(snapshots().await, before);
    // Each is at its last event.
    let beyond =
        "SELECT COUNT(*) FROM gundb_snapshot AS s, accounts AS a WHERE s.place > a.gundb_order";
    assert_eq!(sql.query(beyond).await.unwrap()[0][0].as_deref(), Some("0"));
}

/// Reads on as many connections as there are.
async fn at_once<T, F: Future<Output = T>>(read: impl Fn() -> F) -> Vec<T> {
    futures_util::future::join_all((0..16).map(|_| read())).await
}

async fn raw_sql_names_the_columns_of_a_swapped_table(db: Database) {
    let old = Gundb::builder().view::<typed::Places>().open(db.url()).await.unwrap();
    old.append("a", Expect::New, [opened("A"), deposited(1), deposited(9)]).await.unwrap();
    let read = || async {
        let row = old.sql("SELECT * FROM places").rows().await.unwrap().remove(0);
        (row.get("most").unwrap(), row.get("least").unwrap(), row.get("open").unwrap())
    };
    let expected: (i64, Option<i64>, bool) = (9, Some(1), true);
    assert!(at_once(read).await.iter().all(|row| *row == expected));
    Gundb::builder().view::<typed::Moved>().open(db.url()).await.unwrap();
    let after = at_once(read).await;
    assert!(after.iter().all(|row| *row == expected), "{after:?}");
    // A column that is gone is an error, and never another column.
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute("ALTER TABLE places DROP COLUMN least").await.unwrap();
    let most = || async {
        old.sql("SELECT * FROM places").rows().await.unwrap().remove(0).get::<i64>("most")
    };
    let after = at_once(most).await;
    assert!(after.iter().all(|most| matches!(most, Ok(9))), "{after:?}");
    let least = at_once(|| async { old.sql("SELECT least FROM places").rows().await }).await;
    assert!(
        least.iter().all(|refused| refused.as_ref().is_err_and(gundb::Error::is_invalid)),
        "{least:?}"
    );
}

/// Statements that sessions keep prepared are run again after each swap, on every connection.
async fn queries_go_on_over_swaps_of_columns(db: Database) {
    let bank = Gundb::builder().view::<typed::Places>().open(db.url()).await.unwrap();
    for key in ["a", "b", "c"] {
        bank.append(key, Expect::New, [opened("A"), deposited(1), deposited(9)]).await.unwrap();
    }
    type Places = typed::Places;
    for _ in 0..3 {
        let query = || Places::query().filter(Places::LEAST.ge(1)).order_by(Places::MOST.desc());
        at_once(|| async { assert_eq!(query().all(&bank).await.unwrap().len(), 3) }).await;
        at_once(|| async { assert_eq!(query().sum(&bank, Places::MOST).await.unwrap(), 27) }).await;
        at_once(|| async { assert_eq!(query().max(&bank, Places::LEAST).await.unwrap(), Some(1)) })
            .await;
        let mut rows = query().stream(&bank);
        assert_eq!(rows.next().await.unwrap().unwrap().id, "a");
        bank.rebuild_view("places").await.unwrap();
        assert_eq!(rows.next().await.unwrap().unwrap().id, "b");
    }
    let moved = Gundb::builder().view::<typed::Moved>().open(db.url()).await.unwrap();
    let found =
        at_once(|| async { typed::Moved::query().all(&moved).await.unwrap().remove(0) }).await;
    assert!(
        found.iter().all(|row| (row.most, row.least, row.open) == (9, Some(1), true)),
        "{found:?}"
    );
    let refused =
        at_once(|| async { Places::query().all(&bank).await.map(|rows| rows.len()) }).await;
    assert!(refused.iter().all(|refused| refused.as_ref().is_err_and(gundb::Error::is_definition)));
    bank.append("a", Expect::Any, [deposited(10)]).await.unwrap();
    assert_sound(&bank).await;
}

async fn many_handles_rebuild_one_view(db: Database) {
    let mut handles = Vec::new();
    for chunk in [1, 2, 3, 5, 8, 13, 1, 2, 3, 5, 8, 13] {
        let handle = Gundb::builder()
            .view::<typed::Whole>()
            .chunk_events(chunk)
            .open(db.url())
            .await
            .unwrap();
        handles.push(handle);
    }
    for key in ["a", "b", "c"] {
        handles[0].append(key, Expect::New, (1..8).map(deposited)).await.unwrap();
    }
    for round in 0..40 {
        let rebuilds = handles.iter().map(|handle| handle.rebuild_view("amounts"));
        for rebuilt in futures_util::future::join_all(rebuilds).await {
            rebuilt.unwrap_or_else(|error| panic!("round {round}: {error:?}"));
        }
    }
    assert_eq!(handles[3].get::<typed::Whole>("b").await.unwrap().unwrap().amount, 7);
    assert_sound(&handles[5]).await;
}
