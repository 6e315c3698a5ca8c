//! Whether a view description makes sense by itself and with the events it reads.

use super::column::ColumnType;
use super::describe::EventDescription;
use super::limits::{COLUMNS_MAX, VERSION_MAX};
use super::name;
use super::schema::Schema;
use super::view::{Action, ColumnDescription, KeyPart, KeySource, Meta, Role, Source, Step, Transform};
use super::view_build::ViewModel;
use crate::error::{Error, Result};

impl ViewModel {
    /// Checks names, key, rules and types.
    ///
    /// # Errors
    /// The first contradiction, with the view and the column.
    pub fn check(&self) -> Result<()> {
        self.streams.iter().try_for_each(|stream| stream.check())?;
        let view = &self.description;
        let at_view = |error: Error| error.within(format!("view `{}`", view.table));
        name::check_identifier("table name", &view.table).map_err(at_view)?;
        self.check_table().map_err(at_view)?;
        for (index, column) in view.columns.iter().enumerate() {
            let at_column = |error: Error| at_view(error.within(format!("column `{}`", column.name)));
            name::check_identifier("column name", &column.name).map_err(at_column)?;
            if view.columns[..index].iter().any(|other| other.name == column.name) {
                return Err(at_column(Error::definition("is there twice")));
            }
            self.check_column(column).map_err(at_column)?;
        }
        Ok(())
    }

    fn check_table(&self) -> Result<()> {
        let view = &self.description;
        let keys = view.key_columns().count();
        match view.key {
            _ if !(1..=VERSION_MAX).contains(&view.version) => Err(Error::definition(format!(
                "has version {}; versions are 1 to {VERSION_MAX}",
                view.version
            ))),
            _ if view.columns.len() > COLUMNS_MAX => Err(Error::definition(format!(
                "has {} columns; at most {COLUMNS_MAX} are allowed",
                view.columns.len()
            ))),
            _ if keys == 0 => Err(Error::definition("has no key column; mark one with #[view(key)]")),
            KeySource::Stream if keys > 1 => Err(Error::definition(
                "has several key columns, but a stream has one key; say key(Event.field, …)",
            )),
            KeySource::Fields if !view.delete.is_empty() => {
                Err(Error::definition("is a view over many streams, where `delete` is not possible"))
            }
            _ => Ok(()),
        }
    }

    fn check_column(&self, column: &ColumnDescription) -> Result<()> {
        match &column.role {
            Role::Key(parts) => self.check_key(column, parts),
            Role::Fold(steps) if steps.is_empty() => {
                Err(Error::definition("has no rule; say for example set(Event.field) or count(Event)"))
            }
            Role::Fold(steps) => steps.iter().try_for_each(|step| self.check_step(column, steps, step)),
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
                "is a key column and can't be an Option; events with a null key are skipped",
            ));
        }
        if self.description.key == KeySource::Stream {
            return expect_type(column, ColumnType::Text);
        }
        for event in &self.description.events {
            let mut own = parts.iter().filter(|part| part.event == *event);
            let (Some(part), None) = (own.next(), own.next()) else {
                return Err(Error::definition(format!(
                    "needs exactly one key field for events of type `{event}`"
                )));
            };
            match part.transform {
                Transform::None => self.check_field(column, event, &part.field)?,
                Transform::Day => {
                    expect_type(column, ColumnType::Date)?;
                    let time = ColumnDescription { column_type: ColumnType::Time, ..column.clone() };
                    self.check_field(&time, event, &part.field)?;
                }
            }
        }
        Ok(())
    }

    fn check_step(&self, column: &ColumnDescription, steps: &[Step], step: &Step) -> Result<()> {
        if steps.iter().filter(|other| other.event == step.event).count() > 1 {
            return Err(Error::definition(format!("has two rules for events of type `{}`", step.event)));
        }
        let commutes = matches!(step.action, Action::Add(_) | Action::Sub(_) | Action::Count);
        if self.description.key == KeySource::Fields && !commutes {
            return Err(Error::definition(
                "is in a view over many streams, where rules must commute: add, sub or count",
            ));
        }
        if commutes && column.nullable {
            return Err(Error::definition("is a sum or a count and can't be an Option; it starts at 0"));
        }
        match &step.action {
            Action::Count => expect_type(column, ColumnType::Int),
            Action::Add(source) | Action::Sub(source) => {
                expect_type(column, ColumnType::Int)?;
                self.check_source(column, step, source)
            }
            Action::Set(source) | Action::First(source) => self.check_source(column, step, source),
        }
    }

    fn check_source(&self, column: &ColumnDescription, step: &Step, source: &Source) -> Result<()> {
        match source {
            Source::Field(field) => self.check_field(column, &step.event, field),
            Source::Constant(_) => Ok(()),
        }
    }

    fn check_field(&self, column: &ColumnDescription, event: &str, field: &str) -> Result<()> {
        let Some(schema) = self.event(event).map(|event| &event.schema) else { return Ok(()) };
        let property = match schema {
            Schema::Any => return Ok(()),
            schema => schema.property(field),
        };
        let property = property
            .ok_or_else(|| Error::definition(format!("events of type `{event}` have no field `{field}`")))?;
        if fits(&property.schema, column.column_type) {
            return Ok(());
        }
        Err(Error::definition(format!(
            "is {:?}, but the field `{field}` of `{event}` is {}",
            column.column_type, property.schema
        )))
    }

    fn event(&self, name: &str) -> Option<&EventDescription> {
        self.streams.iter().flat_map(|stream| &stream.events).find(|event| event.name == name)
    }
}

fn expect_type(column: &ColumnDescription, expected: ColumnType) -> Result<()> {
    if column.column_type == expected {
        return Ok(());
    }
    Err(Error::definition(format!("must be {expected:?}, not {:?}", column.column_type)))
}

fn fits(schema: &Schema, column: ColumnType) -> bool {
    match (schema, column) {
        (Schema::Nullable(inner), _) => fits(inner, column),
        (Schema::Any, _)
        | (Schema::Bool, ColumnType::Bool)
        | (Schema::Integer { .. }, ColumnType::Int | ColumnType::Real)
        | (Schema::Number | Schema::Single, ColumnType::Real)
        | (Schema::Text | Schema::Uuid | Schema::Timestamp | Schema::Date, ColumnType::Text)
        | (Schema::Timestamp, ColumnType::Time)
        | (Schema::Date, ColumnType::Date) => true,
        _ => false,
    }
}
