//! SQL statements as values, and table descriptions: the only layer with SQL text.
//!
//! What differs between databases is data: a [`Capability`], never a branch on a database's name in
//! the layers above.
//!
//! Rows in sets, several in one statement, are made in `set.rs`; conditions, orders and totals of
//! queries are in `view_query/`.

mod bound;
mod capability;
pub(crate) mod catalog;
pub(crate) mod decimal;
pub(crate) mod event;
pub(crate) mod ground;
pub(crate) mod hung;
mod hung_queries;
pub(crate) mod log;
pub(crate) mod migration;
pub(crate) mod page;
pub(crate) mod pending;
pub(crate) mod session;
mod set;
mod statement;
pub(crate) mod store;
pub(crate) mod stream;
pub(crate) mod view;
pub(crate) mod view_query;
pub(crate) mod view_table;

/// Ends a transaction, on every database.
pub(crate) const COMMIT: &str = "COMMIT";
/// Undoes a transaction, on every database.
pub(crate) const ROLLBACK: &str = "ROLLBACK";
/// A point in a transaction to go back to, on every database.
pub(crate) const SAVEPOINT: &str = "SAVEPOINT gundb";
/// Goes back to it: a statement that failed does not spoil the transaction. The point stays.
pub(crate) const ROLLBACK_TO_SAVEPOINT: &str = "ROLLBACK TO SAVEPOINT gundb";

pub(crate) use bound::{Array, Bound};
pub(crate) use capability::Dialect;
pub(crate) use statement::Statement;
pub use statement::{Comparison, Direction};
