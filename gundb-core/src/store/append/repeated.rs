//! What is stored under the ids of a call, before it decides anything.

use uuid::Uuid;

use super::{Appended, AppendedTo};
use crate::error::Result;
use crate::model::{StreamRef, Token};
use crate::sql::event;
use crate::store::handle::Gundb;
use crate::store::write::known_event;

impl Gundb {
    /// The answer to an append of which an event is stored under one of these ids: that of then, from the last of them.
    pub(crate) async fn appended_as(&self, stream: &StreamRef, ids: &[Uuid]) -> Result<Option<Appended>> {
        if ids.is_empty() {
            return Ok(None);
        }
        let Some(local) = self.stream(stream).await?.map(|stream| stream.id) else { return Ok(None) };
        let mut connection = self.shared.pools.reader().await?;
        let ids = ids.iter().map(|id| id.as_bytes().to_vec()).collect();
        let rows = connection.fetch_each(event::by_id(connection.dialect(), ids)).await;
        let rows = rows.map_err(|failure| failure.error)?;
        let known = rows.into_iter().flatten().map(known_event).collect::<Result<Vec<_>>>()?;
        let of_stream = known.into_iter().filter(|((of, _), _)| *of == local).map(|(_, event)| event);
        let last = of_stream.max_by_key(|event| event.position);
        Ok(last.map(|event| {
            let (stream, token) = (stream.clone(), Token::new(vec![event.reference]));
            let (version, position) = (event.version, event.position);
            Appended { streams: vec![AppendedTo { stream, version, token, position, stored: 0 }] }
        }))
    }
}
