//! Reads what a batch of requests touches, in sets.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::request::{Changes, Request};
use super::rows::Rows;
use super::state::{Batch, KnownEvent, OwnLog, StreamState};
use super::unique::Holders;
use crate::clock::Hlc;
use crate::error::{Error, Result};
use crate::fold::Change;
use crate::model::{Hash, Origin, Reference, StreamId};
use crate::sql::store::StoreRow;
use crate::sql::{event, in_set, log, stream};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::catalog::Catalog;
use crate::store::streams::row_from;

impl Batch {
    /// Everything that planning the requests needs.
    pub(super) async fn load(
        connection: &mut Connection,
        now: Timestamp,
        store: StoreRow,
        catalog: Arc<Catalog>,
        requests: &[Request],
        changes: &[Changes],
    ) -> Result<Self, Failure> {
        let dialect = connection.dialect();
        let logs = connection.fetch(log::all(dialect)).await?;
        let (log, origins) = logs_from(logs, store.log)?;
        let foreign_heads =
            if store.foreign_heads == 0 { Vec::new() } else { foreign_heads(connection).await? };
        let streams = streams(connection, requests).await?;
        let known = known_events(connection, requests).await?;
        let mut rows = Rows::default();
        rows.load(connection, &catalog, changed_keys(changes)).await?;
        let holders = Holders::load(connection, &catalog, changed_keys(changes)).await?;
        Ok(Self {
            now,
            hlc: Hlc::from_number(store.hlc.cast_unsigned()),
            store,
            log,
            origins,
            foreign_heads,
            catalog,
            streams,
            known,
            rows,
            holders,
            events: Vec::new(),
            left_behind: BTreeSet::new(),
        })
    }
}

fn changed_keys(changes: &[Changes]) -> impl Iterator<Item = &(usize, Change)> {
    changes.iter().flatten().flatten().flatten().flatten()
}

fn logs_from(logs: Vec<Cells>, own: i64) -> Result<(OwnLog, HashMap<i64, Origin>)> {
    let mut origins = HashMap::new();
    let mut found = None;
    for mut cells in logs {
        let (id, origin) = (cells.int()?, Origin::new(cells.number()?)?);
        let _genesis_hash = cells.bytes()?;
        let (sequence, hash) = (cells.number()?, hash_from(&cells.bytes()?)?);
        origins.insert(id, origin);
        if id == own {
            found = Some(OwnLog { id, origin, sequence, hash });
        }
    }
    let log = found.ok_or_else(|| Error::corrupt(format!("the own log {own} is not in gundb_log")))?;
    Ok((log, origins))
}

fn hash_from(bytes: &[u8]) -> Result<Hash> {
    bytes.try_into().map(Hash::from_bytes).map_err(|_| Error::corrupt("a hash is not 32 bytes long"))
}

async fn foreign_heads(connection: &mut Connection) -> Result<Vec<Reference>, Failure> {
    let rows = connection.fetch(log::foreign_heads(connection.dialect())).await?;
    let read = |mut cells: Cells| reference(&mut cells);
    Ok(rows.into_iter().map(read).collect::<Result<_>>()?)
}

fn reference(cells: &mut Cells) -> Result<Reference> {
    Ok(Reference::to(Origin::new(cells.number()?)?, cells.number()?, &hash_from(&cells.bytes()?)?))
}

async fn streams(
    connection: &mut Connection,
    requests: &[Request],
) -> Result<HashMap<StreamId, StreamState>, Failure> {
    let uuids: BTreeSet<Vec<u8>> = requests
        .iter()
        .flat_map(|request| &request.streams)
        .map(|stream| stream.id.uuid().as_bytes().to_vec())
        .collect();
    let uuids: Vec<_> = uuids.into_iter().collect();
    let mut streams = HashMap::new();
    for chunk in in_set(&uuids) {
        for cells in connection.fetch(stream::by_uuid(connection.dialect(), &chunk)).await? {
            let state = StreamState::from_row(row_from(cells)?)?;
            streams.insert(state.uuid, state);
        }
    }
    Ok(streams)
}

async fn known_events(
    connection: &mut Connection,
    requests: &[Request],
) -> Result<HashMap<(i64, Uuid), KnownEvent>, Failure> {
    let events = requests.iter().flat_map(|request| &request.streams).flat_map(|stream| &stream.events);
    let ids: BTreeSet<Vec<u8>> =
        events.filter_map(|event| event.id).map(|id| id.as_bytes().to_vec()).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let mut known = HashMap::new();
    for chunk in in_set(&ids) {
        for cells in connection.fetch(event::by_id(connection.dialect(), &chunk)).await? {
            let (key, event) = known_event(cells)?;
            known.entry(key).or_insert(event);
        }
    }
    Ok(known)
}

fn known_event(mut cells: Cells) -> Result<((i64, Uuid), KnownEvent)> {
    let id =
        Uuid::from_slice(&cells.bytes()?).map_err(|_| Error::corrupt("an event id is not 16 bytes long"))?;
    let (stream, event_type) = (cells.opt_int()?.unwrap_or(0), cells.opt_int()?.unwrap_or(0));
    let schema_version = u32::try_from(cells.int()?).unwrap_or(0);
    let payload = cells.opt_text()?.unwrap_or_default();
    let (position, version) = (cells.number()?, cells.number()?);
    let reference = reference(&mut cells)?;
    Ok(((stream, id), KnownEvent { event_type, schema_version, payload, position, version, reference }))
}
