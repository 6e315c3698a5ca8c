//! Cells that are lists: add-wins sets, and siblings.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::event_context::EventContext;
use crate::clock::VectorClock;
use crate::model::{Origin, Value, json as text};

/// An event, as a set knows who put an element in.
pub(super) type Dot = (u64, u64);

/// What a set remembers: each element by its canonical text, with the events that put it in and
/// were not overruled.
pub(crate) type Tags = BTreeMap<String, Vec<Dot>>;

/// The elements of an operand: itself, or each of a list. The reason where one is nothing that a
/// set can hold.
pub(super) fn elements(operand: &Json) -> Result<Vec<String>, String> {
    let items = match operand {
        Json::Null => return Ok(Vec::new()),
        Json::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let element = |item: &Json| match item {
        Json::Bool(_) | Json::String(_) => Ok(text::canonical_text(item)),
        Json::Number(number) if number.is_i64() || number.is_u64() => {
            Ok(text::canonical_text(item))
        }
        other => {
            let shown = text::shown(other);
            Err(format!("{shown} can't be in a set: elements are texts, whole numbers and flags"))
        }
    };
    items.iter().filter(|item| !item.is_null()).map(element).collect()
}

/// Puts elements in: the event stands for what its writer had seen of each.
pub(super) fn insert(tags: &mut Tags, elements: &[String], context: &EventContext) {
    for element in elements {
        let dots = tags.entry(element.clone()).or_default();
        dots.retain(|dot| !has_seen(&context.clock, *dot));
        dots.push(context.dot());
    }
}

/// Takes elements out, as far as the event's writer had seen them put in: what was put in elsewhere
/// meanwhile stays.
pub(super) fn remove(tags: &mut Tags, elements: &[String], context: &EventContext) {
    for element in elements {
        if let Some(dots) = tags.get_mut(element) {
            dots.retain(|dot| !has_seen(&context.clock, *dot));
            if dots.is_empty() {
                tags.remove(element);
            }
        }
    }
}

/// The cell of a set: its elements, flags first, then numbers, then texts by their bytes.
pub(super) fn cell<'a>(elements: impl Iterator<Item = &'a String>) -> Value {
    let mut elements: Vec<(Json, &String)> =
        elements.map(|text| (serde_json::from_str(text).unwrap_or_default(), text)).collect();
    elements.sort_by(|(left, _), (right, _)| rank(left).cmp(&rank(right)));
    let texts: Vec<&str> = elements.iter().map(|(_, text)| text.as_str()).collect();
    Value::Json(format!("[{}]", texts.join(",")))
}

fn rank(element: &Json) -> (u8, i128, &str) {
    match element {
        Json::Bool(flag) => (0, (*flag).into(), ""),
        Json::Number(number) => {
            let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
            (1, whole.unwrap_or(0), "")
        }
        Json::String(text) => (2, 0, text),
        _ => (3, 0, ""),
    }
}

/// How many values stand in a list.
pub(super) fn count(cell: &Value) -> usize {
    siblings_of(cell).len()
}

fn siblings_of(cell: &Value) -> Vec<Json> {
    let stored = match cell {
        Value::Json(text) => serde_json::from_str(text).unwrap_or_default(),
        _ => Json::Null,
    };
    match stored {
        Json::Array(siblings) => siblings,
        _ => Vec::new(),
    }
}

/// The cell of `siblings` after an event: what its writer had not seen, and its own value unless
/// that is null.
pub(super) fn with_sibling(cell: &Value, value: &Json, context: &EventContext) -> Value {
    let mut siblings = siblings_of(cell);
    siblings.retain(|sibling| !dot_of(sibling).is_some_and(|dot| has_seen(&context.clock, dot)));
    if !value.is_null() {
        let (origin, sequence) = context.dot();
        let at = context.recorded().to_json();
        siblings.push(
            json!({"value": value, "origin": origin.to_string(), "sequence": sequence, "at": at}),
        );
    }
    Value::Json(text::canonical_text(&Json::Array(siblings)))
}

fn dot_of(sibling: &Json) -> Option<Dot> {
    let origin = sibling.get("origin")?.as_str()?.parse().ok()?;
    Some((origin, sibling.get("sequence")?.as_u64()?))
}

fn has_seen(clock: &VectorClock<Origin>, (origin, sequence): Dot) -> bool {
    Origin::new(origin).is_ok_and(|origin| clock.get(origin) >= sequence)
}
