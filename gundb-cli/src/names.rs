//! Event types by the short names that people type.

use std::collections::HashMap;

use gundb::model::Schema;
use gundb::store::EventTypeInfo;
use gundb::{Gundb, NewEvent};
use serde_json::{Map, Value};

use crate::exit::Failure;

/// What the database knows by name.
pub(crate) struct Names {
    types: Vec<EventTypeInfo>,
    /// The newest schemas of event types, where they were asked for.
    schemas: HashMap<String, Schema>,
}

impl Names {
    pub(crate) async fn load(db: &Gundb) -> gundb::Result<Self> {
        Ok(Self::of(db.event_types().await?))
    }

    /// With the schemas by which texts become values.
    pub(crate) async fn with_schemas(db: &Gundb) -> gundb::Result<Self> {
        let events = db.model().await?.streams.into_iter().flat_map(|stream| stream.events);
        let schemas = events.map(|event| (event.name, event.schema)).collect();
        Ok(Self { schemas, ..Self::load(db).await? })
    }

    pub(crate) fn of(types: Vec<EventTypeInfo>) -> Self {
        Self { types, schemas: HashMap::new() }
    }

    /// The shape of an event type's payloads, by its stored name.
    pub(crate) fn schema(&self, name: &str) -> Option<&Schema> {
        self.schemas.get(name)
    }

    /// The stored name of an event type: as it was given if there is one of that name, else
    /// `<stream type>.<given>`.
    pub(crate) fn event_type(
        &self,
        stream_type: Option<&str>,
        given: &str,
    ) -> Result<String, Failure> {
        let known = || {
            self.types
                .iter()
                .filter(|known| stream_type.is_none_or(|wanted| known.stream_type == wanted))
        };
        if let Some(stream_type) = stream_type {
            self.check_stream_type(stream_type)?;
        }
        let named = |name: &str| known().any(|known| known.name == name).then(|| name.to_owned());
        let long = stream_type.map(|stream_type| format!("{stream_type}.{given}"));
        named(given).or_else(|| named(&long?)).ok_or_else(|| {
            let within = stream_type
                .map_or_else(String::new, |name| format!(" in streams of type `{name}`"));
            let known = listed(known().map(|known| known.name.as_str()));
            Failure::invalid(format!("the event type `{given}` is unknown{within}; {known}"))
        })
    }

    /// The newest schema version of an event type, by which new events of it are validated.
    pub(crate) fn schema_version(&self, stream_type: &str, name: &str) -> Result<u32, Failure> {
        let stored = self.event_type(Some(stream_type), name)?;
        let known = self.types.iter().find(|known| known.name == stored && stored == name);
        let unknown =
            || Failure::invalid(format!("the event type `{name}` is unknown; `{stored}` is known"));
        known.map(|known| known.schema_version).ok_or_else(unknown)
    }

    /// Refuses a stream type that nobody registered.
    pub(crate) fn check_stream_type(&self, name: &str) -> Result<(), Failure> {
        if self.types.iter().any(|known| known.stream_type == name) {
            return Ok(());
        }
        let known = listed(self.types.iter().map(|known| known.stream_type.as_str()));
        Err(Failure::invalid(format!("the stream type `{name}` is unknown; {known}")))
    }

    /// The fields of a payload that its event type does not know, where it would be good without
    /// them.
    pub(crate) fn needless_fields(&self, event: &NewEvent) -> Vec<String> {
        let Some(schema @ Schema::Object(known)) = self.schema(&event.event_type) else {
            return Vec::new();
        };
        let Ok(mut payload) = serde_json::from_str::<Map<String, Value>>(&event.payload) else {
            return Vec::new();
        };
        let is_known = |name: &String| known.iter().any(|property| property.name == *name);
        let needless: Vec<String> =
            payload.keys().filter(|name| !is_known(name)).cloned().collect();
        payload.retain(|name, _| is_known(name));
        if schema.validate(&Value::Object(payload)).is_ok() { needless } else { Vec::new() }
    }
}

/// The names that there are, or what to do where there is none.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return "the database has no model of it yet: run `gundb model apply FILE`, or open it with the application that \
                defines it"
            .to_owned();
    }
    format!("known are: {}", names.join(", "))
}
