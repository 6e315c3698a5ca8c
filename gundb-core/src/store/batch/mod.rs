//! A batch in the making: records get their places in it, and become statements.

mod call;
mod heads;
pub(in crate::store) mod load;
mod merge;
mod persist;
mod place;
mod state;
mod stream;

pub(in crate::store) use call::Call;
pub(in crate::store) use heads::ForeignHeads;
pub(in crate::store) use load::known_event;
pub(in crate::store) use place::Placed;
pub(in crate::store) use state::{Batch, KnownEvent, KnownEvents, Logs};
pub(in crate::store) use stream::StreamState;
