//! An event as the command line shows it.

use gundb::store::Recorded;
use serde::Serialize;
use uuid::Uuid;

use crate::output::text::Column;
use crate::output::{Record, json};

/// An event, and its vector clock (JSON by origin) where it was asked for.
pub(crate) struct Shown {
    event: Recorded,
    clock: Option<String>,
}

#[derive(Serialize)]
struct Head<'a> {
    position: u64,
    stream_type: &'a str,
    key: &'a str,
    version: u64,
    event_type: &'a str,
    schema_version: u32,
    id: Option<Uuid>,
    recorded_at: String,
    // Beyond 53 bits many readers of JSON lose digits.
    origin: String,
    sequence: u64,
    hlc: String,
    hash: String,
    token: String,
}

impl Shown {
    pub(crate) fn new(event: Recorded, clock: Option<String>) -> Self {
        Self { event, clock }
    }

    /// Columns of its cells; the clock's where `clock`.
    pub(crate) fn columns(clock: bool) -> Vec<Column> {
        let mut columns = vec![
            Column::number("position"),
            Column::text("time"),
            Column::text("stream"),
            Column::number("version"),
            Column::text("type"),
            Column::text("payload"),
        ];
        if clock {
            columns.push(Column::text("clock"));
        }
        columns
    }
}

impl Record for Shown {
    fn json(&self) -> String {
        let event = &self.event;
        let stream = event.stream();
        let head = json::text(&Head {
            position: event.position(),
            stream_type: &stream.stream_type,
            key: &stream.key,
            version: event.version(),
            event_type: event.event_type(),
            schema_version: event.schema_version(),
            id: event.id(),
            recorded_at: format!("{:.6}", event.recorded_at()),
            origin: event.origin().to_string(),
            sequence: event.sequence(),
            hlc: event.hlc().number().to_string(),
            hash: event.hash().to_string(),
            token: gundb::Token::new(vec![event.reference()]).to_string(),
        });
        // Metadata and payload as they are stored: one that does not decode here must not hide the
        // event.
        let metadata = event.record().metadata.as_deref().unwrap_or("{}");
        let head = json::with(&head, "metadata", &json::embedded(metadata));
        let head = self.clock.iter().fold(head, |head, clock| json::with(&head, "clock", clock));
        json::with(&head, "payload", &json::embedded(event.payload()))
    }

    fn cells(&self) -> Vec<String> {
        let event = &self.event;
        let stream = event.stream();
        let mut cells = vec![
            event.position().to_string(),
            format!("{:.3}", event.recorded_at()),
            format!("{} {}", stream.stream_type, stream.key),
            event.version().to_string(),
            event.event_type().to_owned(),
            event.payload().to_owned(),
        ];
        cells.extend(self.clock.clone());
        cells
    }
}
