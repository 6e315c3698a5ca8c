//! Raw SQL that reads.

use gundb::model::Value;
use gundb::prelude::*;
use gundb::store::SqlRow;
use gundb_tests::backend::{Backend, Database};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::things::{Thing, ThingEvent, open, put, store, thing};

gundb_tests::scenarios! {
    raw_sql_reads_rows, values_come_by_name_and_type, raw_sql_never_writes, mistakes_in_raw_sql_are_named,
    numbers_of_the_database_are_ours, types_without_a_counterpart_are_named,
}

async fn raw_sql_reads_rows(db: Database) {
    let rows = [("a", 1), ("a", 4), ("b", 6), ("c", 1)].into_iter().zip(0..);
    let rows = rows.map(|((name, amount), id)| Thing {
        amount,
        name: name.into(),
        ..thing(&id.to_string())
    });
    let db = store(&db, rows).await;
    let sql = "SELECT name, sum(amount) AS total FROM things WHERE amount > ? OR name = '?' GROUP BY name ORDER BY name";
    let sums = db.sql(sql).bind(2).fetch::<(String, i64)>().await.unwrap();
    assert_eq!(sums, [("a".to_owned(), 4), ("b".to_owned(), 6)]);
    let rows = db.sql(sql).bind(0).rows().await.unwrap();
    assert_eq!(rows[0].columns(), ["name", "total"]);
    assert_eq!(
        (rows[0].get::<String>("name").unwrap(), rows[0].get::<i64>("total").unwrap()),
        ("a".to_owned(), 5)
    );
    assert_eq!(rows[0].cells().unwrap(), [Value::Text("a".into()), Value::Int(5)]);
    let of_day = "WITH early AS (SELECT id FROM things WHERE at <= ?) SELECT COUNT(*) FROM early;";
    assert_eq!(
        db.sql(of_day).bind(Timestamp::UNIX_EPOCH).first::<(i64,)>().await.unwrap(),
        Some((4,))
    );
    assert_eq!(db.sql("VALUES (1), (2)").fetch::<(i64,)>().await.unwrap(), [(1,), (2,)]);
    assert_eq!(db.sql("SELECT 1 WHERE 1 = 2").first::<(i64,)>().await.unwrap(), None);
    let events =
        db.sql("SELECT event_type FROM gundb_events LIMIT 1").fetch::<(String,)>().await.unwrap();
    assert_eq!(events[0].0, "thing.put");
}

async fn values_come_by_name_and_type(db: Database) {
    let at = "2024-02-29T12:00:00.000001Z".parse().unwrap();
    let row =
        Thing { at, day: Some(date(2024, 2, 29)), ready: true, weight: 0.1 + 0.2, ..thing("a") };
    let db = store(&db, [row.clone()]).await;
    let found = db
        .sql("SELECT *, 1 AS repeated, 2 AS repeated FROM things")
        .rows()
        .await
        .unwrap()
        .remove(0);
    assert_eq!(found.get::<Timestamp>("at").unwrap(), row.at);
    assert_eq!(found.get::<Option<Date>>("day").unwrap(), row.day);
    assert_eq!(
        (found.get::<bool>("ready").unwrap(), found.get::<f64>("weight").unwrap()),
        (true, row.weight)
    );
    assert_eq!(found.get::<f64>("amount").unwrap(), 0.0);
    assert_eq!(found.get::<Option<i64>>("rank").unwrap(), None);
    for (error, part) in [
        (found.get::<i64>("rank").unwrap_err(), "Option"),
        (found.get::<i64>("nothing").unwrap_err(), "no column `nothing`"),
        (found.get::<i64>("repeated").unwrap_err(), "several columns `repeated`"),
        (found.get::<i64>("name").unwrap_err(), "\"a\", which can't be read as i64"),
        (found.get::<bool>("weight").unwrap_err(), "can't be read as bool"),
        (found.get::<Timestamp>("id").unwrap_err(), "Timestamp"),
    ] {
        assert!(error.is_invalid() && error.to_string().contains(part), "{error}");
    }
    let wide = db.sql("SELECT 1, 2").fetch::<(i64,)>().await.unwrap_err();
    assert!(wide.is_invalid() && wide.to_string().contains("2 columns"), "{wide}");
    let narrow = db.sql("SELECT 300 AS n").fetch::<(u8,)>().await.unwrap_err();
    assert!(narrow.to_string().contains("`n` holds 300, which can't be read as u8"), "{narrow}");
}

const WRITING: [&str; 12] = [
    "DELETE FROM things",
    "INSERT INTO things (id) VALUES ('x')",
    "DROP TABLE things",
    "PRAGMA query_only = OFF",
    "COMMIT",
    "SET TRANSACTION READ WRITE",
    "CREATE TABLE x (n INT)",
    "ATTACH 'x' AS y",
    "SELECT 1; DELETE FROM things",
    "SELECT 1 /* ; */ ; -- ;\n DELETE FROM things",
    "WITH gone AS (SELECT 1) DELETE FROM things",
    "WITH gone AS (SELECT 1) INSERT INTO things (id) SELECT 'x'",
];

/// Each is refused, and the handle still reads and writes.
async fn assert_never_writes(db: &Gundb, more: &[&str]) {
    put(db, [thing("a")]).await;
    for sql in WRITING.iter().chain(more) {
        let error = db.sql(*sql).rows().await.unwrap_err();
        assert!(error.is_invalid(), "{sql}: {error:?}");
        put(db, [thing("b")]).await;
    }
    assert_eq!(Thing::query().count(db).await.unwrap(), 2);
    assert!(db.verify().await.unwrap().is_sound());
}

