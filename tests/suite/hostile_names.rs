//! Views whose tables and columns are named like what the statements of GunDB and the databases use
//! themselves.

use gundb::model::{Model, NewEvent, StreamRef, Value};
use gundb::prelude::Expect;
use gundb::view::NamedQuery;
use gundb::{Decimal, Gundb};
use gundb_tests::backend::Database;
use serde_json::json;

use crate::bank::assert_sound;

gundb_tests::scenarios! {
    tables_may_have_the_names_that_statements_use, columns_may_have_the_names_that_statements_use,
    a_name_that_hides_a_function_is_refused,
}

/// Aliases, functions, types, keywords, and names that statements had or might have.
pub(crate) const NAMES: &str = "\
    excluded rows keys page part0 part1 c1 c2 c0 column1 column2 e s l t st et h dot cl numbers unnest \
    array_agg json_each_text json_object_agg encode to_char count sum max coalesce instr strpos octet_length \
    group_concat typeof text int8 numeric bool uuid json timestamptz date bytea float8 select table order \
    group user value values key version state position rowid oid public rows_pkey excluded_pkey text_pkey";

/// A view of each table name, all over one event type; with prices that may be there once, or
/// several times.
pub(crate) fn model(views: &[(&str, [&str; 3])], unique: bool) -> Model {
    let view = |(table, [key, sum, price]): &(&str, [&str; 3])| {
        let columns = json!([
            {"name": key, "type": "text", "key": "stream"},
            {"name": sum, "type": "int", "index": true, "rules": [{"event": "n.put", "add": "n"}]},
            {"name": price, "type": "decimal", "nullable": true, "unique": unique,
             "rules": [{"event": "n.put", "set": "p"}]},
        ]);
        json!({"table": table, "columns": columns})
    };
    let whole = json!({"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX});
    let properties = json!({"n": whole, "p": {"type": "string", "format": "decimal"}});
    let payload = json!({"type": "object", "properties": properties, "required": ["n", "p"], "additionalProperties": false});
    let stream = json!({"type": "n", "events": [{"type": "n.put", "payload": payload}]});
    let views: Vec<_> = views.iter().map(view).collect();
    Model::from_json(&json!({"gundb_model": 1, "streams": [stream], "views": views}).to_string())
        .unwrap()
}

pub(crate) async fn put(db: &Gundb, key: &str, n: i64, p: &str) {
    let event = NewEvent::json("n.put", json!({"n": n, "p": p}).to_string());
    let stream = StreamRef::new("n", key);
    db.append_events(stream, Expect::Any, vec![event])
        .await
        .unwrap_or_else(|e| panic!("{key}: {e}"));
}

/// Appends, reads, plain SQL, rebuilds, a sync, a verification.
async fn work(db: &Database, views: &[(&str, [&str; 3])]) {
    let elsewhere = db.backend().fresh().await;
    let (here, there) =
        (Gundb::open(db.url()).await.unwrap(), Gundb::open(elsewhere.url()).await.unwrap());
    for store in [&here, &there] {
        store.apply_model(&model(views, true)).await.unwrap();
    }
    put(&here, "a", 1, "2").await;
    put(&here, "a", 2, "10").await;
    put(&here, "b", 5, "9").await;
    put(&there, "a", 4, "11").await;
    put(&there, "b", 4, "12").await;
    gundb::transport::sync(&here, &there).await.unwrap();
    for (table, _) in views {
        here.rebuild_view(table).await.unwrap_or_else(|error| panic!("{table}: {error}"));
    }
    put(&here, "c", 1, "1").await;
    for store in [&here, &there] {
        for (table, [key, sum, price]) in views {
            let rows = NamedQuery::new(*table)
                .limit(2)
                .all(store)
                .await
                .unwrap_or_else(|error| panic!("{table}: {error}"));
            let cells: Vec<Value> = rows.rows.iter().map(|row| row[1].clone()).collect();
            assert_eq!(cells, [Value::Int(7), Value::Int(9)], "{table}");
            let sql = format!(r#"SELECT "{sum}", "{price}" FROM "{table}" WHERE "{key}" = ?"#);
            let row = store.sql(sql).bind("b").fetch::<(i64, Decimal)>().await;
            assert_eq!(
                row.unwrap_or_else(|error| panic!("{table}: {error}")),
                [(9, 12.into())],
                "{table}"
            );
        }
        store.sql("SELECT stream_key, clock FROM gundb_events").rows().await.unwrap();
        store.contradictions().await.unwrap();
        assert_sound(store).await;
    }
}

async fn tables_may_have_the_names_that_statements_use(db: Database) {
    let views: Vec<_> =
        NAMES.split_whitespace().map(|table| (table, ["id", "total", "price"])).collect();
    work(&db, &views).await;
}

/// Each table has the name of one of its columns.
async fn columns_may_have_the_names_that_statements_use(db: Database) {
    let names: Vec<&str> = NAMES.split_whitespace().collect();
    let view = |names: &[&'static str]| (names[2], [names[0], names[1], names[2]]);
    let views: Vec<_> = names.chunks_exact(3).map(view).collect();
    work(&db, &views).await;
}

async fn a_name_that_hides_a_function_is_refused(db: Database) {
    let store = Gundb::open(db.url()).await.unwrap();
    let mut text: serde_json::Value =
        serde_json::from_str(include_str!("../../docs/model/bank.json")).unwrap();
    text["views"][0]["table"] = json!("json_each");
    let refused = match Model::from_json(&text.to_string()) {
        Ok(model) => store.apply_model(&model).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(refused.is_definition() && refused.to_string().contains("json_each"), "{refused}");
}
