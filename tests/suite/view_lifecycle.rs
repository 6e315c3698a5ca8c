//! Views that are added, replaced and rebuilt while events are there and others come.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use gundb::prelude::*;
use gundb::store::{Read, ViewInfo, ViewState};
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;

use crate::bank::{
    AccountEvent, AccountRow, Takings, assert_sound, deposited, deposited_by, opened,
};

gundb_tests::scenarios! {
    a_view_added_late_catches_up_while_appends_go_on, a_killed_catch_up_continues_where_it_was,
    a_new_version_is_built_beside_and_swapped, an_old_program_leaves_a_new_version_alone,
    a_newer_version_overtakes_one_that_is_built, processes_keep_each_others_views,
    a_read_far_behind_says_how_far, a_rebuild_repairs_a_table, two_processes_catch_up_one_view,
    a_definition_of_a_newer_program_stops_no_append, a_definition_whose_keys_make_no_sense_stops_no_append,
}

/// The accounts, counted.
#[derive(Debug, PartialEq, View)]
#[view(table = "totals", event = AccountEvent)]
pub(crate) struct Total {
    #[view(key)]
    pub(crate) id: String,
    #[view(add(Deposited.cents))]
    pub(crate) cents: i64,
    #[view(count(Deposited))]
    pub(crate) deposits: i64,
}

mod second {
    use super::*;

    /// The same table in its second version: another column, and a rule less.
    #[derive(Debug, PartialEq, View)]
    #[view(table = "totals", event = AccountEvent, version = 2)]
    pub(super) struct Total {
        #[view(key)]
        pub(super) id: String,
        #[view(add(Deposited.cents), sub(Withdrawn.cents))]
        pub(super) balance: i64,
    }
}

mod third {
    use super::*;

    #[derive(Debug, PartialEq, View)]
    #[view(table = "totals", event = AccountEvent, version = 3)]
    pub(super) struct Total {
        #[view(key)]
        pub(super) id: String,
        #[view(set(Opened.owner), index)]
        pub(super) owner: String,
    }
}

/// A database with `streams` accounts of `deposits` deposits of 1 each.
async fn filled(db: &Database, streams: u64, deposits: usize) -> Gundb {
    let bank = Gundb::builder().events::<AccountEvent>().open(db.url()).await.unwrap();
    for stream in 0..streams {
        let events = (0..deposits).map(|_| deposited(1));
        bank.append(format!("a{stream}"), Expect::New, events).await.unwrap();
    }
    bank
}

/// A process that catches up a view, one event a transaction; it is stopped in the middle.
async fn half_built(db: &Database) -> ViewInfo {
    let mut child = catcher(db, "1");
    let observer = Gundb::open(db.url()).await.unwrap();
    loop {
        let views = observer.views().await.unwrap();
        if let Some(view) = views.into_iter().find(|view| view.position > 3) {
            child.kill().unwrap();
            child.wait().unwrap();
            return view;
        }
        // It may be done already when it is stopped; then the next look shows that.
        assert!(child.try_wait().unwrap().is_none(), "the view caught up before anybody looked");
    }
}

fn catcher(db: &Database, chunk: &str) -> Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_catcher"))
        .args([db.url(), chunk])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the catcher starts");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("its answers"))
        .read_line(&mut line)
        .expect("UTF-8");
    assert_eq!(line.trim(), "registered");
    child
}

async fn state(bank: &Gundb, name: &str) -> Vec<(u32, ViewState)> {
    let views =
        bank.views().await.unwrap().into_iter().filter(|view| view.description.table == name);
    views.map(|view| (view.description.version, view.state)).collect()
}

async fn a_view_added_late_catches_up_while_appends_go_on(db: Database) {
    let writer = filled(&db, 5, 40).await;
    let bank = Gundb::builder().view::<Total>().chunk_events(7).open(db.url()).await.unwrap();
    for round in 0..10 {
        writer.append("a0", Expect::Exists, [deposited(100)]).await.unwrap();
        bank.append(format!("new {round}"), Expect::New, [deposited(1), deposited(2)])
            .await
            .unwrap();
    }
    bank.wait_until_caught_up("totals").await.unwrap();
    assert_eq!(state(&bank, "totals").await, [(1, ViewState::Live)]);
    let rows = Total::query().all(&bank).await.unwrap();
    assert_eq!(rows.len(), 15);
    assert_eq!(rows[0], Total { id: "a0".into(), cents: 1040, deposits: 50 });
    // The writer never heard of the view before; it folds into it now.
    writer.append("a1", Expect::Exists, [deposited(5)]).await.unwrap();
    assert_eq!(bank.get::<Total>("a1").await.unwrap().unwrap().cents, 45);
    assert_sound(&bank).await;
}

