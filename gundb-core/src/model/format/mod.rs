//! The event format, version 1: bytes that travel, and the hash over them.
//!
//! The contract is `docs/event-format.md`; its test vectors are `docs/event-format-vectors.json`.
//!
//! Its types are exhaustive: whoever encodes a record must say every field, and a new field is a
//! new version of the format.

mod decode;
mod encode;
mod fields;
mod genesis;
mod record;
mod tag;

pub use genesis::Genesis;
pub use record::{FORMAT_VERSION, Kind, Record};

#[cfg(test)]
mod tests;
