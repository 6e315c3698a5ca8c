//! Views on their way to being live: chunk by chunk, while appends go on.
//!
//! A chunk folds pages of the events after the view's position, and writes rows and position in one
//! transaction under the lock of the view's own row: killed anywhere, it goes on where the last
//! chunk ended. Several processes may work on one view; a process that finds the position moved
//! folds again from there. Only the last step, which is short, takes the store's lock: it folds
//! what is left and makes the view live, instead of an older table if there is one.
//!
//! `task.rs` runs one task for each view and process, `chunks.rs` folds chunk after chunk,
//! `flip.rs` is the last step (what people hung on an older table moves over in
//! `store/catalog/hung.rs`), and `repair.rs` folds what application code could not take before.
//! `docs/life-of-a-view.md` describes it as a whole.

mod chunks;
mod flip;
mod repair;
mod standing;
mod task;
pub(super) use chunks::all;
pub(super) use repair::{repair, to_repair};
pub(super) use standing::without_code;
pub(super) use task::{catch_up, start};