async fn raw_sql_never_writes(db: Database) {
    let more: &[&str] = match db.backend() {
        Backend::Sqlite => &[],
        Backend::Postgres => &[
            "WITH gone AS (DELETE FROM things RETURNING id) SELECT * FROM gone",
            "SELECT set_config('transaction_read_only', 'off', true)",
            "SELECT nextval(pg_get_serial_sequence('x', 'y'))",
            "EXPLAIN ANALYZE DELETE FROM things",
            "SELECT id INTO copies FROM things",
            "SELECT * FROM things FOR UPDATE",
        ],
    };
    assert_never_writes(&open(&db).await, more).await;
    if db.backend() == Backend::Sqlite {
        // There the one connection writes, too.
        let memory = Gundb::builder().view::<Thing>().open("sqlite::memory:").await.unwrap();
        assert_never_writes(&memory, more).await;
        stops_early(&memory).await;
    }
    stops_early(&open(&db).await).await;
}

/// A caller that stops waiting in the middle of a read leaves a connection that writes, or none.
async fn stops_early(db: &Gundb) {
    for polls in 0..40 {
        let read = db.sql("SELECT id FROM things");
        let mut rows = Box::pin(read.rows());
        for _ in 0..polls {
            let polled =
                std::future::poll_fn(|context| std::task::Poll::Ready(rows.as_mut().poll(context)))
                    .await;
            if polled.is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(rows);
        put(db, [thing("b")]).await;
    }
}

async fn mistakes_in_raw_sql_are_named(db: Database) {
    let db = open(&db).await;
    for (sql, part) in [
        ("SELECT nothing FROM things", "nothing"),
        ("SELECT 1 FROM nothing", "nothing"),
        ("SELEC 1", "begins with SELECT"),
        ("SELECT FROM WHERE", "refused"),
        ("SELECT ?", "1 placeholder `?` and"),
        ("SELECT '", "does not end"),
        ("SELECT $1", "instead of `$1`"),
        ("", "empty"),
    ] {
        let error = db.sql(sql).rows().await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(part), "{sql}: {error:?}");
    }
    let error = db.sql("SELECT ?").bind("a\0b").rows().await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
}

async fn numbers_of_the_database_are_ours(db: Database) {
    let backend = db.backend();
    let amounts = [i64::MAX, -1, 0];
    let rows = amounts
        .iter()
        .zip('a'..)
        .map(|(amount, id)| Thing { amount: *amount, ..thing(&id.to_string()) });
    let db = store(&db, rows).await;
    let one = async |sql: &str| db.sql(sql).rows().await.map(|mut rows| rows.remove(0));
    let first = async |sql: &str| one(sql).await.unwrap().cells().unwrap()[0].clone();
    assert_eq!(
        first("SELECT sum(amount) FROM things WHERE amount <> 0").await,
        Value::Int(i64::MAX - 1)
    );
    let average =
        db.sql("SELECT avg(amount) FROM things WHERE amount <= 0").fetch::<(f64,)>().await;
    assert_eq!(average.unwrap(), [(-0.5,)]);
    assert_eq!(first("SELECT count(*) FROM things").await, Value::Int(3));
    assert_eq!(
        first("SELECT CAST(amount AS INTEGER) FROM things WHERE amount < 0").await,
        Value::Int(-1)
    );
    assert_eq!(first("SELECT NULL").await, Value::Null);
    assert_eq!(
        first("SELECT 'é' || name FROM things ORDER BY id LIMIT 1").await,
        Value::Text("éa".into())
    );
    // SQLite's sum fails beyond 64 bits; that of Postgres is a decimal then.
    let sum = "SELECT sum(amount) AS s FROM things, (VALUES (1), (2)) AS twice WHERE amount > 0";
    let sum = db.sql(sum).fetch::<(gundb::Decimal,)>().await;
    match backend {
        Backend::Sqlite => assert!(sum.is_err(), "{sum:?}"),
        Backend::Postgres => assert_eq!(sum.unwrap()[0].0.to_string(), "18446744073709551614"),
    }
}

async fn types_without_a_counterpart_are_named(database: Database) {
    let db = store(&database, [thing("a")]).await;
    let bytes = db.sql("SELECT gundb_order AS o FROM things").rows().await.unwrap().remove(0);
    assert!(matches!(bytes.cells().unwrap().as_slice(), [Value::Bytes(bytes)] if bytes.len() > 32));
    if database.backend() == Backend::Postgres {
        let row = db.sql("SELECT interval '1 day' AS o").rows().await.unwrap().remove(0);
        assert!(row.cells().unwrap_err().is_invalid());
        let error = row.get::<String>("o").unwrap_err();
        assert!(
            error.is_invalid() && error.to_string().contains("`o` has the type INTERVAL"),
            "{error}"
        );
    }
    let rows: Vec<SqlRow> = db.sql("SELECT gundb_version FROM things").fetch().await.unwrap();
    assert_eq!(rows[0].get::<i64>("gundb_version").unwrap(), 1);
    let event = ThingEvent::Put {
        amount: 1,
        name: "a".into(),
        note: None,
        weight: 0.0,
        at: Timestamp::UNIX_EPOCH,
        day: None,
        ready: false,
        rank: None,
    };
    db.append("a", Expect::Any, [event]).await.unwrap();
}
