//! What the rules mean, looked at backwards: a cell is what the last event made of what the events
//! before it made.
//!
//! No state, no rows, no plan: slow, and written to be read.

use serde_json::Value as Json;

use super::Event;
use crate::clock::VectorClock;
use crate::model::{
    Action, ColumnDescription, ColumnType, Meta, Origin, Role, Source, Step, Value, ViewDescription,
};

/// The row of these events, all of one stream, in canonical order; `None` where there is none.
pub(super) fn row(view: &ViewDescription, events: &[Event]) -> Option<Vec<Value>> {
    let folded: Vec<&Event> = events.iter().filter(|event| is_folded(view, event)).collect();
    let deletes = |event: &&Event| view.delete.iter().any(|name| *name == event.event_type);
    if folded.is_empty() || folded.iter().any(deletes) {
        return None;
    }
    Some(view.columns.iter().map(|column| cell(column, &folded)).collect())
}

fn is_folded(view: &ViewDescription, event: &Event) -> bool {
    view.events.iter().chain(&view.delete).any(|name| *name == event.event_type)
}

fn cell(column: &ColumnDescription, events: &[&Event]) -> Value {
    let time =
        |event: &Event| Value::Time(jiff::Timestamp::from_microsecond(event.recorded_us).unwrap());
    match &column.role {
        Role::Key(_) => Value::Text("key".into()),
        Role::Meta(Meta::CreatedAt) => time(events[0]),
        Role::Meta(Meta::UpdatedAt) => time(events[events.len() - 1]),
        Role::Meta(Meta::Version) => Value::Int(events.len() as i64),
        Role::Meta(Meta::Clock) => {
            let seen: VectorClock<Origin> =
                events.iter().flat_map(|event| event.clock.iter()).collect();
            Value::Text(seen.to_string())
        }
        Role::Fold(steps) => folded(column, steps, events),
        Role::Code => panic!("there is no code in these tests"),
    }
}

/// The value of a folded cell after these events.
fn folded(column: &ColumnDescription, steps: &[Step], events: &[&Event]) -> Value {
    let nothing = || if column.nullable { Value::Null } else { column.column_type.zero() };
    let Some((last, before)) = events.split_last() else { return nothing() };
    let before_that = || folded(column, steps, before);
    let sum = |amount: i64| match before_that() {
        Value::Int(total) => Value::Int(total.wrapping_add(amount)),
        other => panic!("{other:?} is no sum"),
    };
    let is_first = || match column.nullable {
        true => before_that() == Value::Null,
        false => !has_found(column, steps, before),
    };
    let extreme = |new: Option<Value>, further: fn(&Value, &Value) -> bool| {
        new.filter(|new| is_first() || further(new, &before_that())).unwrap_or_else(before_that)
    };
    match action_of(steps, last) {
        None => before_that(),
        Some(Action::Count) => sum(1),
        Some(Action::Add(source)) => sum(operand(source, last).as_i64().unwrap_or(0)),
        Some(Action::Sub(source)) => {
            sum(operand(source, last).as_i64().unwrap_or(0).wrapping_neg())
        }
        Some(Action::Set(source)) => value(column, &operand(source, last)).unwrap_or_else(nothing),
        Some(Action::First(source)) => {
            let value = value(column, &operand(source, last));
            value.filter(|_| !has_found(column, steps, before)).unwrap_or_else(before_that)
        }
        Some(Action::Min(source)) => {
            extreme(value(column, &operand(source, last)), |new, old| new < old)
        }
        Some(Action::Max(source)) => {
            extreme(value(column, &operand(source, last)), |new, old| new > old)
        }
        Some(other) => panic!("{other:?} has a model of its own"),
    }
}

fn action_of<'a>(steps: &'a [Step], event: &Event) -> Option<&'a Action> {
    steps.iter().find(|step| step.event == event.event_type).map(|step| &step.action)
}

/// Whether a rule `first`, `min` or `max` of the column found a value in one of these events.
fn has_found(column: &ColumnDescription, steps: &[Step], events: &[&Event]) -> bool {
    events.iter().any(|event| match action_of(steps, event) {
        Some(Action::First(source)) => value(column, &operand(source, event)).is_some(),
        Some(Action::Min(source) | Action::Max(source)) => {
            !column.nullable && value(column, &operand(source, event)).is_some()
        }
        _ => false,
    })
}

fn operand(source: &Source, event: &Event) -> Json {
    match source {
        Source::Field(field) => field.find(&event.payload).cloned().unwrap_or_default(),
        Source::Constant(constant) => constant.clone(),
    }
}

/// The cell of a payload value of the right type; `None` for null and for nothing.
fn value(column: &ColumnDescription, json: &Json) -> Option<Value> {
    match column.column_type {
        ColumnType::Bool => json.as_bool().map(Value::Bool),
        ColumnType::Int => json.as_i64().map(Value::Int),
        ColumnType::Real => json.as_f64().map(Value::Real),
        ColumnType::Text => json.as_str().map(|text| Value::Text(text.to_owned())),
        other => panic!("{other:?} is not in these tests"),
    }
}
