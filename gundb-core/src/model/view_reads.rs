//! Whether a view's rules see what the program reads.
//!
//! Rules read what is stored, code reads it through serde: an alias finds an older name there, and
//! a default fills in what is missing. A rule would find nothing in such an event, and rows would
//! differ from what the same program folds, without a word.

use serde_json::Value as Json;

use super::path::FieldPath;
use super::reader::{PropertyReader, Reader};
use super::role::Role;
use super::rule::{Action, Source};
use super::schema::Schema;
use super::view_column::ColumnDescription;
use super::view_model::ViewModel;
use crate::error::{Error, Result};

/// What serde reads otherwise than it is stored, on the way to a field.
enum Otherwise {
    /// A name that is stored, too.
    Name(String),
    /// A value of an enum that is stored, too.
    Value(String),
    /// What it takes a missing field for.
    Default(Json),
}

/// What a rule does with a field.
enum Use<'a> {
    Key,
    /// The operand of an action that brings the value.
    Value(&'a Action),
    /// The time of `latest`.
    Time,
}

impl ViewModel {
    /// Checks that rules and keys see what the program's types read.
    ///
    /// # Errors
    /// The first column whose rule does not.
    pub(crate) fn check_reads(&self) -> Result<()> {
        self.description.columns.iter().try_for_each(|column| match &column.role {
            Role::Key(parts) => parts
                .iter()
                .try_for_each(|part| self.check_read(column, &part.event, &part.field, &Use::Key)),
            Role::Fold(steps) => steps.iter().try_for_each(|step| {
                uses(&step.action).try_for_each(|(field, use_)| {
                    self.check_read(column, &step.event, field, &use_)
                })
            }),
            Role::Meta(_) | Role::Code => Ok(()),
        })
    }

    fn check_read(
        &self,
        column: &ColumnDescription,
        event: &str,
        field: &FieldPath,
        use_: &Use<'_>,
    ) -> Result<()> {
        let Some(described) = self.event(event) else { return Ok(()) };
        let Some(reader) = &described.reader else { return Ok(()) };
        let found = otherwise(reader, &described.schema, field);
        let Some(otherwise) = found.into_iter().find(|found| !is_seen(found, column, use_)) else {
            return Ok(());
        };
        let (how, remedy) = words(&otherwise);
        Err(Error::definition(format!(
            "view `{}`, column `{}`: its rule reads the field `{field}` of `{event}`, {how}; a view reads what is stored, and would \
             find another value in such an event than this program's code: {remedy}, or fold the column by code",
            self.description.table, column.name
        )))
    }
}

/// The fields that an action reads, and what for.
fn uses(action: &Action) -> impl Iterator<Item = (&FieldPath, Use<'_>)> {
    let time = match action {
        Action::Latest(at, _) => at.field().map(|field| (field, Use::Time)),
        _ => None,
    };
    let value = action.source().and_then(Source::field).map(|field| (field, Use::Value(action)));
    time.into_iter().chain(value)
}

/// All that serde reads otherwise on the way to a field.
fn otherwise(reader: &Reader, schema: &Schema, field: &FieldPath) -> Vec<Otherwise> {
    let (mut found, mut reader) = (Vec::new(), reader);
    let names: Vec<&str> = field.names().collect();
    for (depth, name) in names.iter().enumerate() {
        let Reader::Object { properties, .. } = present(reader) else { return found };
        let own =
            |property: &&PropertyReader| property.names.first().is_some_and(|own| own == name);
        let Some(property) = properties.iter().find(own) else { return found };
        found.extend(property.names.get(1).cloned().map(Otherwise::Name));
        let inside =
            |json| names[depth + 1..].iter().try_fold(json, |json: &Json, name| json.get(name));
        let default = property.default.as_ref().map(|default| inside(default).cloned());
        found.extend(default.map(|default| Otherwise::Default(default.unwrap_or_default())));
        reader = &property.reader;
    }
    let stored = schema.at(field);
    found.extend(stored.and_then(|stored| other_name(reader, stored)).map(Otherwise::Value));
    found
}

fn present(reader: &Reader) -> &Reader {
    match reader {
        Reader::Nullable(inner) => present(inner),
        other => other,
    }
}

/// A name of an enum that is read and no longer written.
fn other_name(reader: &Reader, schema: &Schema) -> Option<String> {
    match (present(reader), schema.present()) {
        (Reader::Names(names), Schema::Enum(written)) => {
            names.iter().find(|name| !written.contains(name)).cloned()
        }
        (Reader::Array(reader), Schema::Array(schema)) => other_name(reader, schema),
        _ => None,
    }
}

/// Whether a rule makes the same of it as of the value that code sees.
fn is_seen(otherwise: &Otherwise, column: &ColumnDescription, use_: &Use<'_>) -> bool {
    let Otherwise::Default(default) = otherwise else { return false };
    if default.is_null() {
        return true;
    }
    match use_ {
        Use::Value(Action::Set(_) | Action::Latest(..)) => {
            column.column_type.cell(default) == Some(column.zero_or_null())
        }
        Use::Value(Action::Add(_) | Action::Sub(_)) => is_zero(default),
        Use::Value(Action::Insert(_) | Action::Remove(_)) => {
            default.as_array().is_some_and(Vec::is_empty)
        }
        Use::Key | Use::Time | Use::Value(_) => false,
    }
}

/// Zero, as a number or as a decimal's text.
fn is_zero(json: &Json) -> bool {
    let decimal =
        |text: &str| text.parse::<rust_decimal::Decimal>().is_ok_and(|decimal| decimal.is_zero());
    json.as_i64() == Some(0) || json.as_str().is_some_and(decimal)
}

/// How serde reads it, and what to do about it.
fn words(otherwise: &Otherwise) -> (String, String) {
    match otherwise {
        Otherwise::Name(alias) => (
            format!("which serde also reads under the name `{alias}` (an alias)"),
            format!(
                "keep the stored name, with #[serde(rename = \"{alias}\")] instead of the alias"
            ),
        ),
        Otherwise::Value(alias) => (
            format!("in which serde also reads \"{alias}\" (an alias of a variant)"),
            format!(
                "keep the stored name, with #[serde(rename = \"{alias}\")] on the variant instead of the alias"
            ),
        ),
        Otherwise::Default(default) => (
            format!("for which serde takes {default} where it is missing, and a rule takes null"),
            "make the field an Option without a default".to_owned(),
        ),
    }
}
