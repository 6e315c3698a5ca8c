//! A page for each task, with examples that run.
//!
//! | task | page |
//! |---|---|
//! | write events, with expectations, ids and metadata | [`append`] |
//! | decide on a stream's state, and append what was decided | [`decide`] |
//! | ask views for rows, pages and totals | [`query`] |
//! | change events and views while their database goes on | [`evolve`] |
//! | bring databases together that wrote apart | [`replicate`] |
//! | what the words mean | [`glossary`] |
//!
//! The pages in the repository's folder `docs` say more: `docs/guide` goes from the first model to
//! the command line, `docs/queries.md` has all that can be asked of a view.

pub mod append;
pub mod decide;
pub mod evolve;
#[doc = include_str!("../../../docs/glossary.md")]
pub mod glossary {}
pub mod query;
pub mod replicate;
