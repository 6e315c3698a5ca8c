//! A batch in the making: records are placed in it, and become statements.
//!
//! Own and received records pass the same function, `place.rs`. `persist.rs` makes the statements:
//! new streams, events, rows, heads, and last the locked row, as sets that travel with the commit.
//! A view whose code is in another process is marked *behind* there.

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
