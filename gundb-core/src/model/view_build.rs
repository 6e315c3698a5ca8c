//! Builds a view description from Rust names: what `#[derive(View)]` calls.

use super::column::{Column, IntoCell, Value};
use super::describe::{EventDescription, StreamDescription};
use super::event::Event;
use super::ids::Hash;
use super::json;
use super::view::{
    Action, ColumnDescription, KeyPart, KeySource, Meta, Role, Source, Step, Transform, ViewDescription,
};
use crate::error::{Error, Result};

/// A view's description, and the events it reads.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewModel {
    /// The view.
    pub description: ViewDescription,
    /// Descriptions of its events.
    pub streams: Vec<StreamDescription>,
}

impl ViewModel {
    /// The hash of the definition with the schemas of the fields it reads: equal where the fold is equal.
    pub fn definition_hash(&self) -> Hash {
        let events = || self.streams.iter().flat_map(|stream| &stream.events);
        let read = self.description.fields_read().into_iter().map(|(event, field)| {
            let described = events().find(|described| described.name == event);
            let schema = described.and_then(|described| described.schema.property(field));
            let schema = schema.map(|property| json::canonical_text(&property.schema.to_json()));
            (event, format!("{field} {}", schema.unwrap_or_default()))
        });
        self.description.hash(read)
    }
}

/// Collects columns and rules by their Rust names, and resolves them to stored names.
#[derive(Debug)]
pub struct ViewBuilder {
    streams: Vec<StreamDescription>,
    description: ViewDescription,
    failure: Option<Error>,
}

impl ViewBuilder {
    /// A view of a table name and version.
    pub fn new(table: &str, version: u32) -> Self {
        let description = ViewDescription {
            table: table.to_owned(),
            version,
            events: Vec::new(),
            key: KeySource::Stream,
            columns: Vec::new(),
            delete: Vec::new(),
        };
        Self { streams: Vec::new(), description, failure: None }
    }

    /// Adds the events of a Rust type.
    pub fn events<E: Event>(mut self) -> Self {
        self.streams.push(E::describe());
        self
    }

    /// Begins a column; the calls up to the next one say where its cells come from.
    pub fn column<C: Column>(mut self, name: &str, index: bool) -> Self {
        self.description.columns.push(ColumnDescription {
            name: name.to_owned(),
            column_type: C::TYPE,
            nullable: C::NULLABLE,
            index,
            role: Role::Fold(Vec::new()),
        });
        self
    }

    /// The column is the stream's key.
    pub fn stream_key(self) -> Self {
        self.role(Role::Key(Vec::new()))
    }

    /// The column is part of the key, taken from a field of events of one type.
    pub fn key_part(mut self, variant: &str, field: &str, transform: Transform) -> Self {
        self.description.key = KeySource::Fields;
        let Some((event, field)) = self.resolve(variant, field) else { return self };
        let part = KeyPart { event, field, transform };
        match self.description.columns.last_mut().map(|column| &mut column.role) {
            Some(Role::Key(parts)) => parts.push(part),
            _ => return self.role(Role::Key(vec![part])),
        }
        self
    }

    /// The column is kept by GunDB.
    pub fn meta(self, meta: Meta) -> Self {
        self.role(Role::Meta(meta))
    }

    /// Rule `set` from a field.
    pub fn set(self, variant: &str, field: &str) -> Self {
        self.field_step(variant, field, Action::Set)
    }

    /// Rule `set` to a constant.
    pub fn set_constant(mut self, variant: &str, constant: impl IntoCell) -> Self {
        match constant_to_json(constant.into_cell()) {
            Ok(json) => self.step(variant, Action::Set(Source::Constant(json))),
            Err(error) => {
                self.failure.get_or_insert(error);
                self
            }
        }
    }

    /// Rule `first`.
    pub fn first(self, variant: &str, field: &str) -> Self {
        self.field_step(variant, field, Action::First)
    }

    /// Rule `add`.
    pub fn add(self, variant: &str, field: &str) -> Self {
        self.field_step(variant, field, Action::Add)
    }

