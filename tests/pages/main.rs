//! The Rust of the pages compiles and runs; `build.rs` makes the tests.

#![allow(
    clippy::all,
    unreachable_pub,
    dead_code,
    unused_imports,
    unused_variables,
    reason = "pages show one thing at a time"
)]

/// Makes an empty directory for the databases of a page.
fn empty(directory: &str) {
    let _ = std::fs::remove_dir_all(directory);
    std::fs::create_dir_all(directory).expect("the directory can be made");
}

/// The root of the repository.
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

mod limits;
mod setup;
mod tracing;

/// The example with decisions, as its readers meet it.
#[path = "../../gundb-core/examples/decisions.rs"]
mod decisions;

#[tokio::test]
async fn the_bank_with_decisions_runs_again_on_its_file() -> gundb::Result<()> {
    let db = gundb_tests::sqlite::fresh_database();
    decisions::run(db.url()).await?;
    decisions::run(db.url()).await?;
    let sql = gundb_tests::sql::Sql::connect(db.url()).await.expect("the file is there");
    let rows = sql
        .query("SELECT owner, balance, movements, open FROM accounts")
        .await
        .expect("it is a table");
    assert_eq!(rows, [["Alice", "100000", "4", "1"].map(|text| Some(text.to_owned()))]);
    Ok(())
}

include!(concat!(env!("OUT_DIR"), "/pages.rs"));
