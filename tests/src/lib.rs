//! The test harness: fresh databases on every backend, and an outside observer of what they hold.
//!
//! A scenario is written once, as `async fn name(db: Database)`, and listed once with
//! [`scenarios!`]; it becomes one test on SQLite and one on Postgres. Tests that stop or crash a
//! database server start their own with [`postgres::Server`].

pub mod backend;
pub mod dice;
pub mod foreign;
pub mod planted;
pub mod postgres;
pub mod sim;
pub mod sql;
pub mod sqlite;
