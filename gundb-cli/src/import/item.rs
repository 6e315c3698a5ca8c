//! An event on its way into the store.

use gundb::NewEvent;
use gundb::model::StreamRef;

/// An event of a line.
#[derive(Debug)]
pub(crate) struct Item {
    pub(super) line: u64,
    pub(super) stream: StreamRef,
    pub(crate) event: NewEvent,
}

impl Item {
    /// As the store counts them.
    pub(super) fn bytes(&self) -> usize {
        let metadata = self.event.metadata.to_text().ok().flatten().map_or(0, |text| text.len());
        self.event.payload.len() + self.stream.key.len() + metadata
    }
}
