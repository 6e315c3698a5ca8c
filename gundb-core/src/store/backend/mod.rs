//! One interface to the two drivers: connections, rows, errors. They differ in data, not in copied
//! code.
//!
//! This is the one place that knows two drivers; everything above it runs once for both. What is
//! known of a transaction that failed is one value (`verdict.rs`), and one file commits
//! (`transaction.rs`).

mod bind;
mod class;
mod connect;
mod connection;
mod connections;
mod dynamic;
mod failure;
mod options;
mod packed;
mod pools;
mod postgres;
mod postgres_errors;
mod row;
mod session;
mod sqlite;
mod sqlite_errors;
mod transaction;
mod url;
mod verdict;

pub(super) use connection::Connection;
pub use connections::Connections;
pub(super) use dynamic::RawCells;
pub(super) use failure::RUNTIME_ENDED;
pub use options::Durability;
pub(super) use options::OpenOptions;
pub(super) use packed::Packed;
pub(super) use pools::Pools;
pub(super) use row::Cells;
pub(super) use transaction::Transaction;
pub(crate) use url::DatabaseUrl;
pub(super) use verdict::Failure;
