//! What a fold knows of an event beside its payload.

use jiff::Timestamp;

use crate::clock::{CanonicalKey, VectorClock};
use crate::model::{Origin, Value, in_column_range};

/// The context of an event: its canonical key, what its writer had seen of its stream, its recorded
/// time.
#[derive(Clone, Debug)]
pub(crate) struct EventContext {
    pub(crate) order: CanonicalKey,
    pub(crate) clock: VectorClock<Origin>,
    pub(crate) recorded_us: i64,
    /// Whether another event of the stream brings the same fact and counts instead of this one.
    pub(crate) repeats: bool,
}

impl EventContext {
    /// The context of an event that is only tried: it comes after all others. Application code sees
    /// no difference.
    pub(crate) fn tried(origin: Origin, recorded_us: i64) -> Self {
        let order = CanonicalKey { origin: origin.number(), ..CanonicalKey::LAST };
        Self { order, clock: VectorClock::new(), recorded_us, repeats: false }
    }

    /// Origin and sequence of the event.
    pub(super) fn dot(&self) -> (u64, u64) {
        (self.order.origin, self.order.sequence)
    }

    /// The recorded time as a cell.
    pub(crate) fn recorded(&self) -> Value {
        let time = Timestamp::from_microsecond(self.recorded_us).ok().filter(in_column_range);
        Value::Time(time.unwrap_or(Timestamp::UNIX_EPOCH))
    }
}
