//! Where the cells of a view's columns come from.

use serde::{Deserialize, Serialize};

use super::path::FieldPath;
use super::rule::Step;

/// Where the cells of a column come from.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Role {
    /// Part of the key; no parts where the key is the stream's.
    Key(Vec<KeyPart>),
    /// Folded by rules: at most one step for an event type.
    Fold(Vec<Step>),
    /// Kept by GunDB.
    Meta(Meta),
    /// Folded by application code.
    Code,
}

/// A key column's value in events of one type.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct KeyPart {
    /// Event type.
    pub event: String,
    /// Where in its payload.
    pub field: FieldPath,
    /// What is made of it.
    pub transform: Transform,
}

impl KeyPart {
    /// A payload field as it is.
    pub fn new(event: impl Into<String>, field: FieldPath) -> Self {
        Self { event: event.into(), field, transform: Transform::None }
    }
}

/// What a key makes of a payload field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transform {
    /// The field as it is.
    #[default]
    None,
    /// The calendar day of a time, in UTC.
    Day,
}

/// Columns that GunDB keeps without a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Meta {
    /// Recorded time of the canonically first folded event.
    CreatedAt,
    /// Recorded time of the canonically last folded event.
    UpdatedAt,
    /// How many events are folded into the row.
    Version,
    /// Vector clock of the row, as JSON by origin.
    Clock,
}

impl Meta {
    /// Its name in model files.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::Version => "version",
            Self::Clock => "clock",
        }
    }
}
