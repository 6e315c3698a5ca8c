//! Time without trust in clocks: HLC, vector clocks, canonical order. Pure.

mod canonical;
mod causal;
mod hlc;
mod vector;

pub use canonical::CanonicalKey;
pub use causal::causal_order;
pub use hlc::{Clock, Hlc, SystemClock};
pub use vector::{Causality, VectorClock};

#[cfg(test)]
mod tests;
