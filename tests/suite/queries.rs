//! Queries over views: what they find, in which order, in which pages, and how.

mod by_name;
mod compared;
mod filters;
mod groups;
mod pages;
mod plans;
mod random;
mod raw;
mod raw_types;
mod row_streams;
mod things;
mod totals;
mod wares;
