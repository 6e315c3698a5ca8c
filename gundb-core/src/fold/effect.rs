//! What a rule does to a cell.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::model::Value;

/// What a rule does to a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    Set(Value),
    First(Value),
    /// Added modulo 2^64.
    Add(i128),
    /// Added exactly.
    AddDecimal(Decimal),
    Min(Value),
    Max(Value),
    /// A value of a time, or of another number that is compared; none where there is no time.
    Latest(Option<i64>, Value),
    /// Elements by their canonical text.
    Insert(Vec<String>),
    Remove(Vec<String>),
    Sibling(Json),
}

impl Effect {
    /// The value that it brings, where it brings one as it is.
    pub(super) fn value(&self) -> Option<&Value> {
        match self {
            Self::Set(value) | Self::First(value) | Self::Latest(Some(_), value) => Some(value),
            _ => None,
        }
    }

    /// Whether two records of one fact count once.
    pub(super) fn is_total(&self) -> bool {
        matches!(self, Self::Add(_) | Self::AddDecimal(_))
    }

    /// Whether it makes a list longer.
    pub(super) fn fills_list(&self) -> bool {
        matches!(self, Self::Insert(_) | Self::Sibling(_))
    }
}
