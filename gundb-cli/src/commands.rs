//! One file for each command; each has `Args` and `run`.

pub(crate) mod append;
pub(crate) mod completions;
pub(crate) mod conflicts;
pub(crate) mod demo;
pub(crate) mod export;
pub(crate) mod help;
pub(crate) mod import;
pub(crate) mod migrate;
pub(crate) mod model;
pub(crate) mod read;
pub(crate) mod streams;
pub(crate) mod sync;
pub(crate) mod verify;
pub(crate) mod view;
