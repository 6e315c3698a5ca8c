//! The form in which `gundb export` writes events and `gundb import` recognises them: a header
//! line, then one event a line.
//!
//! A payload is a JSON *string* here, so that no tool on the way changes a byte of it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use gundb::model::StreamRef;
use gundb::store::Recorded;
use gundb::{Metadata, NewEvent};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::names::Names;
use crate::output::json;

/// The version of the form that is written, and the only one that is read.
const VERSION: u32 = 1;
/// Namespace of the ids of events that had none.
const IDS: Uuid = Uuid::from_u128(0x1c7e_52b8_40d9_4f0a_b3a6_97e5_0d2f_68c4);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    gundb_export: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    stream_type: Cow<'a, str>,
    key: Cow<'a, str>,
    event_type: Cow<'a, str>,
    schema_version: u32,
    id: Option<Uuid>,
    /// What makes an id for an event that has none.
    hash: Cow<'a, str>,
    /// For people; an import records its own time.
    recorded_at: Cow<'a, str>,
    metadata: Meta,
    payload: Cow<'a, str>,
}

/// As the library's metadata, but with nothing unknown in it, which would be lost.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meta {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correlation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    causation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    actor: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
}

/// What a file is that has no header, and no mapping.
pub(crate) const NO_HEADER: &str = "it does not begin as `gundb export` writes it; say how its lines become events by --mapping FILE, or by --stream-type, \
     --key and --event-type (`gundb help import-mapping` has examples)";

/// Whether a line is a header, of whatever version.
pub(crate) fn is_header(line: &str) -> bool {
    line.starts_with("{\"gundb_export\"")
}

/// The first line.
pub(crate) fn header() -> String {
    json::text(&Header { gundb_export: VERSION })
}

/// The line of an event.
///
/// # Errors
/// Metadata that does not decode.
pub(crate) fn line(event: &Recorded) -> gundb::Result<String> {
    let stream = event.stream();
    let Metadata { correlation, causation, actor, headers, .. } = event.metadata()?;
    Ok(json::text(&Line {
        stream_type: stream.stream_type.into(),
        key: stream.key.into(),
        event_type: event.event_type().into(),
        schema_version: event.schema_version(),
        id: event.id(),
        hash: event.hash().to_string().into(),
        recorded_at: format!("{:.6}", event.recorded_at()).into(),
        metadata: Meta { correlation, causation, actor, headers },
        payload: event.payload().into(),
    }))
}

/// What is wrong in a line: with the column alone, since the caller knows the line.
fn described(error: &serde_json::Error) -> String {
    let (text, column) = (error.to_string(), error.column());
    match text.strip_suffix(&format!(" at line 1 column {column}")) {
        Some(what) => format!("{what} at column {column}"),
        None => text,
    }
}

/// The event of a line; `None` for a header, which also stands in the middle where exports were put
/// together.
pub(crate) fn event(text: &str, names: &Names) -> Result<Option<(StreamRef, NewEvent)>, String> {
    if is_header(text) {
        let header: Header = serde_json::from_str(text)
            .map_err(|error| format!("not a header of an export: {}", described(&error)))?;
        return match header.gundb_export {
            VERSION => Ok(None),
            other => Err(format!(
                "the export has version {other}; this program reads {VERSION}: take a newer gundb"
            )),
        };
    }
    let line: Line<'_> = serde_json::from_str(text)
        .map_err(|error| format!("not an exported event: {}", described(&error)))?;
    let known = names
        .schema_version(&line.stream_type, &line.event_type)
        .map_err(|error| error.to_string())?;
    if line.schema_version > known {
        return Err(format!(
            "`{}` was written with schema version {}, and this database knows versions up to {known}; apply the newer model first",
            line.event_type, line.schema_version
        ));
    }
    let Meta { correlation, causation, actor, headers } = line.metadata;
    let mut event =
        NewEvent::json(line.event_type, line.payload).with_schema_version(line.schema_version);
    let metadata = &mut event.metadata;
    (metadata.correlation, metadata.causation) = (correlation, causation);
    (metadata.actor, metadata.headers) = (actor, headers);
    event.id = Some(line.id.unwrap_or_else(|| Uuid::new_v5(&IDS, line.hash.as_bytes())));
    Ok(Some((StreamRef::new(line.stream_type, line.key), event)))
}
