//! The JSON of a view's column, as model files and the catalog have it: what people write by hand.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::path::FieldPath;
use super::role::{KeyPart, Meta, Role, Transform};
use super::rule::Step;
use super::step_form::StepForm;
use super::value::ColumnType;

/// A column: with exactly one of `key`, `rules`, `kept` and `code`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnForm {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) column_type: ColumnType,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) nullable: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) index: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) unique: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) default: Option<Json>,
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

impl ColumnForm {
    /// A column that does not say yet where its cells come from.
    pub(super) fn new(name: String, column_type: ColumnType) -> Self {
        let (nullable, index, unique) = (false, false, false);
        let (key, rules, kept, code) = (None, None, None, false);
        Self { name, column_type, nullable, index, unique, default: None, key, rules, kept, code }
    }

    /// Where its cells come from; what is wrong if that is not said once.
    pub(super) fn role(&mut self) -> Result<Role, String> {
        let said = (self.key.take(), self.rules.take(), self.kept.take(), self.code);
        match said {
            (Some(KeyForm::Fields(parts)), None, None, false) if parts.is_empty() => {
                Err("its key names no field; say \"stream\" for the stream's key".to_owned())
            }
            (Some(key), None, None, false) => Ok(Role::Key(key.into())),
            (None, Some(rules), None, false) => {
                Ok(Role::Fold(rules.into_iter().map(Step::try_from).collect::<Result<_, _>>()?))
            }
            (None, None, Some(kept), false) => Ok(Role::Meta(kept)),
            (None, None, None, true) => Ok(Role::Code),
            (None, None, None, false) => {
                Err("where do its cells come from? say `key`, `rules` or `kept`".to_owned())
            }
            _ => Err("say just one of `key`, `rules`, `kept` and `code`".to_owned()),
        }
    }

    /// Says where its cells come from.
    pub(super) fn with_role(mut self, role: Role) -> Self {
        match role {
            Role::Key(parts) => self.key = Some(parts.into()),
            Role::Fold(steps) => self.rules = Some(steps.into_iter().map(Into::into).collect()),
            Role::Meta(kept) => self.kept = Some(kept),
            Role::Code => self.code = true,
        }
        self
    }
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
