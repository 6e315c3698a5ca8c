//! Carriers of replication sessions.
//!
//! [`run_session`] holds a session over any [`Transport`]; [`ByteStream`] makes one of whatever
//! carries bytes, and [`sync`] brings two stores of one process together. Sockets are a node's
//! business; here is what needs none.

mod byte_stream;
mod carrier;
mod counted;
mod in_process;
mod outbox;
mod run_session;

pub use byte_stream::{ByteReceiver, ByteSender, ByteStream};
pub use carrier::{CarrierError, MessageReceiver, MessageSender, Transport};
pub use counted::{Amount, Counted, Traffic};
pub use in_process::{SyncReport, Way, sync};
pub use run_session::{Role, run_session};

#[cfg(test)]
mod tests;
