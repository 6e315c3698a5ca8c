//! Rules: what events do to a column.

use super::path::FieldPath;

/// What events of one type do to a column.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Step {
    /// Event type.
    pub event: String,
    /// The rule.
    pub action: Action,
}

impl Step {
    /// A rule for events of one type.
    pub fn new(event: impl Into<String>, action: Action) -> Self {
        Self { event: event.into(), action }
    }
}

/// A rule. In each, null is what a missing or null payload field gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Action {
    /// Last writer in canonical order; null clears.
    Set(Source),
    /// First writer in canonical order; null is skipped.
    First(Source),
    /// Adds: whole numbers modulo 2^64, decimals exactly; null is skipped.
    Add(Source),
    /// Subtracts, likewise; null is skipped.
    Sub(Source),
    /// Counts events.
    Count,
    /// The least value; null is skipped.
    Min(Source),
    /// The greatest value; null is skipped.
    Max(Source),
    /// The value (second) of the greatest time, date or whole number (first); of equal ones that of
    /// the last writer in canonical order. An event without a time is skipped; a null value clears.
    Latest(Source, Source),
    /// Puts an element, or each of a list, into a set; null is skipped.
    Insert(Source),
    /// Takes an element, or each of a list, out of a set, as far as the event's writer had seen it
    /// there; null is skipped.
    Remove(Source),
    /// Replaces the values that the event's writer had seen, and stands beside the others; null
    /// only clears.
    Siblings(Source),
}

impl Source {
    /// The payload field.
    pub fn field(&self) -> Option<&FieldPath> {
        match self {
            Self::Field(field) => Some(field),
            Self::Constant(_) => None,
        }
    }
}

impl Action {
    /// Where the value comes from that the rule brings.
    pub fn source(&self) -> Option<&Source> {
        match self {
            Self::Count => None,
            Self::Set(source)
            | Self::First(source)
            | Self::Add(source)
            | Self::Sub(source)
            | Self::Min(source)
            | Self::Max(source)
            | Self::Latest(_, source)
            | Self::Insert(source)
            | Self::Remove(source)
            | Self::Siblings(source) => Some(source),
        }
    }

    /// The payload fields that the rule reads.
    pub fn fields(&self) -> impl Iterator<Item = &FieldPath> {
        self.sources().filter_map(Source::field)
    }
}

/// Where a rule's operand comes from. There is no third place: a rule sees the event, and what was
/// said when it was made.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A payload field.
    Field(FieldPath),
    /// Always the same; in the JSON form that an event would carry.
    Constant(serde_json::Value),
}
