//! How a database is opened.

use super::connections::Connections;

/// What SQLite promises of an acknowledged append when the power fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Durability {
    /// It survives: `synchronous=FULL` on SQLite, `synchronous_commit=on` on Postgres.
    #[default]
    Full,
    /// The last ones may be lost, the database stays whole: `synchronous=NORMAL`,
    /// `synchronous_commit=off`.
    Normal,
}

/// How a database is opened.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct OpenOptions {
    /// Whether a missing SQLite file is created.
    pub(in crate::store) create: bool,
    pub(in crate::store) durability: Durability,
    pub(in crate::store) connections: Connections,
}
