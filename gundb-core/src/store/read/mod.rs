//! Reading events: one stream, some types, everything; forwards and backwards; in bounded memory.

mod events;
mod missed;
mod spec;

use std::collections::VecDeque;

use super::catch_up::Origins;
use super::handle::Gundb;
use super::recorded::Recorded;
use crate::clock::VectorClock;
use crate::error::{Error, Result};
use crate::model::{Origin, StreamRef, name};
use crate::sql::Direction;
use crate::sql::event::{Behind, Scope};

pub use events::Events;
pub use spec::Read;
use spec::What;

impl Gundb {
    /// Begins to read events.
    ///
    /// # Errors
    /// A stream or event type that nobody registered; a database that can't be read. A stream without events is no error.
    pub async fn read(&self, read: Read) -> Result<Events> {
        let scope = match &read.what {
            What::All => Some(Scope::Events),
            What::StreamType(name) => Some(Scope::Types(self.types_of_stream(name).await?)),
            What::EventTypes(names) => Some(Scope::Types(self.types_named(names).await?)),
            What::Stream(stream) => self.stream_scope(stream).await?,
        };
        let direction = if read.backwards { Direction::Descending } else { Direction::Ascending };
        let (behind, offset) = self.beginning(&read, scope.as_ref()).await?;
        let left = read.limit.unwrap_or(u64::MAX);
        Ok(Events { db: self.clone(), scope, direction, behind, offset, left, page: VecDeque::new() })
    }

    /// Who wrote what of a stream's past an event's writer had seen, itself included.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn clock_of(&self, event: &Recorded) -> Result<VectorClock<Origin>> {
        let mut connection = self.shared.pools.reader().await?;
        let origins = Origins::load(&mut connection).await.map_err(|failure| failure.error)?;
        Ok(origins.name(&event.clock))
    }

    async fn beginning(&self, read: &Read, scope: Option<&Scope>) -> Result<(Behind, u64)> {
        let in_stream = matches!(read.what, What::Stream(_));
        Ok(match read.from {
            None => (Behind::Nothing, 0),
            Some(0) if !read.backwards => (Behind::Nothing, 0),
            Some(from) if in_stream && !read.backwards => (Behind::Nothing, from - 1),
            Some(from) if in_stream => {
                let held = match scope {
                    Some(Scope::Stream(stream)) => self.count(*stream).await?,
                    _ => 0,
                };
                (Behind::Nothing, held.saturating_sub(from))
            }
            Some(from) if read.backwards => (Behind::Position(signed(from.saturating_add(1))), 0),
            Some(from) => (Behind::Position(signed(from - 1)), 0),
        })
    }

    async fn types_of_stream(&self, name: &str) -> Result<Vec<i64>> {
        let mut catalog = self.shared.catalog();
        if !catalog.stream_types.contains_key(name) {
            catalog = self.reload_catalog().await?;
        }
        catalog.check_stream_type(name)?;
        let types = catalog.event_types.values().filter(|found| found.stream_type == name);
        Ok(types.map(|found| found.id).collect())
    }

    async fn types_named(&self, names: &[String]) -> Result<Vec<i64>> {
        let mut catalog = self.shared.catalog();
        if !names.iter().all(|name| catalog.event_types.contains_key(name)) {
            catalog = self.reload_catalog().await?;
        }
        let id = |name: &String| {
            let found = catalog.event_types.get(name).map(|found| found.id);
            found.ok_or_else(|| Error::invalid(format!("the event type `{name}` is unknown")))
        };
        names.iter().map(id).collect()
    }

    async fn stream_scope(&self, stream: &StreamRef) -> Result<Option<Scope>> {
        name::check_key(&stream.key)?;
        let mut catalog = self.shared.catalog();
        if !catalog.stream_types.contains_key(&stream.stream_type) {
            catalog = self.reload_catalog().await?;
        }
        catalog.check_stream_type(&stream.stream_type)?;
        Ok(self.stream(stream).await?.map(|state| Scope::Stream(state.id)))
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
