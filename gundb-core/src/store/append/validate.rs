//! Everything that comes from outside is checked here, before anything is locked.

use std::collections::HashMap;

use super::answer::Append;
use crate::error::{Error, Result};
use crate::model::limits::{BATCH_BYTES_MAX, BATCH_EVENTS_MAX, PAYLOAD_BYTES_MAX};
use crate::model::{Expect, NewEvent, Schema, StreamRef, json};
use crate::store::catalog::Catalog;
use crate::store::write::{PreparedEvent, StreamRequest};

pub(super) fn knows(catalog: &Catalog, append: &Append) -> bool {
    append
        .events
        .iter()
        .all(|event| catalog.event_type(&append.stream.stream_type, &event.event_type).is_ok())
}

pub(super) fn check_batch(appends: &[Append]) -> Result<()> {
    let events: usize = appends.iter().map(|append| append.events.len()).sum();
    if appends.iter().any(|append| append.events.is_empty()) || appends.is_empty() {
        return Err(Error::invalid("there is no event to append"));
    }
    if events > BATCH_EVENTS_MAX {
        return Err(Error::invalid(format!(
            "the append has {events} events; at most {BATCH_EVENTS_MAX} are allowed: append them in several calls"
        )));
    }
    Ok(())
}

/// One append for each stream, and the stream of each event where they take turns.
pub(super) fn by_stream(appends: Vec<Append>) -> Result<(Vec<Append>, Vec<usize>)> {
    let (mut merged, mut turns) = (Vec::<Append>::with_capacity(appends.len()), Vec::new());
    if appends.len() == 1 {
        return Ok((appends, turns));
    }
    let mut indexes = HashMap::with_capacity(appends.len());
    for append in appends {
        let events = append.events.len();
        let index = *indexes.entry(append.stream.clone()).or_insert(merged.len());
        match merged.get_mut(index) {
            None => merged.push(append),
            Some(first) if append.expect == Expect::Any => first.events.extend(append.events),
            Some(_) => {
                return Err(Error::invalid(format!(
                    "the stream {} is there several times; say what is expected of it in its first part, and `Expect::Any` in \
                     the others",
                    append.stream
                )));
            }
        }
        turns.extend(std::iter::repeat_n(index, events));
    }
    Ok((merged, turns))
}

/// Checks the size of an append as it will be stored.
pub(super) fn check_bytes(streams: &[StreamRequest]) -> Result<()> {
    let of_event = |event: &PreparedEvent| {
        event.payload.len() + event.metadata.as_ref().map_or(0, String::len)
    };
    let of_stream = |stream: &StreamRequest| {
        stream.events.iter().map(|event| of_event(event) + stream.stream.key.len()).sum::<usize>()
    };
    let bytes: usize = streams.iter().map(of_stream).sum();
    if bytes > BATCH_BYTES_MAX {
        return Err(Error::invalid(format!(
            "the append has {bytes} bytes; at most {BATCH_BYTES_MAX} are allowed: append in several calls"
        )));
    }
    Ok(())
}

pub(super) fn prepared(
    catalog: &Catalog,
    stream: &StreamRef,
    event: NewEvent,
) -> Result<PreparedEvent> {
    let schema_version = checked(catalog, stream, &event)
        .map_err(|error| error.within(format!("event `{}`", event.event_type)))?;
    Ok(PreparedEvent {
        metadata: event.metadata.to_text()?,
        event_type: event.event_type,
        schema_version,
        payload: event.payload,
        id: event.id,
        id_rule: event.id_rule,
    })
}

/// Checks the payload; the version of its schema.
fn checked(catalog: &Catalog, stream: &StreamRef, event: &NewEvent) -> Result<u32> {
    let known = catalog.event_type(&stream.stream_type, &event.event_type)?;
    if event.payload.len() > PAYLOAD_BYTES_MAX {
        return Err(Error::invalid(format!(
            "the payload has {} bytes; at most {PAYLOAD_BYTES_MAX} are allowed",
            event.payload.len()
        )));
    }
    let (schema_version, schema) = schema_of(&known.schemas, event)?;
    let fits = schema.is_some_and(|schema| schema.accepts(&event.payload));
    if !(event.payload.starts_with('{') && fits) {
        refuse(schema, &event.payload)?;
    }
    Ok(schema_version)
}

/// Says why a payload does not fit; or that it fits after all.
fn refuse(schema: Option<&Schema>, payload: &str) -> Result<()> {
    if payload.trim().is_empty() {
        return Err(Error::invalid("the payload is empty; give a JSON object, for example {}"));
    }
    let json = json::parse(payload)?;
    if !json.is_object() {
        return Err(Error::invalid("the payload must be a JSON object, for example {}"));
    }
    schema.map_or(Ok(()), |schema| schema.validate(&json))
}

/// The version of the event's schema: its own, else the newest; and the schema, where the database
/// has it.
fn schema_of<'a>(
    schemas: &'a [(u32, Vec<u8>, Schema)],
    event: &'a NewEvent,
) -> Result<(u32, Option<&'a Schema>)> {
    if let Some(own) = &event.schema {
        return Ok((own.0, Some(&own.1)));
    }
    let Some((newest, _, schema)) = schemas.last() else {
        return Err(Error::invalid(
            "this database knows the event type only from another node, without its payload; add it with `gundb model apply \
             FILE`, or open the database with the application",
        ));
    };
    match event.version {
        None => Ok((*newest, Some(schema))),
        Some(version) if version > *newest => Err(Error::invalid(format!(
            "it was written with schema version {version}, and this database knows versions up to {newest}: apply the newer model \
             first"
        ))),
        Some(version) => {
            let found = schemas.iter().rev().find(|(known, ..)| *known == version);
            Ok((version, found.map(|(.., schema)| schema)))
        }
    }
}
