//! How two nodes come to hold the same events: pure, with bytes in and actions out.
//!
//! The contract is `docs/wire-format.md`. A [`Session`] compares what two nodes hold, and sends
//! each what it lacks; what carries its messages (a socket, a file, a test) does what its
//! [`SessionAction`]s say. A store takes part through [`EventSource`] and [`EventSink`].

mod difference;
mod digest;
mod interface;
pub mod limits;
mod message;
mod range;
mod refusal;
mod run;
mod session;
#[cfg(test)]
pub(crate) mod tests;

pub use difference::{Difference, LogPosition};
pub use digest::{Digest, Holding, Told};
pub use interface::{EventSink, EventSource, Load, Loaded, Received, RefusedRun, Wanted};
pub use message::{Body, Hello, Message, Ranges};
pub use range::OriginRange;
pub use refusal::Refusal;
pub use run::{OpenRun, Run};
pub use session::{Input, Session, SessionAction, Summary};
