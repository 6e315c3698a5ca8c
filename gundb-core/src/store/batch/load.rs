//! Reads rows of the tables that a batch touches.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::heads::ForeignHeads;
use super::state::{Batch, KnownEvent};
use crate::clock::CanonicalKey;
use crate::error::{Error, Result};
use crate::model::limits::REFERENCES_MAX;
use crate::model::{Origin, Reference};
use crate::sql::log;
use crate::sql::store::StoreRow;
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::events::{Logged, hash_from};

/// All the store's heads besides the own log's last record.
pub(in crate::store) async fn foreign_heads(
    connection: &mut Connection,
    store: &StoreRow,
) -> Result<ForeignHeads, Failure> {
    match store.foreign_heads {
        0 => Ok(ForeignHeads::default()),
        _ => Ok(heads_of(store, connection.fetch(log::head_rows(connection.dialect())).await?)?),
    }
}

/// Those of them that have some logs and sequences: who receives need not know the others, and they
/// may be as many as nodes.
pub(in crate::store) async fn foreign_heads_at(
    connection: &mut Connection,
    store: &StoreRow,
    dots: BTreeSet<(i64, u64)>,
) -> Result<ForeignHeads, Failure> {
    if store.foreign_heads == 0 {
        return Ok(ForeignHeads::default());
    }
    let dots = dots.into_iter().map(|(log, sequence)| (log, sequence.cast_signed())).collect();
    let rows = connection.fetch_each(log::head_rows_at(connection.dialect(), dots)).await?;
    Ok(heads_of(store, rows.into_iter().flatten().collect())?)
}

fn heads_of(store: &StoreRow, rows: Vec<Cells>) -> Result<ForeignHeads> {
    let read =
        |mut cells: Cells| Ok(((cells.int()?, cells.number()?), hash_from(&cells.bytes()?)?));
    let stored = rows.into_iter().map(read).collect::<Result<_>>()?;
    Ok(ForeignHeads::new(stored, usize::try_from(store.foreign_heads).unwrap_or(0)))
}

/// The store's head with the highest HLC, where a merge record can't refer to all of them.
pub(in crate::store) async fn latest_head(
    connection: &mut Connection,
    batch: &mut Batch,
) -> Result<(), Failure> {
    if batch.foreign_heads.len() <= REFERENCES_MAX {
        return Ok(());
    }
    let heads = Logged::at(connection, batch.foreign_heads.dots().collect()).await?;
    let latest = heads.iter().max_by_key(|head| (head.hlc, head.log, head.sequence));
    batch.foreign_heads.note_latest(latest.map(|head| (head.log, head.sequence)));
    Ok(())
}

/// The clocks of the heads of streams that have more of them than a record can refer to, for the
/// records that join them.
pub(in crate::store) async fn head_clocks(
    connection: &mut Connection,
    batch: &mut Batch,
) -> Result<(), Failure> {
    let many = batch.streams.values().filter(|stream| stream.heads.len() > REFERENCES_MAX);
    let heads: Vec<Reference> = many.flat_map(|stream| stream.heads.iter().copied()).collect();
    if heads.is_empty() {
        return Ok(());
    }
    for head in Logged::of_references(connection, &heads).await? {
        batch.answered.head_clocks.insert(head.reference(), head.clock);
    }
    Ok(())
}

/// An event from the columns of [`crate::sql::event::by_id`], by its stream and id; `None` where it
/// is of no stream, and so repeats nothing.
pub(in crate::store) fn known_event(mut cells: Cells) -> Result<Option<((i64, Uuid), KnownEvent)>> {
    let id = Uuid::from_slice(&cells.bytes()?)
        .map_err(|_| Error::corrupt("an event id is not 16 bytes long"))?;
    let (stream, event_type) = (cells.opt_int()?, cells.opt_int()?);
    let schema_version = u32::try_from(cells.int()?).unwrap_or(0);
    let payload = cells.opt_text()?.unwrap_or_default();
    let (position, version) = (cells.number()?, cells.number()?);
    let (origin, sequence, hash) =
        (Origin::new(cells.number()?)?, cells.number()?, hash_from(&cells.bytes()?)?);
    let (hlc, nonce) = (cells.number()?, cells.number()?);
    let reference = Reference::to(origin, sequence, &hash);
    let order = CanonicalKey { hlc, origin: origin.number(), nonce, sequence, hash };
    let known =
        KnownEvent { event_type, schema_version, payload, position, version, reference, order };
    Ok(stream.map(|stream| ((stream, id), known)))
}
