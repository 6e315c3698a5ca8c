//! The parts of the `layout` benchmark.

pub(crate) mod column;
pub(crate) mod event;
pub(crate) mod measure;
pub(crate) mod postgres;
pub(crate) mod report;
pub(crate) mod sqlite;
pub(crate) mod table;
