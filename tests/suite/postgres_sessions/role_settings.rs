//! Settings of a role, which every session begins with.

use gundb::Decimal;
use gundb::model::Value;
use gundb::prelude::*;
use gundb::transport::sync;
use gundb_tests::postgres::fresh_database;
use gundb_tests::sql::Sql;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::bank::assert_sound;

/// What a statement or an answer may depend on, set to what nobody expects.
const HOSTILE: [(&str, &str); 21] = [
    ("bytea_output", "escape"),
    ("DateStyle", "German, DMY"),
    ("IntervalStyle", "iso_8601"),
    ("TimeZone", "Asia/Kathmandu"),
    ("extra_float_digits", "-15"),
    ("standard_conforming_strings", "off"),
    ("escape_string_warning", "off"),
    ("backslash_quote", "on"),
    ("client_encoding", "LATIN1"),
    ("array_nulls", "off"),
    ("transform_null_equals", "on"),
    ("quote_all_identifiers", "on"),
    ("exit_on_error", "on"),
    ("xmlbinary", "hex"),
    ("default_transaction_isolation", "serializable"),
    ("default_transaction_deferrable", "on"),
    ("lock_timeout", "1"),
    ("idle_in_transaction_session_timeout", "1"),
    ("enable_indexscan", "off"),
    ("plan_cache_mode", "force_generic_plan"),
    ("synchronous_commit", "off"),
];

#[derive(Clone, Debug, Event)]
#[event(stream = "thing")]
enum ThingEvent {
    Noted {
        at: Timestamp,
        day: Date,
        real: f64,
        price: Decimal,
        number: Uuid,
        text: String,
        flag: Option<bool>,
    },
}

#[derive(Debug, PartialEq, View)]
#[view(table = "things", event = ThingEvent)]
struct Thing {
    #[view(key)]
    id: String,
    #[view(set(Noted.at))]
    at: Timestamp,
    #[view(set(Noted.day))]
    day: Date,
    #[view(set(Noted.real))]
    real: f64,
    #[view(set(Noted.price))]
    price: Decimal,
    #[view(set(Noted.number))]
    number: Uuid,
    #[view(set(Noted.text))]
    text: String,
    #[view(set(Noted.flag))]
    flag: Option<bool>,
    #[view(count(Noted))]
    times: i64,
}

fn noted() -> ThingEvent {
    ThingEvent::Noted {
        at: "2026-02-03T04:05:06.789012Z".parse().unwrap(),
        day: "2026-02-03".parse().unwrap(),
        real: 0.1 + 0.2,
        price: "12.50".parse().unwrap(),
        number: Uuid::from_u128(7),
        text: r"a\b 'c' ü € \x41".to_owned(),
        flag: None,
    }
}

/// The user that the tests connect as, set so in this database alone.
fn set(sql: &str) -> String {
    let name = "quote_ident(current_user), quote_ident(current_database())";
    format!("DO $do$ BEGIN EXECUTE format('ALTER ROLE %s IN DATABASE %s {sql}', {name}); END $do$")
}

async fn open(url: &str) -> Gundb {
    Gundb::builder().view::<Thing>().open(url).await.unwrap()
}

/// Writes, reads by every way there is, and brings what another node wrote.
async fn use_it(url: &str, other: &Gundb) {
    let store = open(url).await;
    for key in ["a", "b"] {
        store.append(key, Expect::Any, [noted(), noted()]).await.unwrap();
    }
    other.append("a", Expect::Any, [noted()]).await.unwrap();
    sync(&store, other).await.unwrap();
    let (here, there) =
        (Thing::query().all(&store).await.unwrap(), Thing::query().all(other).await.unwrap());
    assert_eq!(here, there);
    let raw = store.sql("SELECT text, times FROM things WHERE id = ?").bind("a");
    let rows = raw.rows().await.unwrap();
    assert_eq!(rows[0].get::<String>("text").unwrap(), here[0].text);
    assert_eq!(here[0].real, 0.1 + 0.2);
    store.rebuild_view("things").await.unwrap();
    let (here, there) = (store.verify().await.unwrap(), other.verify().await.unwrap());
    assert!(here.is_sound(), "{:#?}", here.findings);
    assert_eq!(here.views, there.views);
    store.close().await;
}

#[tokio::test]
async fn settings_of_a_role_change_nothing() {
    let database = fresh_database().await;
    let sql = Sql::connect(database.url()).await.unwrap();
    let other = open("sqlite::memory:").await;
    for (name, value) in HOSTILE {
        println!("{name} = {value}");
        sql.execute(&set(&format!("SET {name} = ''{value}''"))).await.unwrap();
        use_it(database.url(), &other).await;
        sql.execute(&set(&format!("RESET {name}"))).await.unwrap();
    }
    for (name, value) in HOSTILE {
        sql.execute(&set(&format!("SET {name} = ''{value}''"))).await.unwrap();
    }
    use_it(database.url(), &other).await;
    assert_sound(&other).await;
}

#[tokio::test]
async fn a_limit_for_statements_is_one_for_queries() {
    let database = fresh_database().await;
    let store = open(database.url()).await;
    store.append("a", Expect::New, [noted()]).await.unwrap();
    let sql = Sql::connect(database.url()).await.unwrap();
    sql.execute(&set("SET statement_timeout = ''2s''")).await.unwrap();
    let limited = open(database.url()).await;
    limited.append("a", Expect::Any, [noted()]).await.unwrap();
    let slow = limited.sql("SELECT pg_sleep(600)").rows().await.unwrap_err();
    assert!(slow.is_unavailable() && slow.to_string().contains("timeout"), "{slow}");
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_role_that_only_reads_gets_an_error_that_says_so() {
    let database = fresh_database().await;
    let store = open(database.url()).await;
    store.append("a", Expect::New, [noted()]).await.unwrap();
    let sql = Sql::connect(database.url()).await.unwrap();
    sql.execute(&set("SET default_transaction_read_only = ''on''")).await.unwrap();
    let reader = open(database.url()).await;
    let refused = reader.append("a", Expect::Any, [noted()]).await.unwrap_err();
    assert!(
        refused.is_unavailable() && refused.to_string().contains("set to read only"),
        "{refused}"
    );
    assert!(!refused.to_string().contains("INSERT"), "{refused}");
    assert_eq!(reader.get::<Thing>("a").await.unwrap().unwrap().times, 1);
    let value = Value::Int(1);
    assert_eq!(
        reader
            .sql("SELECT times FROM things WHERE times = ?")
            .bind(value)
            .rows()
            .await
            .unwrap()
            .len(),
        1
    );
}
