//! Whether a view description makes sense by itself and with the events it reads.

use super::column_check::{check_default, check_index, check_kind, expect_type, fits};
use super::constant_check::check_constant;
use super::limits::{COLUMNS_MAX, VERSION_MAX};
use super::many_streams::check_rule;
use super::name;
use super::path::FieldPath;
use super::role::{KeyPart, Meta, Role, Transform};
use super::rule::{Action, Source, Step};
use super::schema::Schema;
use super::value::ColumnType;
use super::view::{KeySource, ViewDescription};
use super::view_column::ColumnDescription;
use super::view_model::ViewModel;
use crate::error::{Error, Result};

impl ViewDescription {
    /// Checks what SQL and folding rely on, whatever events there are: names, and where keys come
    /// from.
    ///
    /// # Errors
    /// The first contradiction.
    pub(crate) fn check_shape(&self) -> Result<()> {
        self.check_names().and_then(|()| self.check_keys())
    }

    fn at_view(&self, error: Error) -> Error {
        error.within(format!("view `{}`", self.table))
    }

    fn at_column(&self, column: &ColumnDescription, error: Error) -> Error {
        error.within(format!("view `{}`, column `{}`", self.table, column.name))
    }

    fn check_names(&self) -> Result<()> {
        name::check_table(&self.table).map_err(|error| self.at_view(error))?;
        for (index, column) in self.columns.iter().enumerate() {
            let at_column = |error: Error| self.at_column(column, error);
            name::check_identifier("column name", &column.name).map_err(at_column)?;
            if self.columns[..index].iter().any(|other| other.name == column.name) {
                return Err(at_column(Error::definition("it is there twice")));
            }
        }
        Ok(())
    }

    /// Every event that it names has a value for each key column, and no other.
    fn check_keys(&self) -> Result<()> {
        self.check_key_count().map_err(|error| self.at_view(error))?;
        let mut columns = self.columns.iter();
        columns.try_for_each(|column| match &column.role {
            Role::Key(parts) if self.key == KeySource::Fields => {
                let mut events = self.events_named().into_iter();
                let checked = events.try_for_each(|event| only_part(parts, event).map(drop));
                checked.map_err(|error| self.at_column(column, error))
            }
            _ => Ok(()),
        })
    }

    fn check_key_count(&self) -> Result<()> {
        match self.key_columns().count() {
            0 => Err(Error::definition(
                "it has no key column; give one of its columns \"key\": \"stream\"",
            )),
            2.. if self.key == KeySource::Stream => Err(Error::definition(
                "it has several key columns, but a stream has one key; say for each \"key\": [{\"event\": …, \"field\": …}]",
            )),
            _ => Ok(()),
        }
    }
}

fn only_part<'a>(parts: &'a [KeyPart], event: &str) -> Result<&'a KeyPart> {
    let mut own = parts.iter().filter(|part| part.event == event);
    let how_many = match (own.next(), own.next()) {
        (Some(part), None) => return Ok(part),
        (None, _) if parts.is_empty() => {
            return Err(Error::definition(format!(
                "it has \"key\": \"stream\", but another key column names fields of events; give it \"key\": [{{\"event\": \"{event}\", \
                 \"field\": …}}] too"
            )));
        }
        (None, _) => "no field",
        (Some(_), Some(_)) => "two fields",
    };
    Err(Error::definition(format!(
        "its key has {how_many} for events of type `{event}`; give it one"
    )))
}

impl ViewModel {
    /// Checks names, key, rules and types of the view; what it reads is checked by itself.
    ///
    /// # Errors
    /// The first contradiction, with the view and the column.
    pub fn check(&self) -> Result<()> {
        let view = &self.description;
        view.check_names()?;
        self.check_table().map_err(|error| view.at_view(error))?;
        for column in &view.columns {
            self.check_column(column).map_err(|error| view.at_column(column, error))?;
        }
        view.check_keys()
    }

