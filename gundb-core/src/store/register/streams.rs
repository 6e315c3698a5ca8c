//! Stream types, event types and schemas that the catalog lacks.

use crate::error::Error;
use crate::model::StreamDescription;
use crate::sql::catalog::{self as sql, SchemaRow};
use crate::store::backend::{Connection, Failure};
use crate::store::catalog::Catalog;

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
    let mut next_event_type = next(catalog.event_types.values().map(|found| found.id).max());
    for event in &stream.events {
        let found = catalog.event_types.get(&event.name);
        if let Some(other) = found.filter(|found| found.stream_type != stream.stream_type) {
            return Err(Failure::from(Error::definition(format!(
                "the event type `{}` belongs to streams of type `{}` already, so it can't be one of `{}`; \
                 pin another name with #[event(name = \"…\")]",
                event.name, other.stream_type, stream.stream_type
            ))));
        }
        let event_type = match found {
            Some(found) => found.id,
            None => {
                connection
                    .execute(sql::add_event_type(dialect, next_event_type, stream_type, &event.name))
                    .await?;
                next_event_type += 1;
                next_event_type - 1
            }
        };
        let hash = event.hash().as_bytes().to_vec();
        if found.is_none_or(|found| !found.schemas.iter().any(|schema| schema.1 == hash)) {
            let version = event.version.into();
            let row = SchemaRow { event_type, version, catalog: number, hash, schema: event.schema_text() };
            connection.execute(sql::add_schema(dialect, row)).await?;
        }
    }
    Ok(())
}
