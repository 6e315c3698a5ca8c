//! Events as rows of the plain table.

use std::time::SystemTime;

use anyhow::Result;
use gundb::Event as _;

use crate::event::AccountEvent;

/// One event on its way into the plain table.
pub(crate) struct Row {
    pub(crate) stream: String,
    pub(crate) version: i64,
    pub(crate) event_type: &'static str,
    pub(crate) time_us: i64,
    pub(crate) payload: String,
    /// What the view row takes from the event.
    pub(crate) reference: String,
}

impl Row {
    /// The rows of events that follow the `version` events which their stream holds.
    pub(crate) fn of(stream: &str, version: u64, events: &[AccountEvent]) -> Result<Vec<Self>> {
        let time_us = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_micros() as i64;
        let row = |(event, version): (&AccountEvent, i64)| {
            Ok(Self {
                stream: stream.to_owned(),
                version,
                event_type: event.event_type(),
                time_us,
                payload: event.to_payload()?,
                reference: event.reference().to_owned(),
            })
        };
        events.iter().zip(version as i64 + 1..).map(row).collect()
    }
}
