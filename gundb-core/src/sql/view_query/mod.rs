//! Queries over view tables.
//!
//! The text is written here, part by part, and not by the builder: what a reader sees in `explain`
//! is what was meant, with every parenthesis, and raw SQL stands in it as the caller wrote it.
//! Values are bound, each in its column's form.
//!
//! A query is one value (`wanted.rs`), whose filters are a tree (`condition.rs`). Paging by key is
//! a condition too (`keyset.rs`). Raw SQL is cut into text and binds by `scan.rs`.

mod condition;
mod groups;
mod keyset;
mod like;
mod named;
mod plan;
mod raw;
mod rows;
mod scan;
mod total;
mod wanted;
mod writer;

pub(crate) use condition::Condition;
pub(crate) use groups::{cells, group_counts, group_decimals, group_extremes, group_sums};
pub(crate) use like::Pattern;
pub(crate) use plan::{explain, plan_numbers, shown_values};
pub(crate) use raw::{raw_read, single_read};
pub(crate) use rows::query;
pub(crate) use scan::{Piece, pieces};
pub(crate) use total::{any, count, extreme};
pub(crate) use wanted::{Wanted, order};
