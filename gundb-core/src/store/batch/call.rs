//! What all events of one append call share.

use super::state::Batch;
use crate::clock::Hlc;
use crate::error::Error;

/// What all events of one append call share.
pub(in crate::store) struct Call {
    pub(in crate::store) hlc: Hlc,
    pub(in crate::store) nonce: u64,
    pub(in crate::store) recorded_us: i64,
    pub(in crate::store) length: u32,
}

impl Batch {
    /// Takes the next HLC and a nonce for a call of this many events.
    pub(in crate::store) fn call(&mut self, length: usize) -> Result<Call, Error> {
        let nonce = self
            .answered
            .nonces
            .pop()
            .ok_or_else(|| Error::corrupt("no nonce was drawn for this append"))?;
        if length > 0 {
            self.hlc = self.hlc.next(self.now);
        }
        let length = u32::try_from(length).expect("a batch is bounded by BATCH_EVENTS_MAX");
        Ok(Call { hlc: self.hlc, nonce, recorded_us: self.now.as_microsecond(), length })
    }
}
