//! Virtual wall time and seeded random numbers, instead of the system's.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gundb::clock::Clock;
use gundb::store::Entropy;
use jiff::Timestamp;

use crate::dice::Dice;

/// When a history begins: 2026-01-01, in milliseconds since 1970.
const BEGINNING_MS: i64 = 1_767_225_600_000;

/// What one node's wall clock shows. Clones show the same.
#[derive(Clone, Debug)]
pub(super) struct VirtualClock(Arc<AtomicI64>);

impl VirtualClock {
    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(BEGINNING_MS)))
    }

    /// Moves time on, or lets it jump.
    pub(super) fn move_by(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).expect("histories are short")
    }
}

/// A node's random numbers. Clones draw from one sequence, so that a crash does not begin it anew.
#[derive(Clone, Debug)]
pub(super) struct Seeded(Arc<Mutex<Dice>>);

impl Seeded {
    pub(super) fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Dice::new(seed))))
    }
}

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> gundb::Result<()> {
        let mut dice = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for part in bytes.chunks_mut(8) {
            part.copy_from_slice(&dice.roll().to_le_bytes()[..part.len()]);
        }
        Ok(())
    }
}
