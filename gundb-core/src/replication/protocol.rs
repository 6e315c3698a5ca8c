//! The protocol of replication: for those who carry sessions over something of their own (a socket,
//! a file, HTTP), and for stores that are no database of this library.
//!
//! Whoever only brings databases together needs none of it: see [`sync`](crate::transport::sync).
//!
//! A carrier makes a [`Session`] for its store, hands it what happens ([`Input`]), and does what it
//! answers, in order ([`SessionAction`]): it sends a [`Message`] as [`Message::encode`] writes it,
//! gets runs from the store ([`Load`], [`Loaded`]) or gives them to it, and stops at the
//! [`Summary`]. The rest is what messages are made of: [`Hello`] and [`Ranges`] compare what two
//! nodes hold, by a [`Digest`] of their heads over an [`OriginRange`]; [`Wanted`] and
//! [`LogPosition`] say who lacks what.
//!
//! What a message says is fixed by the version of the protocol
//! ([`PROTOCOL_VERSION`](super::limits::PROTOCOL_VERSION)): these types are exhaustive, as whoever
//! makes a message must say all of it. So are [`Input`] and [`SessionAction`]: a carrier that
//! passed one over would carry nothing.

pub use super::difference::{Difference, LogPosition};
pub use super::digest::{Digest, Holding, Told};
pub use super::interface::{Load, Loaded, Wanted};
pub use super::message::{Body, Hello, Message, Ranges};
pub use super::range::OriginRange;
pub use super::run::OpenRun;
pub use super::session::{Input, Session, SessionAction, Summary};
