//! A role that may have few connections, and more processes than that.

use std::time::Duration;

use futures_util::future::join_all;
use gundb::prelude::*;
use gundb::store::Connections;
use gundb_tests::postgres::fresh_database;
use gundb_tests::sql::Sql;
use uuid::Uuid;

use crate::bank::{Account, AccountRow, assert_sound, deposited};

/// A role that owns a database of its own and may have this many connections; the URL that it
/// connects to.
async fn limited(database: &str, connections: usize) -> (Sql, String, String) {
    let role = format!("gundb_few_{}", Uuid::new_v4().simple());
    let sql = Sql::connect(database).await.unwrap();
    let create = format!("CREATE ROLE {role} LOGIN PASSWORD 'few' CONNECTION LIMIT {connections}");
    sql.execute(&create).await.unwrap();
    let owned = format!(
        "DO $do$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO {role}', current_database()); END $do$;\n\
         ALTER SCHEMA public OWNER TO {role}"
    );
    sql.execute(&owned).await.unwrap();
    let (_, host) = database.split_once('@').unwrap();
    let url = format!("postgres://{role}:few@{host}");
    (sql, role, url)
}

/// Appends and reads in turn.
async fn use_it(store: &Gundb, key: &str) {
    for number in 0..10 {
        store.append(key, Expect::Exact(number), [deposited(1)]).await.unwrap();
        assert_eq!(store.load::<Account>(key).await.unwrap().version, number + 1);
        assert_eq!(
            store.get::<AccountRow>(key).await.unwrap().unwrap().movements.cast_unsigned(),
            number + 1
        );
    }
}

async fn shared(processes: usize, connections: usize) {
    let database = fresh_database().await;
    let (sql, role, url) = limited(database.url(), connections).await;
    let quick = Connections::default()
        .idle_timeout(Duration::from_millis(50))
        .acquire_timeout(Duration::from_secs(60));
    let open = || Gundb::builder().view::<AccountRow>().connections(quick).open(&url);
    let stores: Vec<Gundb> =
        join_all((0..processes).map(|_| open())).await.into_iter().map(Result::unwrap).collect();
    let keys: Vec<String> = (0..processes).map(|process| format!("a{process}")).collect();
    join_all(stores.iter().zip(&keys).map(|(store, key)| use_it(store, key))).await;
    assert_sound(&stores[0]).await;
    for store in stores {
        store.close().await;
    }
    sql.execute(&format!(
        "REASSIGN OWNED BY {role} TO CURRENT_USER; DROP OWNED BY {role}; DROP ROLE {role}"
    ))
    .await
    .unwrap();
}

#[tokio::test]
async fn one_connection_is_enough_for_a_process() {
    shared(1, 1).await;
}

#[tokio::test]
async fn more_processes_than_connections_take_turns() {
    shared(5, 3).await;
}
