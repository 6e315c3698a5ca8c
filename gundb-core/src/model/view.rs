//! A view as data: its table, and for each column how events become a cell.

use serde::{Deserialize, Serialize};

use super::column::{ColumnType, Value};
use super::ids::Hash;
use super::json;
use super::limits::INDEXED_TEXT_BYTES_MAX;
use super::path::FieldPath;
use super::validate::in_column_range;
use super::view_form::{ColumnForm, ViewForm};

/// A table derived from events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "ViewForm", into = "ViewForm")]
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
    pub delete: Vec<String>,
    /// Event types that begin the row afresh where it was removed.
    pub creates: Vec<String>,
}

/// Whose row an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// One row a stream, named by the stream's key.
    Stream,
    /// One row for each value of the key columns, over many streams.
    Fields,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ColumnForm", into = "ColumnForm")]
pub struct ColumnDescription {
    /// Name in the table.
    pub name: String,
    /// Type in the table.
    pub column_type: ColumnType,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Whether it has an index.
    pub index: bool,
    /// Whether appends here are refused that would give two rows the same cell; null is never the same.
    pub unique: bool,
    /// What it holds before any event said otherwise, in the JSON form that an event would carry; else null or zero.
    pub default: Option<serde_json::Value>,
    /// Where its cells come from.
    pub role: Role,
}

impl ColumnDescription {
    /// A column without index, that may not be null.
    pub fn new(name: impl Into<String>, column_type: ColumnType, role: Role) -> Self {
        let (nullable, index, unique) = (false, false, false);
        Self { name: name.into(), column_type, nullable, index, unique, default: None, role }
    }

    /// What the column holds before any event said otherwise.
    pub fn zero(&self) -> Value {
        let default = self.default.as_ref().and_then(|json| self.column_type.cell(json));
        default.unwrap_or_else(|| match &self.role {
            _ if self.nullable => Value::Null,
            Role::Fold(steps) if steps.iter().any(|step| step.action.keeps_list()) => {
                Value::Json("[]".to_owned())
            }
            _ => self.column_type.zero(),
        })
    }

    /// What `set` leaves of null.
    pub(crate) fn zero_or_null(&self) -> Value {
        if self.nullable { Value::Null } else { self.zero() }
    }

    /// A cell that code made, in the form in which it is stored; the reason where it can't be.
    pub(crate) fn storable(&self, cell: Value) -> Result<Value, String> {
        let fits = match &cell {
            Value::Real(real) => real.is_finite(),
            Value::Text(text) => !text.contains('\0'),
            Value::Time(time) => in_column_range(time),
            Value::Date(date) => date.year() >= 1,
            _ => true,
        };
        if cell == Value::Null {
            return Ok(self.zero_or_null());
        }
        if !fits || cell.column_type() != Some(self.column_type) {
            return Err(format!("column `{}`: {cell:?} can't be stored", self.name));
        }
        let stored = match self.column_type.cell(&cell.to_json()) {
            // `null` is a value of JSON; nothing at all is another.
            Some(Value::Null) => Some(Value::Json("null".to_owned())),
            stored => stored,
        };
        let stored = stored.ok_or_else(|| format!("column `{}`: {cell:?} can't be stored", self.name))?;
        self.check_length(&stored).map_err(|reason| format!("column `{}`: {reason}", self.name))?;
        Ok(stored)
    }

    /// Refuses what no index takes; the reason.
    pub(crate) fn check_length(&self, cell: &Value) -> Result<(), String> {
        let bytes = match cell {
            Value::Text(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
            _ => 0,
        };
        if self.is_indexed() && bytes > INDEXED_TEXT_BYTES_MAX {
            return Err(format!(
                "a text of {bytes} bytes is too long for an indexed column; at most {INDEXED_TEXT_BYTES_MAX} are allowed"
            ));
        }
        Ok(())
    }

    /// Whether its cells may be unique: they are what an event brought.
    pub(crate) fn may_be_unique(&self) -> bool {
        let brings = |step: &Step| {
            matches!(&step.action, Action::Set(Source::Field(_)) | Action::First(Source::Field(_)))
        };
        matches!(&self.role, Role::Fold(steps) if steps.iter().all(brings))
    }

    /// Whether it has an index: its own, or as part of the key.
    pub fn is_indexed(&self) -> bool {
        self.index || self.unique || matches!(self.role, Role::Key(_))
    }
}

/// Where the cells of a column come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// Part of the key; no parts where the key is the stream's.
    Key(Vec<KeyPart>),
    /// Folded by rules: at most one step for an event type.
    Fold(Vec<Step>),
    /// Kept by GunDB.
    Meta(Meta),
    /// Folded by code of the application's.
    Code,
}

