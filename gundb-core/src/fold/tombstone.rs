//! What is known of a row that was removed.

use serde::{Deserialize, Serialize};

use super::event_context::EventContext;
use crate::clock::{CanonicalKey, VectorClock};
use crate::model::Origin;

/// A row that was removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tombstone {
    /// Canonical key of the last event, of those that are ignored, too.
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
    pub(super) fn new(clock: &VectorClock<Origin>, context: &EventContext) -> Self {
        let lost = !context.clock.dominates(clock);
        let mut clock = clock.clone();
        clock.merge(&context.clock);
        Self { order: context.order, clock, by: context.dot(), lost }
    }

    /// Takes note of an event that comes after the removal, and that removes as well or is ignored.
    pub(super) fn note(&mut self, context: &EventContext, removes: bool) {
        let (origin, sequence) = self.by;
        let knew = Origin::new(origin).is_ok_and(|origin| context.clock.get(origin) >= sequence);
        if removes && context.clock.dominates(&self.clock) {
            // Whoever removes it again has seen what was lost.
            (self.by, self.lost) = (context.dot(), false);
        } else if !removes && !knew && !context.repeats {
            self.lost = true;
        }
        self.order = context.order;
        self.clock.merge(&context.clock);
    }
}
