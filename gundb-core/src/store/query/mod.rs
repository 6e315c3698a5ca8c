//! Queries over view tables, as they run.

mod check;
mod explain;
mod groups;
mod page;
mod question;
mod reading;
mod total;

pub(super) use check::{check_operand, check_raw};
pub use explain::{Explanation, SqlText};
pub use groups::ColumnSum;
pub(crate) use page::RawPage;
pub(crate) use question::{Question, ServingView};
