//! The harness keeps its own promises.

use std::net::TcpStream;
use std::process::Command;

use gundb_tests::backend::{Backend, Database};
use gundb_tests::postgres::{Durability, Server, URL_VARIABLE};
use gundb_tests::sql::Sql;

gundb_tests::scenarios! {
    a_fresh_database_is_empty, fresh_databases_are_distinct, values_read_alike
}

fn tables(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => "SELECT name FROM sqlite_schema",
        Backend::Postgres => "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
}

async fn a_fresh_database_is_empty(db: Database) {
    if let Database::Sqlite(database) = &db {
        assert!(!database.path().exists());
    }
    let sql = Sql::connect(db.url()).await.unwrap();
    assert!(sql.query(tables(db.backend())).await.unwrap().is_empty());
}

async fn fresh_databases_are_distinct(db: Database) {
    let other = db.backend().fresh().await;
    assert_ne!(db.url(), other.url());
    let here = Sql::connect(db.url()).await.unwrap();
    let there = Sql::connect(other.url()).await.unwrap();
    here.execute("CREATE TABLE t (n BIGINT)").await.unwrap();
    assert_eq!(here.execute("INSERT INTO t VALUES (1), (2)").await.unwrap(), 2);
    assert!(there.query("SELECT * FROM t").await.is_err());
}

async fn values_read_alike(db: Database) {
    let sql = Sql::connect(db.url()).await.unwrap();
    let bytes = match db.backend() {
        Backend::Sqlite => "x'00ff'",
        Backend::Postgres => "'\\x00ff'::bytea",
    };
    let rows = sql
        .query(&format!("SELECT 9223372036854775807, 0.5, 'é', NULL, {bytes}, 1 = 1"))
        .await
        .unwrap();
    let expected = ["9223372036854775807", "0.5", "é", "", "\\x00ff", "1"];
    let expected = expected.map(|text| (!text.is_empty()).then(|| text.to_owned()));
    assert_eq!(rows, [expected]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_server_survives_a_crash_and_refuses_a_wrong_password() {
    let server = Server::start(Durability::Full).unwrap();
    let sql = Sql::connect(server.url()).await.unwrap();
    sql.execute("CREATE TABLE t (n BIGINT); INSERT INTO t VALUES (7)").await.unwrap();
    server.stop_immediate().unwrap();
    assert!(Sql::connect(server.url()).await.is_err());
    server.restart().unwrap();
    let sql = Sql::connect(server.url()).await.unwrap();
    assert_eq!(sql.query("SELECT n FROM t").await.unwrap(), [[Some("7".to_owned())]]);
    let refused = Sql::connect(&server.url().replace("gundb:", "gundb:wrong")).await.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "28P01");
}

/// Runs a script under the wrapper, which has to start a server; returns the exit code and where
/// the server was.
fn under_a_wrapper(script: &str) -> (Option<i32>, String) {
    let mut wrapper = Command::new(env!("CARGO_BIN_EXE_postgres"));
    wrapper.env_remove(URL_VARIABLE).args(["sh", "-c", &format!("echo ${URL_VARIABLE}; {script}")]);
    let output = wrapper.output().unwrap(); // waits until the clean-up closes the standard output
    let url = String::from_utf8(output.stdout).unwrap();
    let address = url.split(['@', '/']).nth(3).expect("postgres://user:password@address/database");
    (output.status.code(), address.to_owned())
}

#[test]
fn the_wrapper_returns_the_exit_code_and_stops_its_server() {
    let (code, address) = under_a_wrapper("exit 7");
    assert_eq!(code, Some(7));
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_killed_wrapper_leaves_no_server() {
    let (code, address) = under_a_wrapper("kill -9 $PPID");
    assert_eq!(code, None);
    assert!(TcpStream::connect(address).is_err());
}
