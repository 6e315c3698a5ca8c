//! Reading events: one stream, some types, everything; forwards and backwards; in bounded memory.

mod events;
mod fold;
mod missed;
mod spec;

use crate::clock::VectorClock;
use crate::error::{Error, Result};
use crate::model::{Origin, StreamRef, name};
use crate::sql::Direction;
use crate::sql::page::{After, Scope};
use crate::store::events::{FIRST_EVENTS, Recorded};
use crate::store::handle::Gundb;

pub use events::Events;
use events::Rest;
pub use spec::Read;
use spec::{Start, What};

/// # Reading events
impl Gundb {
    /// Begins to read events.
    ///
    /// # Errors
    /// A stream or event type that nobody registered; a version to begin at where it reads more
    /// than one stream, or a position where it reads one; a database that can't be read. A stream
    /// without events is no error.
    pub async fn read(&self, read: Read) -> Result<Events> {
        let scope = match &read.what {
            What::All => Scope::Events,
            What::StreamType(name) => Scope::Types(self.types_of_stream(name).await?),
            What::EventTypes(names) => Scope::Types(self.types_named(names).await?),
            What::Stream(stream) => self.stream_scope(stream).await?,
        };
        let direction = if read.backwards { Direction::Descending } else { Direction::Ascending };
        let (after, offset) = self.beginning(&read).await?;
        let left = read.limit.unwrap_or(u64::MAX);
        let rest = Rest { scope, direction, after, offset, left, limit: FIRST_EVENTS };
        Ok(Events::new(self.clone(), rest))
    }

    /// Who wrote what of a stream's past an event's writer had seen, itself included.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn clock_of(&self, event: &Recorded) -> Result<VectorClock<Origin>> {
        let mut connection = self.shared.pools.reader().await?;
        let last = event.clock.iter().map(|(log, _)| log).max().unwrap_or(0);
        let origins = self.shared.origins_up_to(&mut connection, last).await;
        Ok(origins.map_err(|failure| failure.error)?.name(&event.clock))
    }

    async fn beginning(&self, read: &Read) -> Result<(After, u64)> {
        let nothing = After::Nothing;
        match (read.from, &read.what) {
            (None, _) => Ok((nothing, 0)),
            (Some(Start::Version(from)), What::Stream(_)) if !read.backwards => {
                Ok((nothing, from.saturating_sub(1)))
            }
            (Some(Start::Version(from)), What::Stream(stream)) => {
                let held = self.stream(stream).await?.map_or(0, |state| state.version);
                Ok((nothing, held.saturating_sub(from)))
            }
            (Some(Start::Version(_)), _) => Err(Error::invalid(
                "a read begins at a version only where it reads one stream; say `from_position`",
            )),
            (Some(Start::Position(_)), What::Stream(stream)) => Err(Error::invalid(format!(
                "a read of stream {stream} can't begin at a position, as a stream is read in \
                 canonical order; say `from_version`"
            ))),
            (Some(Start::Position(0)), _) if !read.backwards => Ok((nothing, 0)),
            (Some(Start::Position(from)), _) if read.backwards => {
                Ok((After::Position(signed(from.saturating_add(1))), 0))
            }
            (Some(Start::Position(from)), _) => Ok((After::Position(signed(from - 1)), 0)),
        }
    }

    async fn types_of_stream(&self, name: &str) -> Result<Vec<i64>> {
        // Always: event types that peers brought don't change the catalog's number.
        let catalog = self.reload_catalog().await?;
        catalog.check_stream_type(name)?;
        let types = catalog.event_ids.iter().filter(|((stream_type, _), _)| stream_type == name);
        Ok(types.map(|(_, id)| *id).collect())
    }

    async fn types_named(&self, names: &[String]) -> Result<Vec<i64>> {
        let catalog = self.reload_catalog().await?;
        let mut ids = Vec::with_capacity(names.len());
        for name in names {
            let found = catalog.event_ids_named(name);
            if found.is_empty() {
                return Err(Error::invalid(format!("the event type `{name}` is unknown")));
            }
            ids.extend(found);
        }
        Ok(ids)
    }

    pub(super) async fn stream_scope(&self, stream: &StreamRef) -> Result<Scope> {
        name::check_key(&stream.key)?;
        let mut catalog = self.shared.catalog();
        if !catalog.stream_types.contains_key(&stream.stream_type) {
            catalog = self.reload_catalog().await?;
        }
        catalog.check_stream_type(&stream.stream_type)?;
        let id = self.shared.space.stream_id(&stream.stream_type, &stream.key);
        Ok(Scope::Stream(id.uuid().as_bytes().to_vec()))
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
