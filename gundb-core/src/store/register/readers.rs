//! Whether a program's types read what the database may hold.

use super::registration::Registration;
use crate::error::{Error, Result};
use crate::model::{EventDescription, StreamDescription};
use crate::store::catalog::{Catalog, EventType};

impl Registration {
    /// Compares each type with every schema that its event type was registered with. What it does
    /// not read in its own version is refused; what lies before a raised version was left behind on
    /// purpose, and is said.
    ///
    /// # Errors
    /// The first stored shape that a type does not read: what it is, and what to do.
    pub(super) fn check_readers(&self, catalog: &Catalog) -> Result<()> {
        self.streams.iter().try_for_each(|stream| {
            let events = stream
                .events
                .iter()
                .filter_map(|event| Some((event, known(catalog, stream, event)?)));
            events.into_iter().try_for_each(|(event, known)| check(event, known))
        })
    }
}

fn known<'a>(
    catalog: &'a Catalog,
    stream: &StreamDescription,
    event: &EventDescription,
) -> Option<&'a EventType> {
    catalog.event_types.get(&event.name).filter(|known| known.stream_type == stream.stream_type)
}

fn check(event: &EventDescription, known: &EventType) -> Result<()> {
    let Some(reader) = &event.reader else { return Ok(()) };
    // What came after this program's own shape is a newer program's: this one goes on, as it does
    // beside a higher version.
    let hash = event.hash();
    let own = known.schemas.iter().position(|(_, known, _)| known == hash.as_bytes());
    for (version, _, schema) in &known.schemas[..own.unwrap_or(known.schemas.len())] {
        let Some(gap) = reader.gap(schema) else { continue };
        if *version == event.version {
            return Err(Error::definition(format!(
                "event type `{}`: this program's type does not read what the database has in version {version}: {gap}; or raise \
                 the version with #[event(version = {})]: the database then opens, but streams with such events can't be loaded",
                event.name,
                version + 1
            )));
        }
        if *version < event.version {
            tracing::warn!(
                event_type = %event.name, version,
                "events of an older version are not read by this program's type: {gap}"
            );
        }
    }
    Ok(())
}
