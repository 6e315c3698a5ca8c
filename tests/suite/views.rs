//! Views: rules, keys, queries, and their life beside the events.

use gundb::prelude::*;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;
use jiff::civil::date;

use crate::bank::{
    AccountEvent, AccountRow, Takings, assert_sound, deposited, deposited_by, open, opened,
};

gundb_tests::scenarios! {
    every_rule_folds, delete_removes_the_row_for_good, sums_wrap_and_are_listed,
    many_streams_make_one_row, null_keys_are_skipped, a_view_is_a_plain_table,
    queries_filter_order_and_limit, nulls_sort_first, get_takes_the_whole_key,
    a_view_that_comes_later_sees_everything, only_a_higher_version_replaces_a_table,
    a_taken_table_name_is_refused, other_processes_keep_the_view, an_event_that_does_not_fit_a_later_view_is_listed,
    a_new_event_type_leaves_views_alone,
}

async fn alice(bank: &Gundb) -> AccountRow {
    bank.get::<AccountRow>("alice").await.unwrap().unwrap()
}

async fn every_rule_folds(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [opened("Alice"), deposited(100)]).await.unwrap();
    bank.append("alice", Expect::Any, [AccountEvent::Withdrawn { cents: 30 }, opened("Bob")])
        .await
        .unwrap();
    bank.append("alice", Expect::Any, [deposited_by("tina", "2024-02-29T23:59:59-01:00", 1)])
        .await
        .unwrap();
    let row = alice(&bank).await;
    assert_eq!((row.owner.as_str(), row.first_owner.as_deref()), ("Bob", Some("Alice")));
    assert_eq!((row.balance, row.movements, row.open, row.version), (71, 3, true, 5));
    assert_eq!(row.teller.as_deref(), Some("tina"));
    assert!(row.created_at <= row.updated_at);
    let events = bank.read(gundb::store::Read::all()).await.unwrap().collect().await.unwrap();
    assert_eq!(row.clock, format!("{{\"{}\":5}}", events[0].origin()));
    assert_eq!(
        (row.created_at, row.updated_at),
        (events[0].recorded_at(), events[4].recorded_at())
    );
    bank.append("alice", Expect::Any, [deposited(0), AccountEvent::Closed]).await.unwrap();
    let row = alice(&bank).await;
    assert_eq!((row.teller, row.open), (None, false));
    assert_sound(&bank).await;
}

async fn delete_removes_the_row_for_good(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [opened("Alice"), AccountEvent::Purged]).await.unwrap();
    assert!(bank.get::<AccountRow>("alice").await.unwrap().is_none());
    bank.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    assert!(bank.get::<AccountRow>("alice").await.unwrap().is_none());
    bank.append("bob", Expect::New, [opened("Bob")]).await.unwrap();
    bank.append("bob", Expect::Any, [AccountEvent::Purged]).await.unwrap();
    assert!(AccountRow::query().all(&bank).await.unwrap().is_empty());
    assert_sound(&bank).await;
}

async fn sums_wrap_and_are_listed(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(i64::MAX), deposited(1)]).await.unwrap();
    assert_eq!(alice(&bank).await.balance, i64::MIN);
    bank.append("alice", Expect::Any, [AccountEvent::Withdrawn { cents: i64::MIN }]).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    let listed = "SELECT kind, view, row_key, column_name FROM gundb_conflicts";
    let wrapped =
        ["wrapped", "accounts", r#"["alice"]"#, "balance"].map(|text| Some(text.to_owned()));
    assert_eq!(sql.query(listed).await.unwrap(), [wrapped]);
    assert_sound(&bank).await;
    // The sum is what 64 bits hold again: nothing is left to look at.
    bank.append("alice", Expect::Any, [AccountEvent::Withdrawn { cents: i64::MAX }]).await.unwrap();
    bank.append("alice", Expect::Any, [AccountEvent::Withdrawn { cents: 5 }]).await.unwrap();
    assert_eq!(alice(&bank).await.balance, i64::MAX - 3);
    assert!(sql.query(listed).await.unwrap().is_empty());
    assert_sound(&bank).await;
}

async fn many_streams_make_one_row(db: Database) {
    let bank = open(&db).await;
    let day = "2024-03-01T00:30:00+01:00"; // February in UTC
    bank.append("alice", Expect::New, [deposited_by("tina", day, 5)]).await.unwrap();
    bank.append("bob", Expect::New, [deposited_by("tina", "2024-02-29T00:00:00Z", 7)])
        .await
        .unwrap();
    bank.append("bob", Expect::Any, [deposited_by("tina", "2024-03-01T00:00:00Z", 1)])
        .await
        .unwrap();
    let row = bank.get::<Takings>(("tina", date(2024, 2, 29))).await.unwrap().unwrap();
    assert_eq!((row.deposits, row.cents), (2, 12));
    assert_eq!(Takings::query().all(&bank).await.unwrap().len(), 2);
    assert_sound(&bank).await;
}

async fn null_keys_are_skipped(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(5)]).await.unwrap();
    assert!(Takings::query().all(&bank).await.unwrap().is_empty());
    assert_eq!(alice(&bank).await.balance, 5);
}