    fn check_table(&self) -> Result<()> {
        let view = &self.description;
        match view.key {
            _ if !(1..=VERSION_MAX).contains(&view.version) => Err(Error::definition(format!(
                "it has version {}; versions are 1 to {VERSION_MAX}",
                view.version
            ))),
            _ if view.columns.len() > COLUMNS_MAX => Err(Error::definition(format!(
                "it has {} columns; at most {COLUMNS_MAX} are allowed",
                view.columns.len()
            ))),
            _ if view.needs_code() && view.key == KeySource::Fields => Err(Error::definition(
                "it is a view over many streams, where code would depend on order; use rules",
            )),
            _ if !view.creates.is_empty() && view.delete.is_empty() => Err(Error::definition(
                "it has `creates` without `delete`, which has no effect: add `delete`, or leave `creates` out",
            )),
            _ => view.check_key_count().and_then(|()| self.check_marks()),
        }
    }

    /// Event types in `delete` and `creates`: there, and not in both.
    fn check_marks(&self) -> Result<()> {
        let view = &self.description;
        for event in view.delete.iter().chain(&view.creates).chain(&view.events) {
            self.known(event)?;
        }
        match view.creates.iter().find(|event| view.delete.contains(event)) {
            Some(event) => Err(Error::definition(format!(
                "events of type `{event}` can't both remove and create a row"
            ))),
            None => Ok(()),
        }
    }

    fn known(&self, event: &str) -> Result<()> {
        match self.event(event) {
            Some(_) => Ok(()),
            None => {
                let events = self.streams.iter().flat_map(|stream| &stream.events);
                let known: Vec<String> = events.map(|known| format!("`{}`", known.name)).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                Err(Error::definition(format!(
                    "there is no event type `{event}`; known are {known}"
                )))
            }
        }
    }

    fn check_column(&self, column: &ColumnDescription) -> Result<()> {
        check_default(column)?;
        check_index(column)?;
        match &column.role {
            Role::Code => Ok(()),
            Role::Key(parts) => self.check_key(column, parts),
            Role::Fold(steps) if steps.is_empty() => Err(Error::definition(
                "it has no rule; say for example \"rules\": [{\"event\": \"account.opened\", \"set\": \"owner\"}]",
            )),
            Role::Fold(steps) => steps
                .iter()
                .try_for_each(|step| self.check_step(column, steps, step))
                .and_then(|()| self.check_list(steps)),
            Role::Meta(meta) => expect_type(
                column,
                match meta {
                    Meta::CreatedAt | Meta::UpdatedAt => ColumnType::Time,
                    Meta::Version => ColumnType::Int,
                    Meta::Clock => ColumnType::Text,
                },
            ),
        }
    }

    fn check_key(&self, column: &ColumnDescription, parts: &[KeyPart]) -> Result<()> {
        if column.nullable {
            return Err(Error::definition(
                "it is a key column and can't be nullable; events with a null key are skipped",
            ));
        }
        if self.description.key == KeySource::Stream {
            return expect_type(column, ColumnType::Text);
        }
        for event in &self.description.events {
            let part = only_part(parts, event)?;
            match part.transform {
                Transform::None => self.check_field(column, event, &part.field)?,
                Transform::Day => {
                    expect_type(column, ColumnType::Date)?;
                    let time =
                        ColumnDescription { column_type: ColumnType::Time, ..column.clone() };
                    self.check_field(&time, event, &part.field)?;
                }
            }
        }
        Ok(())
    }

    fn check_step(&self, column: &ColumnDescription, steps: &[Step], step: &Step) -> Result<()> {
        if steps.iter().filter(|other| other.event == step.event).count() > 1 {
            return Err(Error::definition(format!(
                "it has two rules for events of type `{}`",
                step.event
            )));
        }
        self.known(&step.event)?;
        check_rule(&self.description, column, steps, &step.action)?;
        check_kind(column, steps, step)?;
        if let Action::Latest(at, _) = &step.action {
            self.check_moment(steps, &step.event, at)?;
        }
        step.action.source().into_iter().try_for_each(|source| match source {
            Source::Constant(json) => check_constant(column, &step.action, json),
            Source::Field(field) if step.action.keeps_list() => {
                self.check_element(&step.event, field, step.action.is_of_set())
            }
            Source::Field(field) => self.check_field(column, &step.event, field),
        })
    }

