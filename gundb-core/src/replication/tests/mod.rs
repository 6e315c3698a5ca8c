//! Replication against its promises: bytes, comparisons, sessions, and whole histories over a node
//! in memory.

mod convergence;
mod cost;
mod digests;
mod meeting;
mod messages;
pub(crate) mod node;
mod ranges;
mod received;
mod runs;
mod session;
mod vectors;
