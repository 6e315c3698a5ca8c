//! Reads rows of the tables that a batch touches.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::heads::ForeignHeads;
use super::state::{Batch, KnownEvent, Logs};
use crate::clock::CanonicalKey;
use crate::error::{Error, Result};
use crate::model::limits::REFERENCES_MAX;
use crate::model::{Origin, Reference};
use crate::sql::log;
use crate::sql::store::StoreRow;
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::logs::{Log, Logged};
use crate::store::streams::hash_from;

/// The logs from the columns of [`log::all`].
pub(super) fn logs(rows: Vec<Cells>, own: i64) -> Result<Logs> {
    let logs = rows.into_iter().map(Log::from_cells).collect::<Result<Vec<_>>>()?;
    let origins = logs.iter().map(|log| (log.id, log.origin)).collect();
    let found = logs.into_iter().find(|log| log.id == own);
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
    let heads = Logged::at(connection, batch.foreign_heads.dots().collect()).await?;
    let latest = heads.iter().max_by_key(|head| (head.hlc, head.log, head.sequence));
    batch.foreign_heads.note_latest(latest.map(|head| (head.log, head.sequence)));
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
    let dot = |head: &Reference| Some((*logs.get(&head.origin)?, head.sequence));
    for head in Logged::at(connection, heads.iter().filter_map(dot).collect()).await? {
        batch.head_clocks.insert(head.reference(), head.clock);
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
