//! The handle that applications hold.

use std::sync::Arc;

use super::shared::Shared;
use super::writer::Writer;
use crate::model::StreamRef;

/// An open database. Cheap to clone; all clones share one writer.
#[derive(Clone)]
pub struct Gundb {
    pub(super) shared: Arc<Shared>,
    pub(super) writer: Writer,
}

/// # Opening and closing
impl Gundb {
    /// Waits until no other task of this process decides on a stream.
    pub(crate) async fn decider(&self, stream: &StreamRef) -> tokio::sync::MutexGuard<'_, ()> {
        self.shared
            .stream_lock(self.shared.space.stream_id(&stream.stream_type, &stream.key))
            .lock()
            .await
    }

    /// The URL without its password.
    pub fn url(&self) -> String {
        self.shared.url.to_string()
    }

    /// Waits until what was queued is written, and closes all connections.
    pub async fn close(self) {
        self.writer.drain().await;
        self.shared.pools.close().await;
    }
}

impl std::fmt::Debug for Gundb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gundb").field("url", &self.shared.url).finish_non_exhaustive()
    }
}
