//! Rows that are folded from events that are stored already.

mod folder;
mod in_order;
mod late;

pub(in crate::store) use folder::Folder;
pub(in crate::store) use in_order::Past;