async fn a_killed_catch_up_continues_where_it_was(db: Database) {
    let bank = filled(&db, 3, 400).await;
    let view = half_built(&db).await;
    assert_eq!(view.state, ViewState::CatchingUp);
    assert!(view.position < view.last_position, "{view:?}");
    assert_sound(&bank).await;
    // Nobody sees a table that is not whole.
    let sql = Sql::connect(db.url()).await.unwrap();
    assert!(sql.query("SELECT * FROM totals").await.is_err());
    let mut child = catcher(&db, "50");
    assert!(child.wait().unwrap().success());
    assert_eq!(Total::query().all(&bank).await.unwrap().len(), 3);
    assert_eq!(bank.get::<Total>("a2").await.unwrap().unwrap().deposits, 400);
    assert_sound(&bank).await;
}

async fn a_new_version_is_built_beside_and_swapped(db: Database) {
    filled(&db, 3, 40).await.close().await;
    let old = Gundb::builder().view::<Total>().open(db.url()).await.unwrap();
    old.append("a0", Expect::Exists, [AccountEvent::Withdrawn { cents: 10 }]).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    // A writer that holds its transaction open: the new version can't be finished meanwhile.
    let new =
        Gundb::builder().view::<second::Total>().chunk_events(3).open(db.url()).await.unwrap();
    let before = state(&old, "totals").await;
    assert!(
        before.contains(&(2, ViewState::CatchingUp)) || before == [(2, ViewState::Live)],
        "{before:?}"
    );
    new.wait_until_caught_up("totals").await.unwrap();
    assert_eq!(state(&new, "totals").await, [(2, ViewState::Live)]);
    let rows = second::Total::query().all(&new).await.unwrap();
    assert_eq!(rows[0], second::Total { id: "a0".into(), balance: 30 });
    assert_eq!(sql.query("SELECT balance FROM totals ORDER BY id").await.unwrap().len(), 3);
    let refused = Total::query().all(&old).await.unwrap_err();
    assert!(refused.is_definition(), "{refused}");
    // The old program's appends go into the new table.
    old.append("a1", Expect::Exists, [AccountEvent::Withdrawn { cents: 4 }]).await.unwrap();
    assert_eq!(new.get::<second::Total>("a1").await.unwrap().unwrap().balance, 36);
    assert_sound(&new).await;
}

async fn an_old_program_leaves_a_new_version_alone(db: Database) {
    let bank = Gundb::builder().view::<second::Total>().open(db.url()).await.unwrap();
    bank.append("a", Expect::New, [deposited(1)]).await.unwrap();
    let refused = Gundb::builder().view::<Total>().open(db.url()).await.unwrap_err();
    assert!(refused.is_definition() && refused.to_string().contains("version 2"), "{refused}");
    assert_eq!(bank.get::<second::Total>("a").await.unwrap().unwrap().balance, 1);
}

async fn a_newer_version_overtakes_one_that_is_built(db: Database) {
    let bank = filled(&db, 3, 100).await;
    bank.append("a0", Expect::Exists, [opened("Alice")]).await.unwrap();
    half_built(&db).await;
    let second =
        Gundb::builder().view::<second::Total>().chunk_events(2).open(db.url()).await.unwrap();
    let third =
        Gundb::builder().view::<third::Total>().chunk_events(60).open(db.url()).await.unwrap();
    third.wait_until_caught_up("totals").await.unwrap();
    let found = state(&bank, "totals").await;
    assert_eq!(found, [(3, ViewState::Live)]);
    assert_eq!(third.get::<third::Total>("a0").await.unwrap().unwrap().owner, "Alice");
    assert!(second::Total::query().all(&second).await.unwrap_err().is_definition());
    let tables = bank.views().await.unwrap().len();
    assert_eq!(tables, 1);
    assert_sound(&bank).await;
}

async fn processes_keep_each_others_views(db: Database) {
    let left = Gundb::builder().view::<AccountRow>().open(db.url()).await.unwrap();
    let right = Gundb::builder().view::<Takings>().open(db.url()).await.unwrap();
    for round in 0..5 {
        left.append(format!("l{round}"), Expect::New, [opened("L")]).await.unwrap();
        let taken = deposited_by("Tina", "2026-03-01T12:00:00Z", 3);
        right.append(format!("l{round}"), Expect::Exists, [taken]).await.unwrap();
    }
    let row = left.get::<AccountRow>("l4").await.unwrap().unwrap();
    assert_eq!((row.balance, row.movements), (3, 1));
    let day = jiff::civil::date(2026, 3, 1);
    assert_eq!(right.get::<Takings>(("Tina", day)).await.unwrap().unwrap().deposits, 5);
    assert_sound(&left).await;
}

