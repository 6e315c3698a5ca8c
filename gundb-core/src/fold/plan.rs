//! A view description, made ready for folding.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::canonical::key_bytes;
use super::cell::{Problem, cell, moment};
use super::change::Change;
use super::code::{Coded, Codes};
use super::effect::Effect;
use super::event_plan::{EventPlan, FoldEvent};
use super::facts::Facts;
use super::fields;
use super::row::RowState;
use super::sets;
use crate::model::limits::VIEW_KEY_BYTES_MAX;
use crate::model::{
    Action, ColumnDescription, ColumnType, KeySource, Role, Source, Transform, Value,
    ViewDescription,
};

/// A view, ready to fold.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) description: ViewDescription,
    /// What events of each type do, by stable name.
    events: HashMap<String, EventPlan>,
    /// Indexes of the key columns.
    pub(crate) key: Vec<usize>,
    /// What folds the columns that no rule folds.
    codes: Codes,
    facts: Facts,
}

impl Plan {
    /// A plan of a view; `codes` may be missing here (see [`Plan::is_blind`]).
    pub(crate) fn new(description: ViewDescription, codes: Codes) -> Self {
        let mut events: HashMap<_, _> =
            description.events.iter().map(|event| (event.clone(), EventPlan::default())).collect();
        for event in &description.delete {
            events.entry(event.clone()).or_default().delete = true;
        }
        for event in &description.creates {
            events.entry(event.clone()).or_default().creates = true;
        }
        let mut key = Vec::new();
        for (index, column) in description.columns.iter().enumerate() {
            match &column.role {
                Role::Key(parts) => {
                    key.push(index);
                    for part in parts {
                        let plan = events.entry(part.event.clone()).or_default();
                        plan.needs(&part.field);
                        plan.key.push((part.field.clone(), part.transform));
                    }
                }
                Role::Fold(steps) => {
                    for step in steps {
                        let plan = events.entry(step.event.clone()).or_default();
                        step.action.fields().for_each(|field| plan.needs(field));
                        plan.steps.push((index, step.action.clone()));
                    }
                }
                Role::Meta(_) | Role::Code => {}
            }
        }
        let facts = Facts::of(&description, &events, !codes.is_empty());
        Self { description, events, key, codes, facts }
    }

    /// Whether events make the same row in any order: then a late one is folded as any other.
    pub(crate) fn commutes(&self) -> bool {
        self.facts.commutes
    }

    /// Whether rows are those of many streams: nobody finds their events again, so they are never
    /// folded again.
    pub(super) fn is_over_many_streams(&self) -> bool {
        self.facts.over_many_streams
    }

    /// Whether events create rows again that others removed.
    pub(super) fn creates_again(&self) -> bool {
        !self.description.creates.is_empty()
    }

    /// Whether it matters which of two events that bring one fact comes first in canonical order,
    /// though the order of all others does not: the first one counts.
    pub(super) fn minds_repeats(&self) -> bool {
        self.facts.minds_repeats
    }

    /// Whether it depends on the row whether it can take an event: then an event that was left out
    /// is tried again with the row.
    pub(crate) fn may_skip(&self) -> bool {
        self.facts.may_skip
    }

    /// Whether rows have snapshots: a late event makes them be folded again.
    pub(crate) fn has_snapshots(&self) -> bool {
        !self.facts.commutes && !self.facts.over_many_streams
    }

    /// Whether a row remembers the canonical key of its first event: a column shows its time, and a
    /// late event is not folded from the beginning.
    pub(super) fn keeps_first(&self) -> bool {
        self.facts.keeps_first
    }

    /// Whether code that it needs is not in this process: it can't fold here.
    pub(crate) fn is_blind(&self) -> bool {
        self.facts.is_blind
    }

    /// Indexes of the columns whose cells must be unique.
    pub(crate) fn unique_columns(&self) -> impl Iterator<Item = usize> {
        let columns = self.description.columns.iter().enumerate();
        columns.filter(|(_, column)| column.unique).map(|(index, _)| index)
    }

    /// Indexes of the columns that rules of some kind fold.
    pub(super) fn columns_of(&self, kind: fn(&Action) -> bool) -> impl Iterator<Item = usize> {
        let of_kind = move |column: &ColumnDescription| match &column.role {
            Role::Fold(steps) => steps.iter().any(|step| kind(&step.action)),
            _ => false,
        };
        let columns = self.description.columns.iter().enumerate();
        columns.filter(move |(_, column)| of_kind(column)).map(|(index, _)| index)
    }

    /// Whether some of its columns must be unique.
    pub(crate) fn has_unique(&self) -> bool {
        self.facts.has_unique
    }

    /// Whether a cell holds a value, and not null or what the column holds before any event.
    pub(crate) fn is_something(&self, column: usize, cell: &Value) -> bool {
        *cell != Value::Null && *cell != self.column(column).zero()
    }

    /// The value that a row holds in a column; null for nothing.
    pub(crate) fn held(&self, column: usize, state: Option<&RowState>) -> Value {
        match state {
            Some(RowState::Live(row)) if self.is_something(column, &row.cells[column]) => {
                row.cells[column].clone()
            }
            _ => Value::Null,
        }
    }

    /// Name of the view and of its table.
    pub(crate) fn name(&self) -> &str {
        &self.description.table
    }

    pub(crate) fn column(&self, index: usize) -> &ColumnDescription {
        &self.description.columns[index]
    }

    /// Whether events of a type matter to the view.
    pub(crate) fn folds(&self, event_type: &str) -> bool {
        self.events.contains_key(event_type)
    }

