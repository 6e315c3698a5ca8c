//! What an application's code, or a model file, brings.

use std::collections::{HashMap, HashSet};

use crate::error::{Error, Result};
use crate::fold::Codes;
use crate::model::{StreamDescription, ViewModel};
use crate::store::catalog::{Catalog, CodeRegistry};

/// What an application's code, or a model file, brings.
#[derive(Debug, Default)]
pub(in crate::store) struct Registration {
    /// Whether it comes from a model file, so that messages speak of its JSON.
    is_model: bool,
    pub(super) streams: Vec<StreamDescription>,
    pub(super) views: Vec<ViewModel>,
    /// Code by the hash of the view's definition.
    codes: HashMap<Vec<u8>, Codes>,
    /// The number of the catalog that it was checked against, where it may be registered in no
    /// other.
    pub(super) planned_on: Option<i64>,
}

impl Registration {
    /// What a model file brings.
    pub(in crate::store) fn of_model(streams: &[StreamDescription], views: &[ViewModel]) -> Self {
        let mut registration = Self { is_model: true, ..Self::default() };
        streams.iter().for_each(|stream| registration.add_stream(stream.clone()));
        views.iter().for_each(|view| registration.add_view(view.clone(), Codes::default()));
        registration
    }

    pub(in crate::store) fn add_stream(&mut self, stream: StreamDescription) {
        // Every view brings the descriptions of what it reads.
        if !self.streams.contains(&stream) {
            self.streams.push(stream);
        }
    }

    pub(in crate::store) fn add_view(&mut self, view: ViewModel, codes: Codes) {
        view.streams.iter().cloned().for_each(|stream| self.add_stream(stream));
        if !codes.is_empty() {
            self.codes.insert(view.definition_hash().as_bytes().to_vec(), codes);
        }
        self.views.push(view);
    }

    /// Lets it be registered only in the catalog of a number.
    pub(in crate::store) fn plan_on(&mut self, number: i64) {
        self.planned_on = Some(number);
    }

    /// The code that it brings.
    pub(in crate::store) fn codes(&self) -> CodeRegistry {
        self.codes.clone().into_iter().collect()
    }

    /// The definitions of its views.
    pub(in crate::store) fn definitions(&self) -> HashSet<Vec<u8>> {
        self.views.iter().map(|view| view.definition_hash().as_bytes().to_vec()).collect()
    }

    /// Checks descriptions by themselves and against each other.
    pub(in crate::store) fn check(&self) -> Result<()> {
        self.streams.iter().try_for_each(StreamDescription::check)?;
        self.check_event_names()?;
        for (index, view) in self.views.iter().enumerate() {
            view.check()?;
            view.check_reads()?;
            let other = self.views[..index]
                .iter()
                .find(|other| other.description.table == view.description.table);
            if other.is_some_and(|other| other != view) {
                return Err(Error::definition(format!(
                    "two views have the table `{}`; rename one",
                    view.description.table
                )));
            }
        }
        Ok(())
    }

    /// Two Rust types may describe parts of one stream type, but not one event type in two ways.
    fn check_event_names(&self) -> Result<()> {
        let mut described = HashMap::new();
        for stream in &self.streams {
            for event in &stream.events {
                let description = (&stream.stream_type, event.hash());
                let other = described.insert(&event.name, description);
                if let Some(other) = other.filter(|other| *other != description) {
                    return Err(self.described_twice(&event.name, other.0, description.0));
                }
            }
        }
        Ok(())
    }

    fn described_twice(&self, event: &str, first: &str, second: &str) -> Error {
        let how = match first == second {
            true => format!("twice in different ways, in streams of type `{first}`"),
            false => format!("in streams of type `{first}` and of type `{second}`"),
        };
        let what_to_do = match self.is_model {
            true => "give one of them another `type`",
            false => "pin another name for one of them with #[event(name = \"…\")]",
        };
        Error::definition(format!(
            "event type `{event}` is described {how}, and it can be only one thing; {what_to_do}"
        ))
    }

    pub(super) fn is_known(&self, catalog: &Catalog) -> bool {
        let stream_known = |stream: &StreamDescription| {
            stream.events.iter().all(|event| {
                let found = catalog
                    .event_types
                    .get(&event.name)
                    .filter(|found| found.stream_type == stream.stream_type);
                found.is_some_and(|found| {
                    found.schemas.iter().any(|schema| schema.1 == event.hash().as_bytes())
                })
            })
        };
        let view_known = |view: &ViewModel| {
            catalog.views.iter().any(|known| {
                known.plan.name() == view.description.table
                    && known.hash == view.definition_hash().as_bytes()
            })
        };
        let type_known =
            |stream: &StreamDescription| catalog.stream_types.contains_key(&stream.stream_type);
        self.streams.iter().all(type_known)
            && self.streams.iter().all(stream_known)
            && self.views.iter().all(view_known)
    }
}

/// Event types that the catalog has and the code has not: most often a renamed variant.
pub(in crate::store) fn warn_of_lost_names(catalog: &Catalog, registration: &Registration) {
    for (name, known) in &catalog.event_types {
        let mut of_stream = registration
            .streams
            .iter()
            .filter(|stream| stream.stream_type == known.stream_type)
            .peekable();
        if of_stream.peek().is_some()
            && !of_stream.flat_map(|stream| &stream.events).any(|event| event.name == *name)
        {
            tracing::warn!(
                event_type = %name, stream_type = %known.stream_type,
                "the store has an event type that this program's code lacks; if its variant was renamed, pin the old name: #[event(name = \"{name}\")]"
            );
        }
    }
}
