//! What is known of a row that was removed.

use serde::{Deserialize, Serialize};

use super::event_context::Place;
use crate::clock::{CanonicalKey, VectorClock};
use crate::model::Origin;

/// A row that was removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tombstone {
    /// Place of the last event, of those that are ignored, too.
    pub(crate) order: CanonicalKey,
    /// What all its events had seen.
    clock: VectorClock<Origin>,
    /// Origin and sequence of the event that removed it.
    by: (u64, u64),
    /// Whether an event was lost whose writer and the remover knew nothing of each other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) lost: bool,
}

impl Tombstone {
    /// Of a row with this clock, which an event removes.
    pub(super) fn new(clock: &VectorClock<Origin>, place: &Place) -> Self {
        let lost = !place.clock.dominates(clock);
        let mut clock = clock.clone();
        clock.merge(&place.clock);
        Self { order: place.order, clock, by: place.dot(), lost }
    }

    /// Takes note of an event that comes behind the removal, and that removes as well or is ignored.
    pub(super) fn note(&mut self, place: &Place, removes: bool) {
        let (origin, sequence) = self.by;
        let knew = Origin::new(origin).is_ok_and(|origin| place.clock.get(origin) >= sequence);
        if removes && place.clock.dominates(&self.clock) {
            // Whoever removes it again has seen what was lost.
            (self.by, self.lost) = (place.dot(), false);
        } else if !removes && !knew && !place.repeats {
            self.lost = true;
        }
        self.order = place.order;
        self.clock.merge(&place.clock);
    }
}
