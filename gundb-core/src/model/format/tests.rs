//! The event format against its page: properties, refusals, and the test vectors in `docs/`.

mod arbitrary;
mod genesis;
mod json;
mod mutation;
mod references;
mod refused;
mod roundtrip;
mod schema;
mod vectors;