/// A key column's value in events of one type.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyPart {
    /// Event type.
    pub event: String,
    /// Where in its payload.
    pub field: FieldPath,
    /// What is made of it.
    pub transform: Transform,
}

/// What a key makes of a payload field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transform {
    /// The field as it is.
    #[default]
    None,
    /// The calendar day of a time, in UTC.
    Day,
}

/// What events of one type do to a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Event type.
    pub event: String,
    /// The rule.
    pub action: Action,
}

/// A rule. In each, null is what a missing or null payload field gives.
#[derive(Clone, Debug, PartialEq)]
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
    /// The least value; null is skipped.
    Min(Source),
    /// The greatest value; null is skipped.
    Max(Source),
    /// Puts an element, or each of a list, into a set; null is skipped.
    Insert(Source),
    /// Takes an element, or each of a list, out of a set, as far as the event's writer had seen it there; null is skipped.
    Remove(Source),
    /// Replaces the values that the event's writer had seen, and stands beside the others; null only clears.
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
    /// Where the rule's operand comes from.
    pub fn source(&self) -> Option<&Source> {
        match self {
            Self::Count => None,
            Self::Set(source)
            | Self::First(source)
            | Self::Add(source)
            | Self::Sub(source)
            | Self::Min(source)
            | Self::Max(source)
            | Self::Insert(source)
            | Self::Remove(source)
            | Self::Siblings(source) => Some(source),
        }
    }

    /// The payload field that the rule reads.
    pub fn field(&self) -> Option<&FieldPath> {
        self.source()?.field()
    }

    /// Whether the cell is the same in whatever order events are folded.
    pub fn commutes(&self) -> bool {
        matches!(self, Self::Add(_) | Self::Sub(_) | Self::Count | Self::Min(_) | Self::Max(_))
    }

    /// Whether it adds up.
    pub fn is_total(&self) -> bool {
        matches!(self, Self::Add(_) | Self::Sub(_) | Self::Count)
    }

    /// Whether it changes a set.
    pub fn is_of_set(&self) -> bool {
        matches!(self, Self::Insert(_) | Self::Remove(_))
    }

    /// Whether its cell is a list that the rule itself keeps.
    pub fn keeps_list(&self) -> bool {
        matches!(self, Self::Insert(_) | Self::Remove(_) | Self::Siblings(_))
    }
}

/// Where a rule's operand comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A payload field.
    Field(FieldPath),
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
    /// The definition as the catalog keeps it: with its keys sorted, so that it is the same in every build.
    pub fn to_text(&self) -> String {
        let value = serde_json::to_value(self);
        json::canonical_text(&value.expect("a description has only string keys and finite numbers"))
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
    pub fn fields_read(&self) -> Vec<(&str, &FieldPath)> {
        let mut read = Vec::new();
        for column in &self.columns {
            match &column.role {
                Role::Key(parts) => read.extend(parts.iter().map(|part| (part.event.as_str(), &part.field))),
                Role::Fold(steps) => read.extend(
                    steps
                        .iter()
                        .filter_map(|step| step.action.field().map(|field| (step.event.as_str(), field))),
                ),
                Role::Meta(_) | Role::Code => {}
            }
        }
        read
    }

    /// Whether some of its columns are folded by code of the application's.
    pub fn needs_code(&self) -> bool {
        self.columns.iter().any(|column| column.role == Role::Code)
    }

    /// The key columns, in table order.
    pub fn key_columns(&self) -> impl Iterator<Item = &ColumnDescription> {
        self.columns.iter().filter(|column| matches!(column.role, Role::Key(_)))
    }
}
