//! What is delivered is placed: position, stream, heads, rows of views.

use std::collections::BTreeSet;

use super::deliver::Delivered;
use super::known::Known;
use super::logs::Held;
use crate::fold::Change;
use crate::model::StreamRef;
use crate::model::format::{Kind, Record};
use crate::sql::event;
use crate::sql::view::{ConflictRow, list_conflicts};
use crate::store::backend::{Connection, Failure};
use crate::store::batch::{Batch, KnownEvent, Placed, load};

/// What `gundb_conflict` calls two facts of one stream that were given the same id.
pub(in crate::store) const SAME_ID: &str = "same_id";

/// Takes records in, in this order.
pub(in crate::store) async fn take_all(
    connection: &mut Connection,
    batch: &mut Batch,
    known: Known,
    held: &Held,
    delivered: &[Delivered],
) -> Result<(), Failure> {
    let dialect = connection.dialect();
    let first = batch.store.next_position;
    let placed = (first..).zip(delivered);
    let changes: Vec<Vec<(usize, Change)>> =
        placed.map(|(position, one)| changes_of(batch, one, position)).collect();
    let catalog = std::sync::Arc::clone(&batch.catalog);
    batch.rows.load(connection, &catalog, changes.iter().flatten()).await?;
    let ids: BTreeSet<Vec<u8>> =
        delivered.iter().filter_map(|one| one.record.id).map(|id| id.as_bytes().to_vec()).collect();
    for cells in connection
        .fetch_each(event::by_id(dialect, ids.into_iter().collect()))
        .await?
        .into_iter()
        .flatten()
    {
        if let Some((key, event)) = load::known_event(cells)? {
            batch.answered.known.entry(key).or_default().push(event);
        }
    }
    batch.streams = known.streams;
    let mut conflicts = Vec::new();
    for (one, changes) in delivered.iter().zip(&changes) {
        take(batch, one, changes, held, &mut conflicts);
    }
    connection.write(list_conflicts(dialect, conflicts)).await
}

fn take(
    batch: &mut Batch,
    one: &Delivered,
    changes: &[(usize, Change)],
    held: &Held,
    conflicts: &mut Vec<ConflictRow>,
) {
    let Delivered { record, hash, log, stream, parents, clock } = one;
    cover(batch, one, held);
    let mut state = stream.zip(record.stream.as_ref()).map(|(id, (stream_type, key))| {
        let named = StreamRef::new(stream_type, key);
        batch.streams.remove(&id).unwrap_or_else(|| batch.new_stream(id, &named))
    });
    let event_type = record.stream.as_ref().zip(record.event_type.as_ref());
    let event_type = event_type.and_then(|((of, _), name)| batch.catalog.event_id(of, name));
    let same_id = record
        .id
        .zip(state.as_ref())
        .and_then(|(id, state)| batch.answered.known.get(&(state.id, id)));
    let is_same = |known: &&KnownEvent| {
        known.event_type == event_type
            && known.schema_version == record.schema_version
            && Some(&known.payload) == record.payload.as_ref()
    };
    let repeats = same_id.is_some_and(|known| known.iter().any(|known| is_same(&known)));
    if same_id.is_some_and(|known| known.iter().any(|known| !is_same(&known))) {
        conflicts.extend(conflict(record, stream.map(|id| *id.uuid().as_bytes())));
    }
    let placed = Placed {
        record: record.clone(),
        hash: *hash,
        log: *log,
        clock: clock.clone(),
        event_type,
        parents: parents.clone(),
        changes,
        repeats,
    };
    batch.hlc = batch.hlc.max(crate::clock::Hlc::from_number(record.hlc));
    batch.place(state.as_mut(), placed);
    if let Some(state) = state {
        batch.streams.insert(state.uuid, state);
    }
}

/// A record replaces the heads that it refers to.
fn cover(batch: &mut Batch, one: &Delivered, held: &Held) {
    covered(one, held).for_each(|(log, sequence)| batch.foreign_heads.cover(log, sequence));
    batch.foreign_heads.add(one.log, one.record.sequence, one.hash);
}

/// The records that are no heads any more where another one is, by log and sequence: those that it
/// refers to, and the one before it in its log.
pub(in crate::store) fn covered(one: &Delivered, held: &Held) -> impl Iterator<Item = (i64, u64)> {
    let references = [&one.record.parents, &one.record.deps].into_iter().flatten().flatten();
    let referred = references
        .filter_map(|reference| Some((held.get(reference.origin)?.id, reference.sequence)));
    referred.chain([(one.log, one.record.sequence - 1)])
}

/// What a received event does to the views; what a view can't take is listed there, and hinders
/// nothing.
fn changes_of(batch: &mut Batch, one: &Delivered, position: i64) -> Vec<(usize, Change)> {
    let record = &one.record;
    let (Kind::Event, Some((stream_type, key)), Some(name)) =
        (record.kind, &record.stream, &record.event_type)
    else {
        return Vec::new();
    };
    let catalog = std::sync::Arc::clone(&batch.catalog);
    // An event type belongs to one stream type; elsewhere its name means nothing.
    if catalog.event_type(stream_type, name).is_err() {
        return Vec::new();
    }
    let mut changes = Vec::new();
    for (index, change) in catalog.changes(key, name, record.payload.as_deref().unwrap_or_default())
    {
        match change {
            Ok(change) => changes.push((index, change)),
            Err(problem) => batch.rows.skip(catalog.views[index].id, position, problem.to_string()),
        }
    }
    changes
}

fn conflict(record: &Record, stream: Option<[u8; 16]>) -> Option<ConflictRow> {
    let (stream_type, key) = record.stream.as_ref()?;
    Some(ConflictRow {
        kind: SAME_ID,
        view: 0,
        key: stream?.to_vec(),
        column: record.id?.to_string(),
        row_key: serde_json::json!([stream_type, key]).to_string(),
    })
}