    /// Rule `sub`.
    pub fn sub(self, variant: &str, field: &str) -> Self {
        self.field_step(variant, field, Action::Sub)
    }

    /// Rule `count`.
    pub fn count(self, variant: &str) -> Self {
        self.step(variant, Action::Count)
    }

    /// Events of this variant remove the row.
    pub fn delete(mut self, variant: &str) -> Self {
        if let Some(event) = self.event(variant).map(|event| event.name.clone()) {
            self.description.delete.push(event);
        }
        self
    }

    /// The finished, checked view.
    ///
    /// # Errors
    /// A name that no event has, or a description that contradicts itself.
    pub fn build(mut self) -> Result<ViewModel> {
        if let Some(error) = self.failure.take() {
            return Err(error.within(format!("view `{}`", self.description.table)));
        }
        let events = self.streams.iter().flat_map(|stream| &stream.events).map(|event| event.name.clone());
        self.description.events = events.filter(|event| self.is_folded(event)).collect();
        let model = ViewModel { description: self.description, streams: self.streams };
        model.check()?;
        Ok(model)
    }

    /// Many streams: what has a key. One stream: what a rule names; all events where metadata is kept of them, or there
    /// is no rule at all. So a new variant leaves most views as they are.
    fn is_folded(&self, event: &str) -> bool {
        let view = &self.description;
        let roles = || view.columns.iter().map(|column| &column.role);
        match view.key {
            KeySource::Fields => roles().any(|role| match role {
                Role::Key(parts) => parts.iter().any(|part| part.event == event),
                _ => false,
            }),
            KeySource::Stream => {
                let named = |role: &Role| matches!(role, Role::Fold(steps) if steps.iter().any(|step| step.event == event));
                let all = roles().any(|role| matches!(role, Role::Meta(_)))
                    || roles().all(|role| matches!(role, Role::Key(_)));
                all || roles().any(named) || view.delete.iter().any(|deleting| deleting == event)
            }
        }
    }

    fn role(mut self, role: Role) -> Self {
        if let Some(column) = self.description.columns.last_mut() {
            column.role = role;
        }
        self
    }

    fn field_step(mut self, variant: &str, field: &str, action: fn(Source) -> Action) -> Self {
        match self.resolve(variant, field) {
            Some((_, field)) => self.step(variant, action(Source::Field(field))),
            None => self,
        }
    }

    fn step(mut self, variant: &str, action: Action) -> Self {
        let Some(event) = self.event(variant).map(|event| event.name.clone()) else { return self };
        if let Some(Role::Fold(steps)) = self.description.columns.last_mut().map(|column| &mut column.role) {
            steps.push(Step { event, action });
        }
        self
    }

    fn resolve(&mut self, variant: &str, field: &str) -> Option<(String, String)> {
        let (event, json) = {
            let event = self.event(variant)?;
            (event.name.clone(), event.json_name(field).map(str::to_owned))
        };
        if json.is_none() {
            self.failure.get_or_insert(Error::definition(format!("`{variant}` has no field `{field}`")));
        }
        json.map(|json| (event, json))
    }

    fn event(&mut self, variant: &str) -> Option<&EventDescription> {
        let mut found = self.streams.iter().filter_map(|stream| stream.variant(variant));
        let (first, second) = (found.next(), found.next());
        let problem = match (first, second) {
            (Some(event), None) => return Some(event),
            (None, _) => format!("none of its events is called `{variant}`"),
            (Some(_), Some(_)) => format!("two of its events are called `{variant}`"),
        };
        self.failure.get_or_insert(Error::definition(problem));
        None
    }
}

fn constant_to_json(value: Value) -> Result<serde_json::Value> {
    match value {
        Value::Null => Ok(serde_json::Value::Null),
        Value::Bool(flag) => Ok(flag.into()),
        Value::Int(number) => Ok(number.into()),
        Value::Real(number) if number.is_finite() => Ok(number.into()),
        Value::Real(number) => Err(Error::definition(format!("the constant {number} is not finite"))),
        Value::Text(text) => Ok(text.into()),
        Value::Time(time) => Ok(time.to_string().into()),
        Value::Date(date) => Ok(date.to_string().into()),
    }
}
