//! Reads rows of the tables that a batch touches.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::heads::ForeignHeads;
use super::receive::referred_from;
use super::state::{Batch, KnownEvent, Logs, OwnLog};
use crate::clock::CanonicalKey;
use crate::error::{Error, Result};
use crate::model::limits::REFERENCES_MAX;
use crate::model::{Origin, Reference};
use crate::sql::store::StoreRow;
use crate::sql::{event, log};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::streams::hash_from;

/// The logs from the columns of [`log::all`].
pub(super) fn logs(rows: Vec<Cells>, own: i64) -> Result<Logs> {
    let mut origins = HashMap::new();
    let mut found = None;
    for mut cells in rows {
        let (id, origin) = (cells.int()?, Origin::new(cells.number()?)?);
        let _genesis_hash = cells.bytes()?;
        let (sequence, hash) = (cells.number()?, hash_from(&cells.bytes()?)?);
        origins.insert(id, origin);
        if id == own {
            found = Some(OwnLog { id, origin, sequence, hash });
        }
    }
    let own = found.ok_or_else(|| Error::corrupt(format!("the own log {own} is not in gundb_log")))?;
    Ok(Logs { own, origins: Arc::new(origins) })
}

/// The store's heads besides the own log's last record.
pub(super) async fn foreign_heads(
    connection: &mut Connection,
    store: &StoreRow,
) -> Result<ForeignHeads, Failure> {
    if store.foreign_heads == 0 {
        return Ok(ForeignHeads::default());
    }
    let rows = connection.fetch(log::head_rows(connection.dialect())).await?;
    let read = |mut cells: Cells| Ok(((cells.int()?, cells.number()?), hash_from(&cells.bytes()?)?));
    Ok(ForeignHeads::new(rows.into_iter().map(read).collect::<Result<_>>()?))
}

/// The store's head with the highest HLC, where a merge record can't refer to all of them.
pub(super) async fn latest_head(connection: &mut Connection, batch: &mut Batch) -> Result<(), Failure> {
    if batch.foreign_heads.len() <= REFERENCES_MAX {
        return Ok(());
    }
    let dots = batch.foreign_heads.dots().map(|(log, sequence)| (log, sequence.cast_signed())).collect();
    let mut latest = None;
    for mut cells in
        connection.fetch_each(event::by_dot(connection.dialect(), dots)).await?.into_iter().flatten()
    {
        let (log, _origin, sequence) = (cells.int()?, cells.int()?, cells.number()?);
        latest = latest.max(Some((cells.number()?, (log, sequence))));
    }
    batch.foreign_heads.note_latest(latest.map(|(_hlc, head)| head));
    Ok(())
}

/// The clocks of the heads of streams that have more of them than a record can refer to, for the records that join them.
pub(super) async fn head_clocks(connection: &mut Connection, batch: &mut Batch) -> Result<(), Failure> {
    let many = batch.streams.values().filter(|stream| stream.heads.len() > REFERENCES_MAX);
    let heads: Vec<Reference> = many.flat_map(|stream| stream.heads.iter().copied()).collect();
    if heads.is_empty() {
        return Ok(());
    }
    let logs: HashMap<Origin, i64> = batch.logs.origins.iter().map(|(log, origin)| (*origin, *log)).collect();
    let dot = |head: &Reference| Some((*logs.get(&head.origin)?, head.sequence.cast_signed()));
    let asked = event::by_dot(connection.dialect(), heads.iter().filter_map(dot).collect());
    for cells in connection.fetch_each(asked).await?.into_iter().flatten() {
        let ((origin, sequence), referred) = referred_from(cells)?;
        batch.head_clocks.insert(Reference::to(origin, sequence, &referred.hash), referred.clock);
    }
    Ok(())
}

/// An event from the columns of [`crate::sql::event::by_id`], by its stream and id.
pub(in crate::store) fn known_event(mut cells: Cells) -> Result<((i64, Uuid), KnownEvent)> {
    let id =
        Uuid::from_slice(&cells.bytes()?).map_err(|_| Error::corrupt("an event id is not 16 bytes long"))?;
    let (stream, event_type) = (cells.opt_int()?.unwrap_or(0), cells.opt_int()?.unwrap_or(0));
    let schema_version = u32::try_from(cells.int()?).unwrap_or(0);
    let payload = cells.opt_text()?.unwrap_or_default();
    let (position, version) = (cells.number()?, cells.number()?);
    let (origin, sequence, hash) =
        (Origin::new(cells.number()?)?, cells.number()?, hash_from(&cells.bytes()?)?);
    let (hlc, nonce) = (cells.number()?, cells.number()?);
    let reference = Reference::to(origin, sequence, &hash);
    let order = CanonicalKey { hlc, origin: origin.number(), nonce, sequence, hash };
    let known = KnownEvent { event_type, schema_version, payload, position, version, reference, order };
    Ok(((stream, id), known))
}