async fn a_view_is_a_plain_table(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [opened("Ali'ce"), deposited(700)]).await.unwrap();
    bank.append("bob", Expect::New, [deposited_by("tina", "2024-02-29T12:00:00Z", 7)])
        .await
        .unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    let rows = sql
        .query("SELECT id, owner, balance, open FROM accounts ORDER BY balance DESC")
        .await
        .unwrap();
    assert_eq!(rows[0], ["alice", "Ali'ce", "700", "1"].map(|text| Some(text.to_owned())));
    let days = sql
        .query("SELECT teller, day, cents FROM takings WHERE day >= '2024-01-01'")
        .await
        .unwrap();
    assert_eq!(days[0], ["tina", "2024-02-29", "7"].map(|text| Some(text.to_owned())));
}

async fn queries_filter_order_and_limit(db: Database) {
    let bank = open(&db).await;
    for (name, cents) in [("a", 3), ("b", 1), ("c", 2), ("d", 2)] {
        bank.append(name, Expect::New, [opened(&name.to_uppercase()), deposited(cents)])
            .await
            .unwrap();
    }
    let ids = async |query: gundb::view::Query<AccountRow>| {
        query.all(&bank).await.unwrap().into_iter().map(|row| row.id).collect::<String>()
    };
    let balance = AccountRow::BALANCE;
    assert_eq!(ids(AccountRow::query().order_by(balance.desc())).await, "acdb");
    assert_eq!(
        ids(AccountRow::query().filter(balance.gt(1)).order_by(balance.asc()).limit(2)).await,
        "cd"
    );
    assert_eq!(ids(AccountRow::query().filter(balance.ge(2)).filter(balance.lt(3))).await, "cd");
    assert_eq!(ids(AccountRow::query().filter(AccountRow::OWNER.eq("B"))).await, "b");
    assert_eq!(
        ids(AccountRow::query().filter(AccountRow::OWNER.ne("B")).filter(balance.le(2))).await,
        "cd"
    );
    assert_eq!(
        ids(AccountRow::query().filter(AccountRow::TELLER.eq(None::<String>)).limit(1)).await,
        "a"
    );
    let first = alice_created(&bank).await;
    assert_eq!(ids(AccountRow::query().filter(AccountRow::CREATED_AT.le(first))).await, "a");
    assert!(AccountRow::query().filter(balance.gt(9)).first(&bank).await.unwrap().is_none());
    bank.append("x", Expect::New, [deposited_by("t", "2024-05-05T00:00:00Z", 1)]).await.unwrap();
    let of_day =
        Takings::query().filter(Takings::DAY.eq(date(2024, 5, 5))).all(&bank).await.unwrap();
    assert_eq!(of_day.len(), 1);
}

async fn alice_created(bank: &Gundb) -> jiff::Timestamp {
    bank.get::<AccountRow>("a").await.unwrap().unwrap().created_at
}

async fn nulls_sort_first(db: Database) {
    let bank = open(&db).await;
    bank.append("a", Expect::New, [deposited_by("tina", "2024-01-01T00:00:00Z", 1)]).await.unwrap();
    bank.append("b", Expect::New, [deposited(1)]).await.unwrap();
    let rows = AccountRow::query().order_by(AccountRow::TELLER.asc()).all(&bank).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<String>(), "ba");
}

async fn get_takes_the_whole_key(db: Database) {
    let bank = open(&db).await;
    assert!(bank.get::<AccountRow>("nobody").await.unwrap().is_none());
    let error = bank.get::<Takings>("tina").await.unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("`day` of type `date`"), "{error}");
    assert!(bank.get::<AccountRow>(7).await.unwrap_err().is_invalid());
}

#[derive(Debug, View)]
#[view(table = "late", event = AccountEvent)]
struct Late {
    #[view(key)]
    id: String,
    #[view(count(Deposited))]
    deposits: i64,
}

async fn a_view_that_comes_later_sees_everything(db: Database) {
    let bank = open(&db).await;
    for key in 0..30 {
        bank.append(format!("{key}"), Expect::New, (0..100).map(deposited)).await.unwrap();
    }
    let later = Gundb::builder().view::<Late>().open(db.url()).await.unwrap();
    let row = later.get::<Late>("29").await.unwrap().unwrap();
    assert_eq!((row.id.as_str(), row.deposits), ("29", 100));
    assert_eq!(Late::query().all(&later).await.unwrap().len(), 30);
    assert_sound(&later).await;
}

mod late_again {
    use super::AccountEvent;
    use gundb::prelude::*;

    #[derive(Debug, View)]
    #[view(table = "late", event = AccountEvent)]
    pub(super) struct Changed {
        #[view(key)]
        pub(super) id: String,
        #[view(count(Withdrawn))]
        pub(super) deposits: i64,
    }

    #[derive(Debug, View)]
    #[view(table = "late", event = AccountEvent, version = 2)]
    pub(super) struct Raised {
        #[view(key)]
        pub(super) id: String,
        #[view(add(Deposited.cents))]
        pub(super) total: i64,
    }
}

