//! Benchmarks of GunDB against the raw databases; each is a program in `src/bin`.
//!
//! What they share: the events, the two sides (`ours`, `raw`), the databases on which both keep
//! their data, the callers that append, and figures of rounds.

pub mod compare;
mod conditions;
mod database;
pub mod deposits;
mod drive;
mod durability;
mod event;
mod figures;
pub mod growth;
pub mod late;
mod machine;

mod ours;
mod page;
mod raw;

pub use machine::peak_memory_mib;
