//! A kind of database, as this benchmark needs it.

use anyhow::Result;

use super::case::Case;
use super::raw::Connection;

/// Where both sides keep their data.
pub(crate) trait Database {
    /// The raw side's connection.
    type Raw: Connection;

    /// Version and settings.
    async fn describe(&mut self) -> Result<String>;

    /// An empty database for our side, by its URL, and empty plain tables for the raw side.
    async fn fresh(&mut self, case: Case) -> Result<(String, Self::Raw)>;

    /// Removes everything.
    async fn close(self) -> Result<()>;
}
