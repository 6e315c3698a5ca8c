//! How two nodes come to hold the same events: pure, with bytes in and actions out.
//!
//! The contract is `docs/wire-format.md`. A [session](protocol::Session) compares what two nodes
//! hold, and sends each what it lacks; what carries its messages (a socket, a file, a test) does
//! what its [actions](protocol::SessionAction) say. A store takes part through
//! [`EventSource`] and [`EventSink`].
//!
//! The values that sessions and their carriers exchange are in [`protocol`].

mod difference;
mod digest;
mod interface;
pub mod limits;
mod message;
pub mod protocol;
mod range;
mod refusal;
mod run;
mod session;
#[cfg(test)]
pub(crate) mod tests;

pub use interface::{EventSink, EventSource, Received, RefusedRun};
pub use refusal::Refusal;
pub use run::Run;

#[cfg(test)]
use protocol::*;
