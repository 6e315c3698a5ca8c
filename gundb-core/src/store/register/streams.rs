//! Stream types, event types and schemas that the catalog lacks.

use crate::error::Error;
use crate::model::{EventDescription, Schema, StreamDescription};
use crate::sql::catalog::{self as sql, SchemaRow};
use crate::store::backend::{Connection, Failure};
use crate::store::catalog::{Catalog, EventType};

/// Adds what the catalog lacks of a stream type.
pub(super) async fn add_stream(
    connection: &mut Connection,
    catalog: &Catalog,
    stream: &StreamDescription,
    number: i64,
) -> Result<(), Failure> {
    let dialect = connection.dialect();
    let next = |last: Option<i64>| last.unwrap_or(0) + 1;
    let stream_type = match catalog.stream_types.get(&stream.stream_type) {
        Some(id) => *id,
        None => {
            let id = next(catalog.stream_types.values().copied().max());
            connection.execute(sql::add_stream_type(dialect, id, &stream.stream_type)).await?;
            id
        }
    };
    let mut next_event_type = next(catalog.event_names.keys().copied().max());
    for event in &stream.events {
        let found = catalog.event_types.get(&event.name);
        if let Some(other) = found.filter(|found| found.stream_type != stream.stream_type) {
            return Err(Failure::from(Error::definition(format!(
                "the event type `{}` belongs to streams of type `{}` already, so it can't be one of `{}`; \
                 pin another name with #[event(name = \"…\")]",
                event.name, other.stream_type, stream.stream_type
            ))));
        }
        warn_of_changed_payload(found, event);
        let event_type = match catalog.event_id(&stream.stream_type, &event.name) {
            Some(id) => id,
            None => {
                connection
                    .execute(sql::add_event_type(
                        dialect,
                        next_event_type,
                        stream_type,
                        &event.name,
                    ))
                    .await?;
                next_event_type += 1;
                next_event_type - 1
            }
        };
        let hash = event.hash().as_bytes().to_vec();
        if found.is_none_or(|found| !found.schemas.iter().any(|schema| schema.1 == hash)) {
            let version = event.version.into();
            let row = SchemaRow {
                event_type,
                version,
                catalog: number,
                hash,
                schema: event.schema_text(),
            };
            connection.execute(sql::add_schema(dialect, row)).await?;
        }
    }
    Ok(())
}

/// A payload that changed under its version: what was appended before may not fit any more, and
/// nobody can know which is which.
fn warn_of_changed_payload(found: Option<&EventType>, event: &EventDescription) {
    let hash = event.hash();
    let schemas = found.map(|found| found.schemas.as_slice()).unwrap_or_default();
    let of_version = |(version, ..): &&(u32, Vec<u8>, Schema)| *version == event.version;
    let newest = schemas.iter().rfind(of_version);
    if newest.is_some_and(|(_, known, _)| known != hash.as_bytes()) {
        tracing::warn!(
            event_type = %event.name, version = event.version,
            "the payload of an event type changed, but not its version; raise it: #[event(version = …)]"
        );
    }
}
