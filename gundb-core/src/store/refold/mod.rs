//! Rows that are folded from events that are stored already.
//!
//! Rows that an event is late for (`fold/change.rs` says so) begin again from a snapshot
//! (`store/rows/snapshot.rs`), in `in_order.rs`. Receives and catch-ups use the same.

mod folder;
mod in_order;
mod late;

pub(in crate::store) use folder::Folder;
pub(in crate::store) use in_order::Past;
