//! Queries over view tables, as they run.
//!
//! A query comes as one description (`sql/view_query/wanted.rs`), which `view/query.rs` fills from
//! filters, order, limit and cursor. `store/readable.rs` decides which table it reads; `check.rs`
//! refuses what one database would take and the other would not. Then come rows (`question.rs`),
//! pages (`page.rs`), totals (`total.rs`), single columns and groups (`groups.rs`), and plans
//! (`explain.rs`).

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
