//! A catalog that somebody wrote to: errors with a message, and no panic.

use gundb::Gundb;
use gundb::model::{Model, NewEvent, StreamRef};
use gundb::prelude::Expect;
use gundb::view::NamedQuery;
use gundb_tests::backend::{Backend, Database};
use gundb_tests::sql::Sql;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::mutation::{mutated, text_near};
use super::{play, text_of};

const BANK: &str = include_str!("../../docs/model/bank.json");

/// A cell of the catalog, and what is put there instead.
#[derive(Clone, Debug)]
struct Corruption {
    table: &'static str,
    column: &'static str,
    id: i64,
    text: String,
}

fn corruption(
    tables: Vec<(&'static str, &'static str, i64, String)>,
) -> impl Strategy<Value = Corruption> {
    select(tables).prop_flat_map(|(table, column, id, text)| {
        let json: Option<Value> = serde_json::from_str(&text).ok();
        let text = match json {
            Some(json) => {
                let mutated = mutated(json, 2).prop_map(|json| json.to_string());
                prop_oneof![3 => mutated, 1 => text_near(text)].boxed()
            }
            None => text_near(text).boxed(),
        };
        text.prop_map(move |text| Corruption { table, column, id, text })
    })
}

/// What the catalog holds: table, column, id, text.
async fn catalog(sql: &Sql) -> Vec<(&'static str, &'static str, i64, String)> {
    let mut all = Vec::new();
    for (table, id, column) in [
        ("gundb_view", "id", "definition"),
        ("gundb_view", "id", "state"),
        ("gundb_view", "id", "table_name"),
        ("gundb_schema", "event_type", "schema"),
        ("gundb_fold", "view", "state"),
    ] {
        let rows = sql
            .query(&format!("SELECT {id}, {column} FROM {table}"))
            .await
            .expect("the table is there");
        let cell = |cell: &Option<String>| cell.clone().expect("no null is there");
        all.extend(
            rows.iter()
                .map(|row| (table, column, cell(&row[0]).parse().expect("an id"), cell(&row[1]))),
        );
    }
    all
}

async fn set(sql: &Sql, table: &str, column: &str, id: i64, text: &str) {
    let key = match table {
        "gundb_schema" => "event_type",
        "gundb_fold" => "view",
        _ => "id",
    };
    let text = text.replace('\'', "''").replace('\0', "");
    sql.execute(&format!("UPDATE {table} SET {column} = '{text}' WHERE {key} = {id}"))
        .await
        .expect("it is written");
}

/// Everything that a program may do; it only has to come to an end.
async fn use_it(url: &str) -> gundb::Result<()> {
    let db = Gundb::open(url).await?;
    let deposited = r#"{"cents":5,"teller":"Tina","at":"2026-03-01T09:00:00Z"}"#;
    let mut results = Vec::new();
    for (event, payload) in
        [("deposited", deposited), ("tagged", r#"{"tag":"a"}"#), ("closed", "{}")]
    {
        let event = NewEvent::json(format!("account.{event}"), payload);
        results.push(
            db.append_events(StreamRef::new("account", "alice"), Expect::Any, vec![event])
                .await
                .map(drop),
        );
    }
    for view in ["accounts", "takings"] {
        results.push(NamedQuery::new(view).limit(10).all(&db).await.map(drop));
        results.push(db.wait_until_caught_up(view).await);
    }
    results.push(db.views().await.map(drop));
    results.push(db.model().await.map(drop));
    results.push(db.verify().await.map(drop));
    db.close().await;
    results.into_iter().collect()
}

fn catalogs(backend: Backend, cases: u32) {
    let prepare = async {
        let db = backend.fresh().await;
        let bank = Gundb::open(db.url()).await.expect("it opens");
        bank.apply_model(&Model::from_json(BANK).expect("it is a model"))
            .await
            .expect("it is applied");
        bank.close().await;
        use_it(db.url()).await.expect("nothing is wrong yet");
        let sql = Sql::connect(db.url()).await.expect("the observer connects");
        let whole = catalog(&sql).await;
        (db, whole)
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (db, whole): (Database, Vec<_>) = runtime.block_on(prepare);
    let (url, known) = (db.url(), &whole);
    play(
        file!(),
        cases,
        &corruption(whole.clone()),
        |Corruption { table, column, id, text }| async move {
            let sql = Sql::connect(url).await.expect("the observer connects");
            set(&sql, table, column, id, &text).await;
            let used = use_it(url).await;
            for (table, column, id, text) in known {
                set(&sql, table, column, *id, text).await;
            }
            if let Err(error) = used {
                prop_assert!(
                    !error.to_string().is_empty() && !text_of(&error).contains("panicked"),
                    "{}",
                    text_of(&error)
                );
            }
            Ok(())
        },
    );
}

#[test]
fn corrupt_catalogs_sqlite() {
    catalogs(Backend::Sqlite, 60);
}

#[test]
fn corrupt_catalogs_postgres() {
    catalogs(Backend::Postgres, 20);
}
