//! What rows begin with again that an event was late for.

use std::collections::{BTreeSet, HashMap};

use super::folder::Folder;
use crate::clock::CanonicalKey;
use crate::error::Result;
use crate::fold::{Row, thaw};
use crate::model::Value;
use crate::sql::{stream, view as sql};
use crate::store::backend::{Connection, Failure};

/// A row that is to be folded again.
pub(in crate::store) struct Late {
    pub(in crate::store) key: Vec<u8>,
    /// Its last state before the event that was late, as far as that is still known.
    pub(in crate::store) snapshot: Option<Row>,
    /// The streams whose events make it: one of each stream type that the view folds.
    pub(in crate::store) streams: Vec<i64>,
    /// How many events they hold.
    pub(in crate::store) events: u64,
}

impl Folder<'_> {
    /// What rows begin with again that an event was late for, from the event's canonical key on;
    /// what was known from there is dropped.
    pub(in crate::store) async fn begun(
        &mut self,
        connection: &mut Connection,
        rows: &[(Vec<u8>, CanonicalKey)],
    ) -> Result<Vec<Late>, Failure> {
        let (dialect, view) = (connection.dialect(), &self.catalog.views[self.view_index]);
        let before = |(key, from): &(Vec<u8>, CanonicalKey)| {
            sql::snapshot_before(dialect, view.id, key.clone(), from.to_bytes().to_vec())
        };
        let snapshots = connection.fetch_each(rows.iter().map(before).collect()).await?;
        for (key, from) in rows {
            self.rows.outdate(view.id, key.clone(), *from);
        }
        let mut streams = self.streams_of(connection, rows).await?;
        let mut late = Vec::new();
        for ((key, _), snapshot) in rows.iter().zip(snapshots) {
            let text = snapshot.into_iter().next().map(|mut cells| cells.text()).transpose()?;
            // One that can't be read is as good as none.
            let snapshot = text.and_then(|text| thaw(&text, &view.plan.description.columns).ok());
            let (streams, events) = streams.remove(key).unwrap_or_default();
            late.push(Late { key: key.clone(), snapshot, streams, events });
        }
        Ok(late)
    }

    /// The streams whose events make the rows of some keys, and how many events these hold.
    pub(in crate::store) async fn streams_of(
        &self,
        connection: &mut Connection,
        rows: &[(Vec<u8>, CanonicalKey)],
    ) -> Result<HashMap<Vec<u8>, (Vec<i64>, u64)>, Failure> {
        let types = self.events().iter().filter_map(|event| self.catalog.event_types.get(event));
        let types: BTreeSet<i64> = types
            .filter_map(|event| self.catalog.stream_types.get(&event.stream_type).copied())
            .collect();
        let types: Vec<i64> = types.into_iter().collect();
        if types.is_empty() {
            return Ok(HashMap::new());
        }
        let keys = rows.iter().filter_map(|(key, _)| {
            match self.rows.first_cell(self.view_index, key)? {
                Value::Text(text) => Some((text, key.clone())),
                _ => None,
            }
        });
        let keys: HashMap<String, Vec<u8>> = keys.collect();
        let asked = stream::of_keys(connection.dialect(), keys.keys().cloned().collect(), &types);
        let mut streams: HashMap<Vec<u8>, (Vec<i64>, u64)> = HashMap::new();
        for mut cells in connection.fetch_each(asked).await?.into_iter().flatten() {
            let (stream, key, events) = (cells.int()?, cells.text()?, cells.number()?);
            let Some(key) = keys.get(&key) else { continue };
            let (of_row, held) = streams.entry(key.clone()).or_default();
            of_row.push(stream);
            *held += events;
        }
        Ok(streams)
    }
}
