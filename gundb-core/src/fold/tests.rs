//! The rule interpreter against a plain model of the rules, and cells at the borders of their
//! types.

mod bytes;
mod cells;
mod decimals;
mod keyed;
mod lists;
mod many_streams;
mod mixed;
mod model;
mod random;
mod rules;
mod sums;

use proptest::prelude::*;

use super::{Change, EventContext, FoldEvent, Plan, RowState};
use crate::clock::{CanonicalKey, VectorClock};
use crate::model::{Hash, Origin};

/// An event as these tests make one.
#[derive(Clone, Debug)]
struct Event {
    event_type: &'static str,
    payload: serde_json::Value,
    recorded_us: i64,
    clock: VectorClock<Origin>,
}

impl Event {
    /// What it does in a view; no event here is unfit.
    fn change(&self, plan: &Plan) -> Option<Change> {
        let event = FoldEvent {
            stream_key: "key",
            event_type: self.event_type,
            payload: &self.payload,
            text: "",
        };
        plan.change(&event).unwrap()
    }

    /// Where it stands as the nth of all.
    fn context(&self, nth: usize) -> EventContext {
        let hash = Hash::of(&nth.to_be_bytes());
        let order =
            CanonicalKey { hlc: nth as u64, origin: 1, nonce: 0, sequence: 1 + nth as u64, hash };
        EventContext {
            order,
            clock: self.clock.clone(),
            recorded_us: self.recorded_us,
            repeats: false,
        }
    }
}

/// Something, and the same in another order.
fn shuffled<T: Clone + std::fmt::Debug + 'static>(
    items: impl Strategy<Value = Vec<T>>,
) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    items.prop_flat_map(|items| (Just(items.clone()), Just(items).prop_shuffle()))
}

/// The state of the one row of a view over one stream, folded by the interpreter.
fn fold(plan: &Plan, events: &[Event]) -> RowState {
    let mut state = RowState::default();
    for (nth, event) in events.iter().enumerate() {
        if let Some(change) = event.change(plan) {
            change.apply(plan, &mut state, &event.context(nth));
        }
    }
    state
}
