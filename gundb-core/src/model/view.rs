//! A view as data: its table, and for each column how events become a cell.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::ids::Hash;
use super::json;
use super::path::FieldPath;
use super::role::{Meta, Role};
use super::view_column::ColumnDescription;

/// A table derived from events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "ViewForm", into = "ViewForm")]
#[non_exhaustive]
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
#[non_exhaustive]
pub enum KeySource {
    /// One row a stream, named by the stream's key.
    Stream,
    /// One row for each value of the key columns, over many streams.
    Fields,
}

impl ViewDescription {
    /// A view in version 1, without columns and events yet.
    pub fn new(table: impl Into<String>, key: KeySource) -> Self {
        let (events, columns, delete, creates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { table: table.into(), version: 1, events, key, columns, delete, creates }
    }

    /// The definition as the catalog keeps it: with its keys sorted, so that it is the same in
    /// every build.
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
                Role::Key(parts) => {
                    read.extend(parts.iter().map(|part| (part.event.as_str(), &part.field)))
                }
                Role::Fold(steps) => read.extend(steps.iter().flat_map(|step| {
                    step.action.fields().map(|field| (step.event.as_str(), field))
                })),
                Role::Meta(_) | Role::Code => {}
            }
        }
        read
    }

    /// The event types that it names, each once.
    pub(crate) fn events_named(&self) -> BTreeSet<&str> {
        let listed =
            self.events.iter().chain(&self.delete).chain(&self.creates).map(String::as_str);
        let mut named: BTreeSet<&str> = listed.collect();
        for column in &self.columns {
            match &column.role {
                Role::Key(parts) => named.extend(parts.iter().map(|part| part.event.as_str())),
                Role::Fold(steps) => named.extend(steps.iter().map(|step| step.event.as_str())),
                Role::Meta(_) | Role::Code => {}
            }
        }
        named
    }

    /// Whether events make the same row in whatever order they are folded. Over many streams they
    /// always do.
    pub(crate) fn commutes(&self) -> bool {
        let of_any_order = |column: &ColumnDescription| match &column.role {
            Role::Key(_) | Role::Meta(Meta::Version | Meta::Clock | Meta::UpdatedAt) => true,
            Role::Meta(Meta::CreatedAt) | Role::Code => false,
            // A least value among sums, say, depends on order though neither does by itself.
            Role::Fold(steps) => steps.iter().all(|step| {
                step.action.commutes()
                    && steps.iter().all(|other| other.action.agrees_with(&step.action))
            }),
        };
        self.key == KeySource::Fields
            || (self.delete.is_empty() && self.columns.iter().all(of_any_order))
    }

    /// Whether some of its columns are folded by application code.
    pub fn needs_code(&self) -> bool {
        self.columns.iter().any(|column| column.role == Role::Code)
    }

    /// The key columns, in table order.
    pub fn key_columns(&self) -> impl Iterator<Item = &ColumnDescription> {
        self.columns.iter().filter(|column| matches!(column.role, Role::Key(_)))
    }
}

/// A view as model files and the catalog have it: what people write by hand.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ViewForm {
    table: String,
    #[serde(default = "first_version")]
    version: u32,
    /// Where it is missing, the events that its rules name.
    #[serde(default)]
    events: Vec<String>,
    columns: Vec<ColumnDescription>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    delete: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    creates: Vec<String>,
}

fn first_version() -> u32 {
    1
}

impl From<ViewForm> for ViewDescription {
    fn from(form: ViewForm) -> Self {
        let has_parts = |column: &ColumnDescription| matches!(&column.role, Role::Key(parts) if !parts.is_empty());
        let key =
            if form.columns.iter().any(has_parts) { KeySource::Fields } else { KeySource::Stream };
        let ViewForm { table, version, events, columns, delete, creates } = form;
        Self { table, version, events, key, columns, delete, creates }
    }
}

impl From<ViewDescription> for ViewForm {
    fn from(view: ViewDescription) -> Self {
        let ViewDescription { table, version, events, key: _, columns, delete, creates } = view;
        Self { table, version, events, columns, delete, creates }
    }
}
