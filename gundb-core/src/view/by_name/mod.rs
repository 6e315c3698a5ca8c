//! Queries over views by their names: columns, filters, orders, pages and totals as data.

mod filter;
mod query;
mod rows;
mod totals;

pub use filter::{FilterValue, RowFilter};
pub use query::NamedQuery;
pub use rows::{NamedPage, NamedRows};
pub use totals::{Total, TotalOfGroup, TotalValue};
