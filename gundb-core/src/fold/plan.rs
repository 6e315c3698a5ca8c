//! A view description, made ready for folding.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::canonical::key_bytes;
use super::cell::{Problem, cell};
use super::change::{Change, Effect};
use crate::clock::{CanonicalKey, VectorClock};
use crate::model::limits::VIEW_KEY_BYTES_MAX;
use crate::model::{
    Action, ColumnDescription, ColumnType, KeySource, Origin, Role, Source, Transform, Value,
    ViewDescription, in_column_range,
};

/// An event as rules see it.
pub(crate) struct FoldEvent<'a> {
    pub(crate) stream_key: &'a str,
    pub(crate) event_type: &'a str,
    pub(crate) payload: &'a Json,
}

/// A view, ready to fold.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) description: ViewDescription,
    /// What events of each type do, by stable name.
    events: HashMap<String, EventPlan>,
    /// Places of the key columns.
    pub(crate) key: Vec<usize>,
}

#[derive(Debug, Default)]
struct EventPlan {
    /// Field and transform of each key column; empty where the key is the stream's.
    key: Vec<(String, Transform)>,
    steps: Vec<(usize, Action)>,
    delete: bool,
}

impl Plan {
    pub(crate) fn new(description: ViewDescription) -> Self {
        let mut events: HashMap<_, _> =
            description.events.iter().map(|event| (event.clone(), EventPlan::default())).collect();
        for event in &description.delete {
            events.entry(event.clone()).or_default().delete = true;
        }
        let mut key = Vec::new();
        for (index, column) in description.columns.iter().enumerate() {
            match &column.role {
                Role::Key(parts) => {
                    key.push(index);
                    for part in parts {
                        let plan = events.entry(part.event.clone()).or_default();
                        plan.key.push((part.field.clone(), part.transform));
                    }
                }
                Role::Fold(steps) => {
                    for step in steps {
                        let plan = events.entry(step.event.clone()).or_default();
                        plan.steps.push((index, step.action.clone()));
                    }
                }
                Role::Meta(_) => {}
            }
        }
        Self { description, events, key }
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

    /// Whether rows need a memory beyond their cells: tombstones, or which `first` columns have found their value.
    pub(crate) fn remembers(&self) -> bool {
        let first =
            |plan: &EventPlan| plan.steps.iter().any(|(_, action)| matches!(action, Action::First(_)));
        self.events.values().any(|plan| plan.delete || first(plan))
    }

    /// What an event does to the view; `None` where it does nothing (another type, a null key).
    ///
    /// # Errors
    /// The event does not fit a column.
    pub(crate) fn change(&self, event: &FoldEvent<'_>) -> Result<Option<Change>, Problem> {
        let Some(plan) = self.events.get(event.event_type) else { return Ok(None) };
        let Some(key) = self.key_of(plan, event)? else { return Ok(None) };
        let effects = if plan.delete {
            Vec::new()
        } else {
            plan.steps
                .iter()
                .map(|(index, action)| Ok((*index, self.effect(*index, action, event.payload)?)))
                .collect::<Result<_, Problem>>()?
        };
        Ok(Some(Change { key, effects, delete: plan.delete }))
    }

    fn key_of(&self, plan: &EventPlan, event: &FoldEvent<'_>) -> Result<Option<Vec<Value>>, Problem> {
        if self.description.key == KeySource::Stream {
            return Ok(Some(vec![Value::Text(event.stream_key.to_owned())]));
        }
        let mut key = Vec::with_capacity(plan.key.len());
        for ((field, transform), &index) in plan.key.iter().zip(&self.key) {
            let column = self.column(index);
            let json = event.payload.get(field);
            let part = match transform {
                Transform::None => cell(column, json),
                Transform::Day => {
                    let time = ColumnDescription { column_type: ColumnType::Time, ..column.clone() };
                    cell(&time, json).map(day)
                }
            };
            match part.map_err(|reason| self.problem(index, reason))? {
                Value::Null => return Ok(None),
                part => key.push(part),
            }
        }
        let bytes = key_bytes(&key).len();
        if bytes > VIEW_KEY_BYTES_MAX {
            let reason = format!("the row's key has {bytes} bytes; at most {VIEW_KEY_BYTES_MAX} are allowed");
            return Err(self.problem(self.key[0], reason));
        }
        Ok(Some(key))
    }

    fn effect(&self, index: usize, action: &Action, payload: &Json) -> Result<Effect, Problem> {
        let operand = |source: &Source| {
            let json = match source {
                Source::Field(field) => payload.get(field),
                Source::Constant(json) => Some(json),
            };
            cell(self.column(index), json).map_err(|reason| self.problem(index, reason))
        };
        let number = |value| if let Value::Int(number) = value { number } else { 0 };
        Ok(match action {
            Action::Set(source) => Effect::Set(operand(source)?),
            Action::First(source) => Effect::First(operand(source)?),
            Action::Add(source) => Effect::Add(number(operand(source)?).into()),
            Action::Sub(source) => Effect::Add(-i128::from(number(operand(source)?))),
            Action::Count => Effect::Add(1),
        })
    }

    fn problem(&self, index: usize, reason: String) -> Problem {
        Problem { view: self.name().to_owned(), column: self.column(index).name.clone(), reason }
    }
}

/// Where an event stands: its place in canonical order, what its writer had seen of its stream, its recorded time.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) order: CanonicalKey,
    pub(crate) clock: VectorClock<Origin>,
    pub(crate) recorded_us: i64,
}

impl Place {
    /// The recorded time as a cell.
    pub(super) fn recorded(&self) -> Value {
        let time = Timestamp::from_microsecond(self.recorded_us).ok().filter(in_column_range);
        Value::Time(time.unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

fn day(time: Value) -> Value {
    match time {
        Value::Time(time) => Value::Date(time.to_zoned(TimeZone::UTC).date()),
        other => other,
    }
}
