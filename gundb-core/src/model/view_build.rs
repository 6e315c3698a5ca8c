//! Builds a view description from Rust names: what `#[derive(View)]` calls.

use super::column::{Column, IntoCell};
use super::describe::EventDescription;
use super::event::Event;
use super::operand::{Given, RuleOperand, constant_to_json};
use super::path::FieldPath;
use super::role::{KeyPart, Meta, Role, Transform};
use super::rule::{Action, Source, Step};
use super::view::{KeySource, ViewDescription};
use super::view_column::ColumnDescription;
use super::view_model::ViewModel;
use crate::error::{Error, Result};

/// An event of the view: the index of its type among those that were added, and the Rust name of
/// its variant or struct.
pub(super) type Named<'a> = (usize, &'a str);

/// Collects columns and rules by their Rust names, and resolves them to stored names.
///
/// Rules and key parts name the field in Rust: its name, or the names that lead to it where structs
/// lie in structs.
#[derive(Debug)]
pub struct ViewBuilder {
    model: ViewModel,
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
            creates: Vec::new(),
        };
        Self { model: ViewModel { description, streams: Vec::new() }, failure: None }
    }

    /// Adds the events of a Rust type.
    pub fn events<E: Event>(mut self) -> Self {
        self.model.streams.push(E::describe());
        self
    }

    /// Begins a column; the calls up to the next one say where its cells come from.
    pub fn column<C: Column>(mut self, name: &str) -> Self {
        let zero = C::zero();
        let is_plain = C::NULLABLE || zero == C::TYPE.zero();
        self.model.description.columns.push(ColumnDescription {
            nullable: C::NULLABLE,
            default: (!is_plain).then(|| zero.to_json()),
            ..ColumnDescription::new(name, C::TYPE, Role::Fold(Vec::new()))
        });
        self
    }

    /// The column has an index.
    pub fn index(self) -> Self {
        self.with_column(|column| column.index = true)
    }

    /// Appends here are refused that would give two rows the same cell.
    pub fn unique(self) -> Self {
        self.with_column(|column| column.unique = true)
    }

    /// What the column holds before any event said otherwise.
    pub fn default(mut self, value: impl IntoCell) -> Self {
        match constant_to_json(&value.into_cell()) {
            Ok(json) => self.with_column(|column| column.default = Some(json)),
            Err(error) => {
                self.failure.get_or_insert(error);
                self
            }
        }
    }

    /// The column is the stream's key.
    pub fn stream_key(self) -> Self {
        self.role(Role::Key(Vec::new()))
    }

    /// The column is part of the key, taken from a field of events of one type.
    pub fn key_part(mut self, variant: Named<'_>, field: &[&str], transform: Transform) -> Self {
        self.model.description.key = KeySource::Fields;
        let Some((event, field)) = self.resolve(variant, field) else { return self };
        let part = KeyPart { event, field, transform };
        match self.model.description.columns.last_mut().map(|column| &mut column.role) {
            Some(Role::Key(parts)) => parts.push(part),
            _ => return self.role(Role::Key(vec![part])),
        }
        self
    }

    /// The column is kept by GunDB.
    pub fn meta(self, meta: Meta) -> Self {
        self.role(Role::Meta(meta))
    }

    /// The column is folded by code of the row's own.
    pub fn by_code(self) -> Self {
        self.role(Role::Code)
    }

    /// A rule of the list, by its name, with its operands in their order.
    pub fn rule(
        mut self,
        name: &str,
        variant: Named<'_>,
        operands: impl IntoIterator<Item = RuleOperand>,
    ) -> Self {
        let sources = operands.into_iter().map(|RuleOperand(given)| match given {
            Given::Field(names) => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                self.resolve(variant, &names).map(|(_, field)| Source::Field(field))
            }
            Given::Constant(Ok(constant)) => Some(Source::Constant(constant)),
            Given::Constant(Err(problem)) => {
                self.failure.get_or_insert(Error::definition(problem));
                None
            }
        });
        let Some(sources) = sources.collect::<Option<Vec<_>>>() else { return self };
        match Action::new(name, sources) {
            Some(action) => self.step(variant, action),
            None => {
                let problem = format!("there is no rule `{name}` with these operands");
                self.failure.get_or_insert(Error::definition(problem));
                self
            }
        }
    }

    /// Events of this variant remove the row.
    pub fn delete(mut self, variant: Named<'_>) -> Self {
        if let Some(event) = self.event(variant).map(|event| event.name.clone()) {
            self.model.description.delete.push(event);
        }
        self
    }

    /// Events of this variant begin the row afresh where it was removed.
    pub fn creates(mut self, variant: Named<'_>) -> Self {
        if let Some(event) = self.event(variant).map(|event| event.name.clone()) {
            self.model.description.creates.push(event);
        }
        self
    }

    /// The finished, checked view.
    ///
    /// # Errors
    /// A name that no event has, or a description that contradicts itself.
    pub fn build(mut self) -> Result<ViewModel> {
        if let Some(error) = self.failure.take() {
            return Err(error.within(format!("view `{}`", self.model.description.table)));
        }
        self.model.find_events();
        self.model.check()?;
        Ok(self.model)
    }

    fn role(self, role: Role) -> Self {
        self.with_column(|column| {
            if matches!(role, Role::Key(_) | Role::Meta(_)) {
                column.default = None; // the zero of the type; such a cell is never without a value
            }
            column.role = role;
        })
    }

    fn with_column(mut self, change: impl FnOnce(&mut ColumnDescription)) -> Self {
        if let Some(column) = self.model.description.columns.last_mut() {
            change(column);
        }
        self
    }

    fn step(mut self, variant: Named<'_>, action: Action) -> Self {
        let Some(event) = self.event(variant).map(|event| event.name.clone()) else { return self };
        if let Some(Role::Fold(steps)) =
            self.model.description.columns.last_mut().map(|column| &mut column.role)
        {
            steps.push(Step { event, action });
        }
        self
    }

    fn resolve(&mut self, variant: Named<'_>, field: &[&str]) -> Option<(String, FieldPath)> {
        let (event, path) = {
            let event = self.event(variant)?;
            (event.name.clone(), event.field_path(field))
        };
        if path.is_none() {
            let field = field.join(".");
            self.failure.get_or_insert(Error::definition(format!(
                "`{}` has no field `{field}`",
                variant.1
            )));
        }
        path.map(|path| (event, path))
    }

    fn event(&mut self, (of, variant): Named<'_>) -> Option<&EventDescription> {
        let found = self.model.streams.get(of).and_then(|stream| stream.variant(variant));
        if found.is_none() {
            let problem = format!("none of its events is called `{variant}`");
            self.failure.get_or_insert(Error::definition(problem));
        }
        found
    }
}
