//! The parts of the `append` benchmark.

pub(crate) mod args;
pub(crate) mod case;
pub(crate) mod compare;
pub(crate) mod database;
pub(crate) mod drive;
pub(crate) mod machine;
pub(crate) mod model;
pub(crate) mod ours;
pub(crate) mod postgres;
pub(crate) mod raw;
pub(crate) mod report;
pub(crate) mod sqlite;
