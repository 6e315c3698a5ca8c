//! Opening, migrating, writing and reading a database. The only room with sqlx.

mod append;
mod backend;
mod catalog;
mod catch_up;
mod codes;
mod conflict;
mod handle;
mod identity;
mod migrate;
mod open;
mod read;
mod readable;
mod recorded;
mod register;
mod retry;
mod streams;
mod types;
mod verify;
mod view_state;
mod views;
mod write;
mod writer;

pub use append::{Append, Appended, AppendedTo};
pub use backend::Durability;
pub use conflict::{CONFLICT_MISSED_MAX, Conflict, DuplicateId};
pub use handle::Gundb;
pub use migrate::{Migration, Migrations};
pub use open::Builder;
pub use read::{Events, Read};
pub use recorded::Recorded;
pub use streams::StreamInfo;
pub use types::EventTypeInfo;
pub use verify::{Finding, Report, ViewReport};
pub use view_state::ViewState;
pub use views::{ViewInfo, ViewRows};
