//! What both sides promise of an append that they acknowledged.

use clap::ValueEnum;

/// What an acknowledged append survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Durability {
    /// Loss of power.
    Full,
    /// A crash of the process; the last ones may be lost with the power.
    Normal,
}

impl Durability {
    /// Its word on the command line and in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Normal => "normal",
        }
    }
}

impl From<Durability> for gundb::store::Durability {
    fn from(durability: Durability) -> Self {
        match durability {
            Durability::Full => Self::Full,
            Durability::Normal => Self::Normal,
        }
    }
}
