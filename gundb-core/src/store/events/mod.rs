//! Logs, records and streams as the tables hold them.

mod event_page;
mod logs;
mod origins;
pub(in crate::store) mod recorded;
pub(in crate::store) mod stream_row;

pub(in crate::store) use event_page::{EventPage, FIRST_EVENTS, Names};
pub(in crate::store) use logs::{Log, Logged};
pub(in crate::store) use origins::Origins;
pub use recorded::Recorded;
pub(in crate::store) use stream_row::{Standing, hash_from, row_from, standing};
