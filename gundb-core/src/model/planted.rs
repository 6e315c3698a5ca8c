//! Bugs on purpose, for the tests that must find them: feature `planted`, which nothing but a test may enable.
//!
//! Without the feature every question below is `false` at compile time, and nothing of this is in the program.

#[cfg(feature = "planted")]
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU8, Ordering},
    sync::{Mutex, PoisonError},
};

/// A bug that can be switched on, for the whole process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "planted"), allow(dead_code, reason = "they are only asked for"))]
#[repr(u8)]
pub enum Planted {
    /// None.
    Nothing,
    /// A log's head moves to records that only wait.
    CursorBeforeEvents,
    /// Who has heard of record 7 takes 6 for known.
    HighWaterDedupe,
    /// Events of one HLC are folded as they come.
    ArrivalOrderOnTie,
    /// Events are folded in the order of their writers' wall clocks.
    WallClockOrder,
    /// View rows are written in a transaction of their own, behind the events.
    ViewAfterCommit,
    /// The last writer of a row wins all its fields.
    LastWriterOfRow,
    /// An id that a caller gave may be used on one node only.
    UniqueEventId,
    /// Real numbers go through text with 15 digits.
    RealsAsText,
    /// Positions come from a sequence, which takes none back of those that were never committed.
    NumbersOutliveRollback,
    /// The store's row is read before the lock on it is had.
    ReadBeforeLock,
}

#[cfg(feature = "planted")]
static PLANTED: AtomicU8 = AtomicU8::new(Planted::Nothing as u8);

/// Switches a bug on, and the one before off.
#[cfg(feature = "planted")]
pub fn plant(bug: Planted) {
    PLANTED.store(bug as u8, Ordering::SeqCst);
}

/// Whether a bug is switched on.
#[cfg(feature = "planted")]
pub(crate) fn is_planted(bug: Planted) -> bool {
    PLANTED.load(Ordering::SeqCst) == bug as u8
}

/// The next number of a sequence, which knows nothing of transactions.
#[cfg(feature = "planted")]
pub(crate) fn next_of_sequence(owner: u64, at_least: i64) -> i64 {
    static SEQUENCES: Mutex<BTreeMap<u64, i64>> = Mutex::new(BTreeMap::new());
    let mut sequences = SEQUENCES.lock().unwrap_or_else(PoisonError::into_inner);
    let last = sequences.entry(owner).or_default();
    *last = (*last + 1).max(at_least);
    *last
}

/// The next number of a sequence: never asked for.
#[cfg(not(feature = "planted"))]
pub(crate) const fn next_of_sequence(_: u64, at_least: i64) -> i64 {
    at_least
}

/// Whether a bug is switched on: never.
#[cfg(not(feature = "planted"))]
pub(crate) const fn is_planted(_: Planted) -> bool {
    false
}
