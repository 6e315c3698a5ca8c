//! A view's description together with what it reads.

use super::describe::{EventDescription, StreamDescription};
use super::ids::Hash;
use super::json;
use super::role::Role;
use super::view::{KeySource, ViewDescription};

/// A view's description, and the events it reads.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ViewModel {
    /// The view.
    pub description: ViewDescription,
    /// Descriptions of its events.
    pub streams: Vec<StreamDescription>,
}

impl ViewModel {
    /// The hash of the definition with the schemas of the fields it reads: equal where the fold is
    /// equal.
    pub fn definition_hash(&self) -> Hash {
        let read = self.description.fields_read().into_iter().map(|(event, field)| {
            let schema = self.event(event).and_then(|described| described.schema.at(field));
            let schema = schema.map(|schema| json::canonical_text(&schema.to_json()));
            (event, format!("{field} {}", schema.unwrap_or_default()))
        });
        self.description.hash(read)
    }

    /// The description of an event type.
    pub(crate) fn event(&self, name: &str) -> Option<&EventDescription> {
        self.streams.iter().flat_map(|stream| &stream.events).find(|event| event.name == name)
    }

    /// The stream type of an event type.
    pub(crate) fn stream(&self, event: &str) -> Option<&str> {
        let has = |stream: &&StreamDescription| {
            stream.events.iter().any(|described| described.name == event)
        };
        self.streams.iter().find(has).map(|stream| stream.stream_type.as_str())
    }

    /// Finds the events that the view folds, in the order of their descriptions.
    pub(crate) fn find_events(&mut self) {
        let events =
            self.streams.iter().flat_map(|stream| &stream.events).map(|event| event.name.clone());
        let mut found: Vec<String> = Vec::new();
        for event in events.filter(|event| self.description.is_folded(event)) {
            // Two Rust types may describe one event type.
            if !found.contains(&event) {
                found.push(event);
            }
        }
        self.description.events = found;
    }
}

impl ViewDescription {
    /// Whether it names an event type anywhere.
    pub(crate) fn reads(&self, event: &str) -> bool {
        self.events.iter().chain(&self.delete).chain(&self.creates).any(|read| read == event)
            || self.fields_read().iter().any(|(read, _)| *read == event)
            || self.is_folded(event) && self.events.is_empty()
    }

    /// Many streams: what has a key. One stream: what a rule names; all events where metadata is
    /// kept of them, code folds them, or there is no rule at all. So a new event type leaves most
    /// views as they are.
    fn is_folded(&self, event: &str) -> bool {
        let roles = || self.columns.iter().map(|column| &column.role);
        match self.key {
            KeySource::Fields => roles().any(|role| match role {
                Role::Key(parts) => parts.iter().any(|part| part.event == event),
                _ => false,
            }),
            KeySource::Stream => {
                let named = |role: &Role| matches!(role, Role::Fold(steps) if steps.iter().any(|step| step.event == event));
                let all = roles().any(|role| matches!(role, Role::Meta(_) | Role::Code))
                    || roles().all(|role| matches!(role, Role::Key(_)));
                let marked = self.delete.iter().chain(&self.creates).any(|marked| marked == event);
                all || marked || roles().any(named)
            }
        }
    }
}
