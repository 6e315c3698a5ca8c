//! Where both sides of a comparison keep their data.

use anyhow::Result;

use crate::durability::Durability;
use crate::raw::Connection;

/// Whose data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Ours,
    Raw,
}

/// Empty databases for both sides.
pub(crate) struct Fresh<C> {
    /// Our side's database.
    pub(crate) url: String,
    /// The raw side's connection, with its plain tables.
    pub(crate) raw: C,
}

/// Where both sides keep their data.
pub(crate) trait Database {
    /// The raw side's connection.
    type Raw: Connection;

    /// Its word on the command line and in reports.
    const NAME: &'static str;

    /// Version and settings, those of the durability included.
    async fn describe(&mut self, durability: Durability) -> Result<String>;

    /// Empty databases for both sides; what was there before is removed.
    async fn fresh(&mut self, durability: Durability) -> Result<Fresh<Self::Raw>>;

    /// Bytes that one side's tables and indexes take on disk, logs of the database left out.
    async fn bytes(&mut self, side: Side) -> Result<u64>;

    /// Removes everything.
    async fn close(self) -> Result<()>;
}

impl Side {
    /// Its word in the names of databases and files.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Raw => "raw",
        }
    }
}
