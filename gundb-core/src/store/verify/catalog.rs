//! What the catalog names, and whether its schemas are those that were hashed.

use std::collections::{HashMap, HashSet};

use super::findings::Findings;
use super::scan::Scan;
use crate::error::{Error, Result};
use crate::model::{EventDescription, Schema};
use crate::sql::catalog;
use crate::store::backend::{Cells, Failure};

/// Stream types, event types and schemas.
#[derive(Default)]
pub(super) struct Names {
    stream_types: HashMap<i64, String>,
    /// Stream type and name, by id.
    event_types: HashMap<i64, (i64, String)>,
    /// Every registered description of every event type.
    described: Vec<EventDescription>,
    /// Ids of the event types that have one.
    with_schema: HashSet<i64>,
    /// Catalog number of the newest schema.
    pub(super) newest: i64,
}

impl Names {
    pub(super) async fn read(scan: &mut Scan<'_>) -> Result<Self, Failure> {
        let mut names = Self::default();
        let dialect = scan.dialect();
        scan.each("I1", "gundb_stream_type", catalog::stream_types(dialect), |mut cells, _| {
            names.stream_types.insert(cells.int()?, cells.text()?);
            Ok(())
        })
        .await?;
        scan.each("I1", "gundb_event_type", catalog::event_types(dialect), |mut cells, _| {
            names.event_types.insert(cells.int()?, (cells.int()?, cells.text()?));
            Ok(())
        })
        .await?;
        scan.each("I1", "gundb_schema", catalog::schema_rows(dialect), |cells, _| {
            names.schema(cells)
        })
        .await?;
        Ok(names)
    }

    /// Names of the event types that somebody registered, and of their stream types. Others came
    /// with received events.
    pub(super) fn registered(&self) -> HashMap<String, String> {
        let known = self.with_schema.iter().filter_map(|id| self.event_types.get(id));
        let named =
            known.filter_map(|(of, name)| Some((name.clone(), self.stream_type(*of)?.to_owned())));
        named.collect()
    }

    /// Every event type has a schema, but those of which nothing is known here except what came
    /// from others.
    pub(super) fn check_schemas(&self, received: &HashSet<i64>, findings: &mut Findings) {
        for (id, (_, name)) in &self.event_types {
            let is_known = self.with_schema.contains(id) || received.contains(id);
            findings.check(is_known, "I1", || {
                format!("event type `{name}` has no schema in gundb_schema")
            });
        }
    }

    pub(super) fn stream_type(&self, id: i64) -> Option<&str> {
        self.stream_types.get(&id).map(String::as_str)
    }

    /// Stream type and name of an event type.
    pub(super) fn event_type(&self, id: i64) -> Option<&(i64, String)> {
        self.event_types.get(&id)
    }

    /// Every registered description of an event type.
    pub(super) fn described(&self, event_type: &str) -> impl Iterator<Item = &EventDescription> {
        self.described.iter().filter(move |event| event.name == event_type)
    }

    fn schema(&mut self, mut cells: Cells) -> Result<()> {
        let (event_type, version, number) = (cells.int()?, cells.int()?, cells.int()?);
        let (hash, text) = (cells.bytes()?, cells.text()?);
        let wrong = |what: &str| {
            Error::corrupt(format!("schema {version} of event type {event_type}: {what}"))
        };
        let (_, name) = self
            .event_types
            .get(&event_type)
            .ok_or_else(|| wrong("there is no such event type"))?;
        let json = serde_json::from_str(&text).map_err(|_| wrong("it is no JSON"))?;
        let event = EventDescription {
            name: name.clone(),
            version: u32::try_from(version).map_err(|_| wrong("versions are positive"))?,
            schema: Schema::from_json(&json).map_err(|error| error.within("gundb_schema"))?,
            variant: String::new(),
            fields: Vec::new(),
            reader: None,
        };
        if event.hash().as_bytes() != hash.as_slice() || event.schema_text() != text {
            return Err(wrong("its hash does not fit it"));
        }
        self.newest = self.newest.max(number);
        self.described.push(event);
        self.with_schema.insert(event_type);
        Ok(())
    }
}