async fn only_a_higher_version_replaces_a_table(db: Database) {
    let first = Gundb::builder().view::<Late>().open(db.url()).await.unwrap();
    first.append("a", Expect::New, [deposited(5), deposited(6)]).await.unwrap();
    let error = Gundb::builder().view::<late_again::Changed>().open(db.url()).await.unwrap_err();
    assert!(error.is_definition() && error.to_string().contains("version = 2"), "{error}");
    let second = Gundb::builder().view::<late_again::Raised>().open(db.url()).await.unwrap();
    let row = second.get::<late_again::Raised>("a").await.unwrap().unwrap();
    assert_eq!((row.id.as_str(), row.total), ("a", 11));
    let error = Gundb::builder().view::<Late>().open(db.url()).await.unwrap_err();
    assert!(error.is_definition() && error.to_string().contains("newer"), "{error}");
    // The process with the old code goes on appending, and keeps the new table.
    first.append("a", Expect::Any, [deposited(1)]).await.unwrap();
    assert_eq!(second.get::<late_again::Raised>("a").await.unwrap().unwrap().total, 12);
    assert_sound(&second).await;
    let changed = late_again::Changed { id: String::new(), deposits: 0 };
    assert_eq!((changed.id.len(), changed.deposits), (0, 0));
}

async fn a_taken_table_name_is_refused(db: Database) {
    Gundb::open(db.url()).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute("CREATE TABLE late (precious INT)").await.unwrap();
    let error = Gundb::builder().view::<Late>().open(db.url()).await.unwrap_err();
    assert!(error.is_definition() && error.to_string().contains("`late`"), "{error}");
    assert!(sql.query("SELECT precious FROM late").await.unwrap().is_empty());
    assert!(Gundb::open(db.url()).await.unwrap().views().await.unwrap().is_empty());
}

async fn other_processes_keep_the_view(db: Database) {
    let without = Gundb::open(db.url()).await.unwrap();
    without.append("a", Expect::New, [deposited(1)]).await.unwrap();
    let with = Gundb::builder().view::<Late>().open(db.url()).await.unwrap();
    // This handle opened before the view was registered.
    without.append("a", Expect::Any, [deposited(1)]).await.unwrap();
    assert_eq!(with.get::<Late>("a").await.unwrap().unwrap().deposits, 2);
    assert_sound(&without).await;
}

mod wide {
    use gundb::prelude::*;

    #[derive(Event)]
    #[event(stream = "account")]
    pub(super) enum Wide {
        #[event(name = "account.opened")]
        Opened { owner: String },
    }

    #[derive(Debug, View)]
    #[view(table = "owners", event = Wide)]
    pub(super) struct Owners {
        #[view(key(Opened.owner))]
        pub(super) owner: String,
        #[view(count(Opened))]
        pub(super) accounts: i64,
    }
}

async fn an_event_that_does_not_fit_a_later_view_is_listed(db: Database) {
    let bank = Gundb::open(db.url()).await.unwrap();
    let long = "x".repeat(1025); // too long for a key column; fine in an event
    bank.append("a", Expect::New, [opened(&long), opened("Alice"), opened("Alice")]).await.unwrap();
    let later = Gundb::builder().view::<wide::Owners>().open(db.url()).await.unwrap();
    let rows = wide::Owners::query().all(&later).await.unwrap();
    assert_eq!((rows.len(), rows[0].owner.as_str(), rows[0].accounts), (1, "Alice", 2));
    let sql = Sql::connect(db.url()).await.unwrap();
    let skipped = sql.query("SELECT position, reason FROM gundb_skipped").await.unwrap();
    assert_eq!(skipped.len(), 1);
    assert!(skipped[0][1].as_deref().unwrap().contains("too long"));
    // From now on an append refuses such an event.
    assert!(later.append("b", Expect::New, [opened(&long)]).await.unwrap_err().is_invalid());
    assert_sound(&later).await;
}

mod grown {
    use gundb::prelude::*;

    #[derive(Event)]
    #[event(stream = "account")]
    pub(super) enum AccountEvent {
        Deposited { cents: i64, at: jiff::Timestamp, teller: Option<String> },
        Frozen { reason: String },
    }

    #[derive(Debug, View)]
    #[view(table = "late", event = AccountEvent)]
    pub(super) struct Late {
        #[view(key)]
        id: String,
        #[view(count(Deposited))]
        deposits: i64,
    }
}

async fn a_new_event_type_leaves_views_alone(db: Database) {
    let first = Gundb::builder().view::<Late>().open(db.url()).await.unwrap();
    let second = Gundb::builder().view::<grown::Late>().open(db.url()).await.unwrap();
    second
        .append("a", Expect::New, [grown::AccountEvent::Frozen { reason: "x".into() }])
        .await
        .unwrap();
    first.append("a", Expect::Any, [deposited(1)]).await.unwrap();
    assert_eq!(first.get::<Late>("a").await.unwrap().unwrap().deposits, 1);
    assert_sound(&second).await;
}
