//! Which event types the catalog knows.

use super::handle::Gundb;
use crate::error::Result;

/// An event type that somebody registered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct EventTypeInfo {
    /// Stable name of its stream type.
    pub stream_type: String,
    /// Its stable name.
    pub name: String,
    /// Newest version of its payload's schema; 0 where it has none.
    pub schema_version: u32,
}

impl EventTypeInfo {
    /// An event type: for tests of what is made of lists of them.
    pub fn new(
        stream_type: impl Into<String>,
        name: impl Into<String>,
        schema_version: u32,
    ) -> Self {
        Self { stream_type: stream_type.into(), name: name.into(), schema_version }
    }
}

/// # The catalog
impl Gundb {
    /// All event types of all stream types, by stream type and name.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn event_types(&self) -> Result<Vec<EventTypeInfo>> {
        let catalog = self.reload_catalog().await?;
        let info =
            |(name, event_type): (&String, &crate::store::catalog::EventType)| EventTypeInfo {
                stream_type: event_type.stream_type.clone(),
                name: name.clone(),
                schema_version: event_type.schemas.last().map_or(0, |(version, ..)| *version),
            };
        let mut types: Vec<_> = catalog.event_types.iter().map(info).collect();
        types.sort_unstable();
        Ok(types)
    }
}