async fn a_read_far_behind_says_how_far(db: Database) {
    let bank = filled(&db, 2, 300).await;
    half_built(&db).await;
    let reader = Gundb::builder().chunk_events(1).open(db.url()).await.unwrap();
    let behind = Total::query().all(&reader).await.unwrap_err();
    assert!(behind.is_behind(), "{behind:?}");
    let message = behind.to_string();
    assert!(
        message.contains("view `totals` is catching up") && message.contains("of 600"),
        "{message}"
    );
    // With larger chunks it is near enough, and a read catches up by itself.
    assert_eq!(Total::query().all(&bank).await.unwrap().len(), 2);
    assert_sound(&bank).await;
}

async fn a_rebuild_repairs_a_table(db: Database) {
    filled(&db, 3, 30).await.close().await;
    let bank = Gundb::builder().view::<Total>().chunk_events(8).open(db.url()).await.unwrap();
    bank.wait_until_caught_up("totals").await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute("UPDATE totals SET cents = 7 WHERE id = 'a1'").await.unwrap();
    assert!(!bank.verify().await.unwrap().is_sound());
    bank.rebuild_view("totals").await.unwrap();
    assert_eq!(bank.get::<Total>("a1").await.unwrap().unwrap().cents, 30);
    bank.append("a1", Expect::Exists, [deposited(1)]).await.unwrap();
    assert_eq!(bank.get::<Total>("a1").await.unwrap().unwrap().cents, 31);
    assert_sound(&bank).await;
    let unknown = bank.rebuild_view("nothing").await.unwrap_err();
    assert!(unknown.is_invalid() && unknown.to_string().contains("totals"), "{unknown}");
}

async fn two_processes_catch_up_one_view(db: Database) {
    let bank = filled(&db, 4, 100).await;
    let mut children = [catcher(&db, "3"), catcher(&db, "5")];
    for _ in 0..5 {
        bank.append("a0", Expect::Exists, [deposited(1)]).await.unwrap();
    }
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(bank.get::<Total>("a0").await.unwrap().unwrap().deposits, 105);
    assert_eq!(bank.read(Read::all()).await.unwrap().collect().await.unwrap().len(), 405);
    assert_sound(&bank).await;
}

async fn a_definition_of_a_newer_program_stops_no_append(db: Database) {
    let bank = Gundb::builder().view::<Total>().open(db.url()).await.unwrap();
    bank.append("a", Expect::New, [deposited(1)]).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    let kept = sql.query("SELECT definition FROM gundb_view").await.unwrap()[0][0].clone().unwrap();
    sql.execute("UPDATE gundb_view SET definition = '{\"newer\":1}'").await.unwrap();
    sql.execute("UPDATE gundb_store SET catalog = catalog + 1").await.unwrap();
    bank.append("a", Expect::Exists, [deposited(2)]).await.unwrap();
    assert_eq!(state(&bank, "totals").await, [(1, ViewState::Behind)]);
    assert!(Total::query().all(&bank).await.unwrap_err().is_behind());
    // The newer program catches up; here the old definition comes back.
    sql.execute(&format!("UPDATE gundb_view SET definition = '{kept}'")).await.unwrap();
    sql.execute("UPDATE gundb_store SET catalog = catalog + 1").await.unwrap();
    assert_eq!(bank.get::<Total>("a").await.unwrap().unwrap().cents, 3);
    assert_sound(&bank).await;
}

/// Found by fuzzing: rows were sought by more cells than their keys have.
async fn a_definition_whose_keys_make_no_sense_stops_no_append(db: Database) {
    let bank = Gundb::builder().view::<Total>().open(db.url()).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    let kept = sql.query("SELECT definition FROM gundb_view").await.unwrap()[0][0].clone().unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let field = serde_json::json!([{ "event": "account.opened", "field": "owner" }]);
    for key in [serde_json::json!("stream"), field] {
        let mut definition = kept.clone();
        let columns = definition["columns"].as_array_mut().unwrap();
        columns.push(serde_json::json!({ "name": "second", "type": "text", "key": key }));
        let set = format!("UPDATE gundb_view SET definition = '{definition}'");
        sql.execute(&set).await.unwrap();
        sql.execute("UPDATE gundb_store SET catalog = catalog + 1").await.unwrap();
        bank.append("a", Expect::Any, [deposited(2), opened("Alice")]).await.unwrap();
        assert_eq!(state(&bank, "totals").await, [(1, ViewState::Behind)]);
    }
    sql.execute(&format!("UPDATE gundb_view SET definition = '{kept}'")).await.unwrap();
    sql.execute("UPDATE gundb_store SET catalog = catalog + 1").await.unwrap();
    assert_eq!(bank.get::<Total>("a").await.unwrap().unwrap().cents, 4);
    assert_sound(&bank).await;
}
