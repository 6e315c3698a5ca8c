//! Tables that grow after the server has made its plans, and before it has counted them again.

use gundb::prelude::*;
use gundb_tests::postgres::fresh_database;
use gundb_tests::sql::Sql;

#[derive(Debug, Event)]
#[event(stream = "basket")]
enum BasketEvent {
    Filled { items: i64 },
}

use BasketEvent::Filled;

/// Sums that leave 64 bits are remembered in one table for all views, which stays empty for long.
#[derive(Debug, View)]
#[view(table = "baskets", event = BasketEvent)]
struct Basket {
    #[view(key)]
    id: String,
    #[view(add(Filled.items))]
    items: i64,
}

/// How many entries of the index have been read; a session reports what it read when it ends.
async fn index_reads(sql: &Sql) -> u64 {
    let reads = "SELECT COALESCE(idx_tup_read, 0) FROM pg_stat_user_indexes WHERE indexrelname = 'gundb_fold_pkey'";
    sql.query(reads).await.unwrap()[0][0].clone().unwrap().parse().unwrap()
}

async fn fill(store: &Gundb, keys: std::ops::Range<u32>) {
    for key in keys {
        store.append(format!("basket {key}"), Expect::New, [Filled { items: 3 }]).await.unwrap();
    }
}

/// A plan that was made for an empty table is kept with its statement. It must not read all of the
/// table once that is large.
#[tokio::test]
async fn what_views_remember_is_looked_up_by_its_key() {
    const ROWS: u64 = 20_000;
    let database = fresh_database().await;
    let store = Gundb::builder().view::<Basket>().open(database.url()).await.unwrap();
    let sql = Sql::connect(database.url()).await.unwrap();
    // The server counts the table while it is empty; a statement that ran some times keeps its
    // plan.
    sql.execute("ANALYZE gundb_fold").await.unwrap();
    fill(&store, 0..20).await;
    let grown = format!(
        "INSERT INTO gundb_fold (view, key, state) SELECT id, int4send(n), '{{}}' \
         FROM gundb_view, generate_series(1, {ROWS}) AS n"
    );
    sql.execute(&grown).await.unwrap();
    fill(&store, 20..40).await;
    assert_eq!(store.get::<Basket>("basket 39").await.unwrap().unwrap().items, 3);
    store.close().await;
    let reads = index_reads(&sql).await;
    assert!(reads < ROWS, "20 appends read {reads} entries of an index of {ROWS}");
}
