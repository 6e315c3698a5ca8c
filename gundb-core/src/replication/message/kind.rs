//! Codes in messages, and how large each kind may be.

use super::super::limits::{EVENTS_BYTES_MAX, PAGE_BYTES_MAX};

pub(super) const HELLO: u8 = 1;
pub(super) const RANGES: u8 = 2;
pub(super) const EVENTS: u8 = 3;
pub(super) const ACKNOWLEDGED: u8 = 4;
pub(super) const DONE: u8 = 5;
pub(super) const REFUSED: u8 = 6;

/// A range as a sum, and as heads.
pub(super) const SUM: u8 = 0;
pub(super) const HEADS: u8 = 1;

pub(super) const REFUSED_VERSION: u8 = 1;
pub(super) const REFUSED_SPACE: u8 = 2;
pub(super) const REFUSED_MALFORMED: u8 = 3;
pub(super) const REFUSED_OUT_OF_TURN: u8 = 4;
pub(super) const REFUSED_TROUBLE: u8 = 5;

/// The largest body of a kind.
pub(super) fn bytes_max(kind: u8) -> usize {
    if kind == EVENTS { EVENTS_BYTES_MAX } else { PAGE_BYTES_MAX }
}
