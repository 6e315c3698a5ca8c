//! Where an event stands.

use jiff::Timestamp;

use crate::clock::{CanonicalKey, VectorClock};
use crate::model::{Origin, Value, in_column_range};

/// Where an event stands: its place in canonical order, what its writer had seen of its stream, its recorded time.
#[derive(Clone, Debug)]
pub(crate) struct EventContext {
    pub(crate) order: CanonicalKey,
    pub(crate) clock: VectorClock<Origin>,
    pub(crate) recorded_us: i64,
    /// Whether another event of the stream brings the same fact and counts instead of this one.
    pub(crate) repeats: bool,
}

impl EventContext {
    /// Where an event would stand that is only tried, behind all others: code of the application's sees no difference.
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
