//! A view as data: its table, and for each column how events become a cell.

use serde::{Deserialize, Serialize};

use super::column::ColumnType;
use super::ids::Hash;

/// A table derived from events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewDescription {
    /// Name of the view and of its table.
    pub table: String,
    /// Only a higher version replaces a table.
    pub version: u32,
    /// The events it folds: stable names of event types.
    pub events: Vec<String>,
    /// Whose row an event belongs to.
    pub key: KeySource,
    /// Columns in table order.
    pub columns: Vec<ColumnDescription>,
    /// Event types that remove the row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delete: Vec<String>,
}

/// Whose row an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeySource {
    /// One row a stream, named by the stream's key.
    Stream,
    /// One row for each value of the key columns, over many streams.
    Fields,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnDescription {
    /// Name in the table.
    pub name: String,
    /// Type in the table.
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    /// Whether it may be NULL.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// Whether it has an index.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub index: bool,
    /// Where its cells come from.
    pub role: Role,
}

/// Where the cells of a column come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Part of the key; no parts where the key is the stream's.
    Key(Vec<KeyPart>),
    /// Folded by rules: at most one step for an event type.
    Fold(Vec<Step>),
    /// Kept by GunDB.
    Meta(Meta),
}

/// A key column's value in events of one type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyPart {
    /// Event type.
    pub event: String,
    /// Key in its payload.
    pub field: String,
    /// What is made of it.
    #[serde(default, skip_serializing_if = "Transform::is_none")]
    pub transform: Transform,
}

/// What a key makes of a payload field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// The field as it is.
    #[default]
    None,
    /// The calendar day of a time, in UTC.
    Day,
}

impl Transform {
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// What events of one type do to a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Event type.
    pub event: String,
    /// The rule.
    pub action: Action,
}

/// A rule. In each, null is what a missing or null payload field gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Last writer in canonical order; null clears.
    Set(Source),
    /// First writer in canonical order; null is skipped.
    First(Source),
    /// Adds modulo 2^64; null is skipped.
    Add(Source),
    /// Subtracts modulo 2^64; null is skipped.
    Sub(Source),
    /// Counts events.
    Count,
}

impl Action {
    /// The payload field that the rule reads.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Set(Source::Field(field))
            | Self::First(Source::Field(field))
            | Self::Add(Source::Field(field))
            | Self::Sub(Source::Field(field)) => Some(field),
            _ => None,
        }
    }
}

/// Where a rule's operand comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A payload field, by its key in the JSON text.
    Field(String),
    /// Always the same; in the JSON form that an event would carry.
    Constant(serde_json::Value),
}

/// Columns that GunDB keeps without a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

impl ViewDescription {
    /// The definition as the catalog keeps it.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("a description has only string keys and finite numbers")
    }

    /// Hash of the definition, and of the schemas of what it reads, each by its event type.
    pub fn hash<'a>(&self, schemas: impl IntoIterator<Item = (&'a str, String)>) -> Hash {
        let mut text = self.to_text();
        for (event, schema) in schemas {
            text.push_str(&format!("\n{event} {schema}"));
        }
        Hash::of(text.as_bytes())
    }

    /// Event types and payload fields that keys and rules read, in a fixed order.
    pub fn fields_read(&self) -> Vec<(&str, &str)> {
        let mut read = Vec::new();
        for column in &self.columns {
            match &column.role {
                Role::Key(parts) => {
                    read.extend(parts.iter().map(|part| (part.event.as_str(), part.field.as_str())))
                }
                Role::Fold(steps) => read.extend(
                    steps
                        .iter()
                        .filter_map(|step| step.action.field().map(|field| (step.event.as_str(), field))),
                ),
                Role::Meta(_) => {}
            }
        }
        read
    }

    /// The key columns, in table order.
    pub fn key_columns(&self) -> impl Iterator<Item = &ColumnDescription> {
        self.columns.iter().filter(|column| matches!(column.role, Role::Key(_)))
    }
}
