//! Which events `read` and `export` are about.

use gundb::Gundb;
use gundb::model::StreamRef;
use gundb::store::Read;

use crate::names::Names;

/// Of one stream, of some event types, of one stream type, or all.
pub(crate) async fn read(
    db: &Gundb,
    stream_type: Option<&str>,
    key: Option<&str>,
    event_types: &[String],
) -> anyhow::Result<Read> {
    Ok(match (stream_type, key) {
        (Some(stream_type), Some(key)) => Read::stream(StreamRef::new(stream_type, key)),
        _ if !event_types.is_empty() => {
            let names = Names::load(db).await?;
            let full = |given: &String| names.event_type(stream_type, given);
            Read::event_types(event_types.iter().map(full).collect::<Result<Vec<_>, _>>()?)
        }
        (Some(stream_type), None) => Read::stream_type(stream_type),
        _ => Read::all(),
    })
}
