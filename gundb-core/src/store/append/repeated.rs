//! What is stored under the ids of a call, before it decides anything.

use uuid::Uuid;

use super::answer::{Appended, AppendedTo};
use crate::error::{Error, Result};
use crate::model::{Reference, StreamRef, Token};
use crate::sql::event;
use crate::store::batch::known_event;
use crate::store::events::hash_from;
use crate::store::handle::Gundb;

impl Gundb {
    /// The answer to an append of which an event is stored under one of these ids: that of then.
    /// Its last event may have had no id.
    pub(crate) async fn appended_as(
        &self,
        stream: &StreamRef,
        ids: &[Uuid],
    ) -> Result<Option<Appended>> {
        if ids.is_empty() {
            return Ok(None);
        }
        let Some(local) = self.stream(stream).await?.map(|stream| stream.id) else {
            return Ok(None);
        };
        let mut connection = self.shared.pools.reader().await?;
        let ids = ids.iter().map(|id| id.as_bytes().to_vec()).collect();
        let rows = connection.fetch_each(event::by_id(connection.dialect(), ids)).await;
        let rows = rows.map_err(|failure| failure.error)?;
        let known = rows.into_iter().flatten().map(known_event).collect::<Result<Vec<_>>>()?;
        let of_stream =
            known.into_iter().flatten().filter(|((of, _), _)| *of == local).map(|(_, event)| event);
        let Some(known) = of_stream.max_by_key(|event| event.position) else { return Ok(None) };
        let (hlc, nonce) = (known.order.hlc.cast_signed(), known.order.nonce.cast_signed());
        let last = event::last_of_call(
            connection.dialect(),
            local,
            known.position.cast_signed(),
            hlc,
            nonce,
        );
        let last =
            connection.fetch(last).await.map_err(|failure| failure.error)?.into_iter().next();
        let mut cells =
            last.ok_or_else(|| Error::corrupt("an event that was just there is gone"))?;
        let (version, position) = (cells.number()?, cells.number()?);
        let (sequence, hash) = (cells.number()?, hash_from(&cells.bytes()?)?);
        let token = Token::new(vec![Reference::to(known.reference.origin, sequence, &hash)]);
        let stream = stream.clone();
        Ok(Some(Appended {
            streams: vec![AppendedTo { stream, version, token, position, stored: 0 }],
        }))
    }
}
