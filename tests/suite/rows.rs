//! What an outside observer sees in the tables.

use gundb::prelude::*;
use gundb::store::Read;
use gundb_tests::backend::{Backend, Database};
use gundb_tests::sql::Sql;

use crate::bank::{AccountRow, deposited, open, opened};

gundb_tests::scenarios! {
    every_column_is_filled_in, event_rows_refuse_to_change, events_are_readable_by_sql,
    hashes_chain_to_the_genesis, a_reader_never_sees_half_a_transaction,
    what_views_remember_is_found_by_its_key,
}

async fn number(sql: &Sql, query: &str) -> i64 {
    sql.query(query).await.unwrap()[0][0].as_deref().unwrap().parse().unwrap()
}

async fn every_column_is_filled_in(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [opened("Alice"), deposited(1)]).await.unwrap();
    bank.append("bob", Expect::New, [opened("Bob")]).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    let filled = "SELECT COUNT(*) FROM gundb_event WHERE position > 0 AND log > 0 AND sequence = position
        AND stream > 0 AND version > 0 AND type > 0 AND kind = 1 AND schema_version = 1 AND hlc > 65536
        AND nonce >= 0 AND batch_index < batch_length AND recorded > 1000000 AND length(hash) = 32
        AND payload LIKE '{%}'";
    assert_eq!(number(&sql, filled).await, 3);
    // One writer, nothing received: references and clock are what their absence says.
    let absent =
        "SELECT COUNT(*) FROM gundb_event WHERE parents IS NULL AND deps IS NULL AND clock IS NULL";
    assert_eq!(number(&sql, absent).await, 3);
    assert_eq!(number(&sql, "SELECT COUNT(DISTINCT nonce) FROM gundb_event").await, 2);
    assert_eq!(number(&sql, "SELECT next_position FROM gundb_store").await, 4);
    assert_eq!(number(&sql, "SELECT head_sequence FROM gundb_log").await, 3);
}

async fn event_rows_refuse_to_change(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(1)]).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    for tampering in ["UPDATE gundb_event SET payload = '{}'", "DELETE FROM gundb_event"] {
        let refusal = sql.execute(tampering).await.unwrap_err().to_string();
        assert!(refusal.contains("never"), "{refusal}");
    }
    if db.url().starts_with("postgres") {
        assert!(sql.execute("TRUNCATE gundb_event").await.is_err());
    }
    assert_eq!(number(&sql, "SELECT COUNT(*) FROM gundb_event").await, 1);
}

async fn events_are_readable_by_sql(db: Database) {
    let bank = open(&db).await;
    let id = uuid::Uuid::new_v4();
    let event = NewEvent::typed(&opened("Alice")).unwrap().with_id(id);
    let stream = gundb::model::StreamRef::new("account", "alice");
    bank.append_events(stream, Expect::New, vec![event]).await.unwrap();
    let stored = bank.read(Read::all()).await.unwrap().collect().await.unwrap().remove(0);
    let sql = Sql::connect(db.url()).await.unwrap();
    let row = &sql
        .query("SELECT stream_type, stream_key, event_type, payload, event_id, origin, sequence, clock, hash FROM gundb_events")
        .await
        .unwrap()[0];
    let text = |index: usize| row[index].as_deref().unwrap();
    assert_eq!([text(0), text(1), text(2)], ["account", "alice", "account.opened"]);
    assert_eq!((text(3), text(4)), (stored.payload(), id.to_string().as_str()));
    assert_eq!((text(5), text(6)), (stored.origin().to_string().as_str(), "1"));
    let clock = text(7).replace(' ', "");
    assert_eq!(clock, format!("{{\"{}\":1}}", stored.origin()));
    assert_eq!(text(8), stored.hash().to_string());
    // Postgres prints a time without trailing zeros, SQLite has only the text.
    let recorded =
        sql.query("SELECT recorded_at FROM gundb_events").await.unwrap()[0][0].clone().unwrap();
    let digits =
        |text: &str| text.trim_end_matches("+00").trim_end_matches(['0', 'Z']).replace(' ', "T");
    assert_eq!(digits(&recorded), digits(&format!("{:.6}", stored.recorded_at())));
}

async fn hashes_chain_to_the_genesis(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [opened("Alice"), deposited(1)]).await.unwrap();
    bank.append("bob", Expect::New, [deposited(2)]).await.unwrap();
    let sql = Sql::connect(db.url()).await.unwrap();
    let genesis =
        sql.query("SELECT genesis_hash FROM gundb_log").await.unwrap()[0][0].clone().unwrap();
    let mut previous = genesis.trim_start_matches("\\x").parse().unwrap();
    for event in bank.read(Read::all()).await.unwrap().collect().await.unwrap() {
        assert_eq!(event.record().hash(&previous), event.hash());
        previous = event.hash();
    }
}

async fn a_reader_never_sees_half_a_transaction(db: Database) {
    let bank = open(&db).await;
    bank.append("alice", Expect::New, [deposited(1)]).await.unwrap();
    let writer = {
        let bank = bank.clone();
        tokio::spawn(async move {
            for _ in 0..50 {
                bank.append("alice", Expect::Any, [deposited(1), deposited(1)]).await.unwrap();
            }
        })
    };
    let sql = Sql::connect(db.url()).await.unwrap();
    let mut seen = 0;
    while !writer.is_finished() || seen == 0 {
        let row = &sql
            .query(
                "SELECT balance, movements, version, (SELECT COUNT(*) FROM gundb_event),
                 (SELECT version FROM gundb_stream), (SELECT next_position - 1 FROM gundb_store),
                 (SELECT head_sequence FROM gundb_log) FROM accounts",
            )
            .await
            .unwrap()[0];
        assert!(row.iter().all(|cell| *cell == row[0]), "{row:?}");
        seen += 1;
    }
    writer.await.unwrap();
    assert_eq!(bank.get::<AccountRow>("alice").await.unwrap().unwrap().balance, 101);
}

/// All views' rows are asked for in one statement. Databases differ in what they make of pairs that
/// come from a list: SQLite 3.40 reads the whole table.
async fn what_views_remember_is_found_by_its_key(db: Database) {
    drop(open(&db).await);
    let sql = Sql::connect(db.url()).await.unwrap();
    let (explain, list, found) = match db.backend() {
        Backend::Sqlite => {
            ("EXPLAIN QUERY PLAN", "VALUES (1, x'61'), (2, x'62')", "(view=? AND key=?)")
        }
        Backend::Postgres => {
            // An empty table is read as a whole, whatever indexes it has.
            sql.execute("SET enable_seqscan = off").await.unwrap();
            let list = "SELECT c1, c2 FROM UNNEST(ARRAY[1, 2]::bigint[], ARRAY['a', 'b']::bytea[]) AS keys(c1, c2)";
            ("EXPLAIN", list, "Index Cond: ((view = keys.c1) AND (key = keys.c2))")
        }
    };
    let asked =
        format!("{explain} SELECT view, key, state FROM gundb_fold WHERE (view, key) IN ({list})");
    let plan: Vec<String> =
        sql.query(&asked).await.unwrap().into_iter().flatten().flatten().collect();
    assert!(plan.iter().any(|line| line.contains(found)), "{plan:#?}");
}
