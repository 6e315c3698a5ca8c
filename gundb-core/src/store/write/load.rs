//! Reads rows of the tables that a batch touches.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::heads::ForeignHeads;
use super::state::{KnownEvent, Logs, OwnLog};
use crate::clock::CanonicalKey;
use crate::error::{Error, Result};
use crate::model::{Origin, Reference};
use crate::sql::log;
use crate::sql::store::StoreRow;
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