    /// What `latest` compares: all times and dates, or all whole numbers.
    fn check_moment(&self, steps: &[Step], event: &str, at: &Source) -> Result<()> {
        let Some(field) = at.field() else {
            return Err(Error::definition(
                "it compares a constant; `latest` compares a field with the time of each event",
            ));
        };
        let schema = self.field(event, field)?;
        let is_number = |schema: &Schema| matches!(schema.present(), Schema::Integer { .. });
        if !is_number(schema)
            && !matches!(schema.present(), Schema::Timestamp | Schema::Date | Schema::Any)
        {
            return Err(Error::definition(format!(
                "it compares times, dates or whole numbers, but the field `{field}` of `{event}` is {schema}"
            )));
        }
        let other = steps.iter().find_map(|step| match &step.action {
            Action::Latest(Source::Field(other), _) => {
                let found = self
                    .field(&step.event, other)
                    .ok()
                    .filter(|other| is_number(other) != is_number(schema))?;
                Some(format!("the field `{other}` of `{}` is {found}", step.event))
            }
            _ => None,
        });
        match other {
            None => Ok(()),
            Some(other) => Err(Error::definition(format!(
                "it compares times with whole numbers: the field `{field}` of `{event}` is {schema}, {other}"
            ))),
        }
    }

    /// A list is kept by what writers had seen, which clocks say of one stream. Over many streams
    /// the last word on each element counts.
    fn check_list(&self, steps: &[Step]) -> Result<()> {
        if self.description.key == KeySource::Fields {
            return Ok(());
        }
        let stream = |step: &Step| self.stream(&step.event);
        let mut listed = steps.iter().filter(|step| step.action.keeps_list());
        let Some(first) = listed.next() else { return Ok(()) };
        match listed.find(|step| stream(step) != stream(first)) {
            None => Ok(()),
            Some(other) => Err(Error::definition(format!(
                "it keeps a list by what its writers had seen of one stream, but `{}` and `{}` belong to two stream types; let one \
                 stream type have both, or give each a column",
                first.event, other.event
            ))),
        }
    }

    fn check_field(
        &self,
        column: &ColumnDescription,
        event: &str,
        field: &FieldPath,
    ) -> Result<()> {
        let schema = self.field(event, field)?;
        if fits(schema, column.column_type) {
            return Ok(());
        }
        Err(Error::definition(format!(
            "it is of type `{}`, but the field `{field}` of `{event}` is {schema}",
            column.column_type.name()
        )))
    }

    /// A value of `siblings` may be anything; an element of a set must equal itself in every
    /// spelling.
    fn check_element(&self, event: &str, field: &FieldPath, of_set: bool) -> Result<()> {
        let schema = self.field(event, field)?;
        let element = match schema.present() {
            Schema::Array(items) => items.present(),
            one => one,
        };
        let is_simple = !matches!(
            element,
            Schema::Number
                | Schema::Single
                | Schema::Decimal
                | Schema::Timestamp
                | Schema::Array(_)
                | Schema::Map(_)
                | Schema::Object(_)
        );
        if is_simple || !of_set {
            return Ok(());
        }
        Err(Error::definition(format!(
            "it is a set of texts, whole numbers or flags, each with one spelling, but the field `{field}` of `{event}` is {schema}"
        )))
    }

    fn field(&self, event: &str, field: &FieldPath) -> Result<&Schema> {
        self.event(event).and_then(|event| event.schema.at(field)).ok_or_else(|| {
            let known = self.event(event).map_or_else(String::new, |event| event.schema.keys());
            Error::definition(format!(
                "events of type `{event}` have no field `{field}`; they have {known}"
            ))
        })
    }
}
