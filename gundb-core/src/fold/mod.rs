//! How events become rows: one rule interpreter for everyone. Pure.
//!
//! A [`Plan`] is a view description made ready. It turns an event into a [`Change`] (all that can
//! go wrong goes wrong here, from the event alone), and a change then applies to any row without
//! fail.
//!
//! Folds that an application wrote by hand go the same way (`code.rs`). Rows of many streams are
//! functions of the set of their events (`many_streams.rs`). What is listed as a conflict is read
//! off a row's state (`conflict.rs`). Whether a fold by hand converges is played in `converge/`.

mod any_order;
mod apply;
mod canonical;
mod cell;
mod change;
mod code;
mod conflict;
pub(crate) mod converge;
mod effect;
mod event_context;
mod event_plan;
mod facts;
mod fields;
mod frozen;
mod kept;
mod many_streams;
mod memory;
mod metadata;
mod plan;
mod row;
mod rules;
mod sets;
mod spelled;
mod tombstone;

pub(crate) use canonical::{ViewHash, cell_bytes, key_bytes};
pub(crate) use cell::Problem;
pub(crate) use change::{Applied, Change};
pub(crate) use code::Apply;
pub use code::Codes;
pub(crate) use conflict::{Conflict, conflicts};
pub(crate) use event_context::EventContext;
pub(crate) use event_plan::FoldEvent;
pub(crate) use frozen::{freeze, thaw};
pub(crate) use memory::Memory;
pub(crate) use plan::Plan;
pub(crate) use row::{Row, RowState};

#[cfg(test)]
mod tests;
