//! Hybrid logical clock: 48 bits of milliseconds and 16 of counter in one number.
//!
//! Source: Kulkarni et al., "Logical Physical Clocks" (2014). The counter runs over into the
//! milliseconds, so that it never ends.

use std::fmt;

use jiff::Timestamp;

use crate::model::limits::HLC_FREE_MAX;

const COUNTER_BITS: u32 = 16;

/// Where wall time comes from: the system, or a test.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The system's wall clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A reading of the hybrid logical clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hlc(u64);

impl Hlc {
    /// A reading from its number, below 2^63.
    pub const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The reading as one number, below 2^63.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The next reading of a store that has seen `self`: above it, and at wall time if that is
    /// later. Wall time before 1970 counts as 1970, and wall time from [`HLC_FREE_MAX`] on is not
    /// believed.
    #[must_use]
    pub fn next(self, now: Timestamp) -> Self {
        let wall_ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let wall = wall_ms.checked_shl(COUNTER_BITS).unwrap_or(u64::MAX).min(HLC_FREE_MAX - 1);
        Self(wall.max(self.0.saturating_add(1)))
    }

    /// The milliseconds since 1970 in the reading.
    pub fn milliseconds(self) -> u64 {
        self.0 >> COUNTER_BITS
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.milliseconds(), self.0 & ((1 << COUNTER_BITS) - 1))
    }
}
