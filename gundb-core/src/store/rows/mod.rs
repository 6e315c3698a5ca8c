//! Rows of views: asked for, folded in memory, written.

mod entry;
mod holders;
mod question;
mod snapshot;
mod touched;
mod view_rows;

pub(in crate::store) use entry::Entry;
pub(in crate::store) use holders::{Holders, Moved};
pub(in crate::store) use question::{Asked, Question};
pub(in crate::store) use touched::{RowKey, Rows};
pub(in crate::store) use view_rows::row_from;
