//! The JSON of a view's definition, as model files and the catalog have it: what people write by hand.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::column::ColumnType;
use super::path::FieldPath;
use super::rule::Step;
use super::step_form::StepForm;
use super::view::{KeyPart, KeySource, Meta, Role, Transform, ViewDescription};
use super::view_column::ColumnDescription;

/// A view.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewForm {
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
        let has_parts =
            |column: &ColumnDescription| matches!(&column.role, Role::Key(parts) if !parts.is_empty());
        let key = if form.columns.iter().any(has_parts) { KeySource::Fields } else { KeySource::Stream };
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

/// A column: with exactly one of `key`, `rules`, `kept` and `code`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnForm {
    name: String,
    #[serde(rename = "type")]
    column_type: ColumnType,
    #[serde(default, skip_serializing_if = "is_false")]
    nullable: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    index: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    unique: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default: Option<Json>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<KeyForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rules: Option<Vec<StepForm>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kept: Option<Meta>,
    #[serde(default, skip_serializing_if = "is_false")]
    code: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// `"stream"`, or the fields of events.
#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "a key is \"stream\", or a list of {\"event\", \"field\"}")]
enum KeyForm {
    Stream(StreamWord),
    Fields(Vec<KeyPartForm>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StreamWord {
    Stream,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyPartForm {
    event: String,
    field: FieldPath,
    #[serde(default, skip_serializing_if = "is_false")]
    day: bool,
}

impl TryFrom<ColumnForm> for ColumnDescription {
    type Error = String;

    fn try_from(form: ColumnForm) -> Result<Self, String> {
        let name = form.name;
        let role = match (form.key, form.rules, form.kept, form.code) {
            (Some(KeyForm::Fields(parts)), None, None, false) if parts.is_empty() => {
                return Err(format!(
                    "column `{name}`: its key names no field; say \"stream\" for the stream's key"
                ));
            }
            (Some(key), None, None, false) => Role::Key(key.into()),
            (None, Some(rules), None, false) => {
                let steps = rules.into_iter().map(Step::try_from).collect::<Result<_, _>>();
                Role::Fold(steps.map_err(|problem| format!("column `{name}`: {problem}"))?)
            }
            (None, None, Some(kept), false) => Role::Meta(kept),
            (None, None, None, true) => Role::Code,
            (None, None, None, false) => {
                return Err(format!(
                    "column `{name}`: where do its cells come from? say `key`, `rules` or `kept`"
                ));
            }
            _ => return Err(format!("column `{name}`: say just one of `key`, `rules`, `kept` and `code`")),
        };
        let ColumnForm { column_type, nullable, index, unique, default, .. } = form;
        Ok(Self { name, column_type, nullable, index, unique, default, role })
    }
}

impl From<ColumnDescription> for ColumnForm {
    fn from(column: ColumnDescription) -> Self {
        let ColumnDescription { name, column_type, nullable, index, unique, default, role } = column;
        let (key, rules, kept, code) = match role {
            Role::Key(parts) => (Some(parts.into()), None, None, false),
            Role::Fold(steps) => (None, Some(steps.into_iter().map(Into::into).collect()), None, false),
            Role::Meta(kept) => (None, None, Some(kept), false),
            Role::Code => (None, None, None, true),
        };
        Self { name, column_type, nullable, index, unique, default, key, rules, kept, code }
    }
}

impl From<KeyForm> for Vec<KeyPart> {
    fn from(form: KeyForm) -> Self {
        let part = |KeyPartForm { event, field, day }| {
            let transform = if day { Transform::Day } else { Transform::None };
            KeyPart { event, field, transform }
        };
        match form {
            KeyForm::Stream(StreamWord::Stream) => Vec::new(),
            KeyForm::Fields(parts) => parts.into_iter().map(part).collect(),
        }
    }
}

impl From<Vec<KeyPart>> for KeyForm {
    fn from(parts: Vec<KeyPart>) -> Self {
        if parts.is_empty() {
            return Self::Stream(StreamWord::Stream);
        }
        let part = |KeyPart { event, field, transform }| KeyPartForm {
            event,
            field,
            day: transform == Transform::Day,
        };
        Self::Fields(parts.into_iter().map(part).collect())
    }
}