    /// Whether rows need a memory beyond their cells: tombstones, the tags of sets, whether a value
    /// was found, or which event code could not take.
    pub(crate) fn remembers(&self) -> bool {
        self.facts.remembers
    }

    /// Whether what an event does to a row depends on where it stands in canonical order, or its
    /// writer.
    pub(crate) fn needs_context(&self) -> bool {
        self.facts.needs_context
    }

    /// Whether a column shows when events were recorded.
    pub(crate) fn keeps_times(&self) -> bool {
        self.facts.keeps_times
    }

    /// As [`Plan::change`], of the text of a payload, of which it reads the fields that the view
    /// folds.
    ///
    /// # Errors
    /// The text is no JSON, or the event does not fit a column.
    pub(crate) fn change_of(
        &self,
        stream_key: &str,
        event_type: &str,
        text: &str,
    ) -> Result<Option<Change>, Problem> {
        let Some(plan) = self.events.get(event_type) else { return Ok(None) };
        let payload = fields::parse(text, &plan.fields).map_err(|error| Problem {
            view: self.name().to_owned(),
            column: None,
            reason: format!("the payload is no JSON: {error}"),
        })?;
        self.change(&FoldEvent { stream_key, event_type, payload: &payload, text })
    }

    /// What an event does to the view; `None` where it does nothing (another type, a null key).
    ///
    /// # Errors
    /// The event does not fit a column.
    pub(crate) fn change(&self, event: &FoldEvent<'_>) -> Result<Option<Change>, Problem> {
        let Some(plan) = self.events.get(event.event_type) else { return Ok(None) };
        let Some(key) = self.key_of(plan, event)? else { return Ok(None) };
        if plan.delete {
            return Ok(Some(Change { delete: true, ..Change::of_key(key) }));
        }
        let effects = plan
            .steps
            .iter()
            .map(|(index, action)| Ok((*index, self.effect(*index, action, event.payload)?)))
            .collect::<Result<_, Problem>>()?;
        let code = self.codes.get(event.event_type).map(|decode| Coded(decode(event)));
        Ok(Some(Change { effects, creates: plan.creates, code, ..Change::of_key(key) }))
    }

    fn key_of(
        &self,
        plan: &EventPlan,
        event: &FoldEvent<'_>,
    ) -> Result<Option<Vec<Value>>, Problem> {
        if self.description.key == KeySource::Stream {
            return Ok(Some(vec![Value::Text(event.stream_key.to_owned())]));
        }
        let mut key = Vec::with_capacity(plan.key.len());
        for ((field, transform), &index) in plan.key.iter().zip(&self.key) {
            let column = self.column(index);
            let json = field.find(event.payload);
            let part = match transform {
                Transform::None => cell(column, json),
                Transform::Day => {
                    let time =
                        ColumnDescription { column_type: ColumnType::Time, ..column.clone() };
                    cell(&time, json).map(day)
                }
            };
            match part.map_err(|reason| self.problem(index, reason))? {
                Value::Null => return Ok(None),
                part => key.push(part.into_key()),
            }
        }
        let bytes = key_bytes(&key).len();
        if bytes > VIEW_KEY_BYTES_MAX {
            let reason = format!(
                "the row's key has {bytes} bytes; at most {VIEW_KEY_BYTES_MAX} are allowed"
            );
            return Err(self.problem(self.key[0], reason));
        }
        Ok(Some(key))
    }

    fn effect<'a>(
        &self,
        index: usize,
        action: &'a Action,
        payload: &'a Json,
    ) -> Result<Effect, Problem> {
        let given = |source: &'a Source| match source {
            Source::Field(field) => field.find(payload),
            Source::Constant(json) => Some(json),
        };
        let operand = |source| {
            cell(self.column(index), given(source)).map_err(|reason| self.problem(index, reason))
        };
        let elements = |source| {
            let elements = given(source).map(sets::elements);
            elements.unwrap_or_else(|| Ok(Vec::new())).map_err(|reason| self.problem(index, reason))
        };
        Ok(match action {
            Action::Set(source) => Effect::Set(operand(source)?),
            Action::First(source) => Effect::First(operand(source)?),
            Action::Add(source) => added(operand(source)?, false),
            Action::Sub(source) => added(operand(source)?, true),
            Action::Count => Effect::Add(1),
            Action::Min(source) => Effect::Min(operand(source)?),
            Action::Max(source) => Effect::Max(operand(source)?),
            Action::Latest(at, source) => {
                let at = moment(given(at)).map_err(|reason| self.problem(index, reason))?;
                Effect::Latest(at, operand(source)?)
            }
            Action::Insert(source) => Effect::Insert(elements(source)?),
            Action::Remove(source) => Effect::Remove(elements(source)?),
            Action::Siblings(source) => Effect::Sibling(given(source).cloned().unwrap_or_default()),
        })
    }

    fn problem(&self, index: usize, reason: String) -> Problem {
        Problem {
            view: self.name().to_owned(),
            column: Some(self.column(index).name.clone()),
            reason,
        }
    }
}

/// What a sum takes in, or off.
fn added(amount: Value, is_taken_off: bool) -> Effect {
    match amount {
        Value::Decimal(amount) => Effect::AddDecimal(if is_taken_off { -amount } else { amount }),
        Value::Int(amount) => {
            Effect::Add(if is_taken_off { -i128::from(amount) } else { amount.into() })
        }
        _ => Effect::Add(0),
    }
}

fn day(time: Value) -> Value {
    match time {
        Value::Time(time) => Value::Date(time.to_zoned(TimeZone::UTC).date()),
        other => other,
    }
}
