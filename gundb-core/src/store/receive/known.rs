//! What records refer to, as far as it is held.

use std::collections::{BTreeSet, HashMap};

use super::batches::Batches;
use super::logs::Held;
use crate::clock::VectorClock;
use crate::model::format::Record;
use crate::model::{Hash, Origin, Reference, Space, StreamId};
use crate::sql::stream;
use crate::store::backend::{Connection, Failure};
use crate::store::batch::StreamState;
use crate::store::events::Logged;

/// A record that others refer to.
#[derive(Clone, Debug)]
pub(in crate::store) struct Referred {
    pub(in crate::store) hash: Hash,
    pub(in crate::store) hlc: u64,
    pub(in crate::store) stream: Option<StreamId>,
    /// By log.
    pub(in crate::store) clock: VectorClock<i64>,
}

/// What candidates touch: records they refer to, and their streams.
pub(in crate::store) struct Known {
    space: Space,
    records: HashMap<(Origin, u64), Referred>,
    /// As they stand in the tables.
    pub(in crate::store) streams: HashMap<StreamId, StreamState>,
    /// What is visible of each stream.
    clocks: HashMap<StreamId, VectorClock<i64>>,
}

impl Known {
    pub(in crate::store) async fn load(
        connection: &mut Connection,
        space: Space,
        batches: &Batches,
        held: &Held,
    ) -> Result<Self, Failure> {
        let (records, streams, clocks) = Default::default();
        let mut known = Self { space, records, streams, clocks };
        known.load_streams(connection, batches).await?;
        let wanted = known.wanted(batches, held);
        known.load_records(connection, wanted).await?;
        Ok(known)
    }

    /// The stream of a record.
    pub(in crate::store) fn stream_of(&self, record: &Record) -> Option<StreamId> {
        record.stream.as_ref().map(|(stream_type, key)| self.space.stream_id(stream_type, key))
    }

    /// A record that is held, and that a reference points at.
    pub(in crate::store) fn get(&self, reference: &Reference) -> Option<&Referred> {
        let found = self.records.get(&(reference.origin, reference.sequence))?;
        (found.hash.prefix() == reference.hash).then_some(found)
    }

    /// The record of an origin and sequence, whatever its hash.
    pub(in crate::store) fn at(&self, origin: Origin, sequence: u64) -> Option<&Referred> {
        self.records.get(&(origin, sequence))
    }

    pub(in crate::store) fn hash(&self, origin: Origin, sequence: u64) -> Option<Hash> {
        self.records.get(&(origin, sequence)).map(|record| record.hash)
    }

    /// The last record that a log has in a stream; 0 for none.
    pub(in crate::store) fn last_of(&self, stream: StreamId, log: i64) -> u64 {
        self.clocks.get(&stream).map_or(0, |clock| clock.get(log))
    }

    /// A record became visible.
    pub(in crate::store) fn add(&mut self, record: &Record, referred: Referred) {
        if let Some(stream) = referred.stream {
            self.clocks.entry(stream).or_default().merge(&referred.clock);
        }
        self.records.insert((record.origin, record.sequence), referred);
    }

    async fn load_streams(
        &mut self,
        connection: &mut Connection,
        batches: &Batches,
    ) -> Result<(), Failure> {
        let ids = batches.candidates().filter_map(|candidate| self.stream_of(&candidate.record));
        let ids: BTreeSet<Vec<u8>> = ids.map(|id| id.uuid().as_bytes().to_vec()).collect();
        let asked = stream::by_uuid(connection.dialect(), ids.into_iter().collect());
        for cells in connection.fetch_each(asked).await?.into_iter().flatten() {
            let stream = StreamState::from_cells(cells)?;
            self.clocks.insert(stream.uuid, stream.clock.clone());
            self.streams.insert(stream.uuid, stream);
        }
        Ok(())
    }

    /// Log and sequence of all held records that candidates may refer to: named ones, their
    /// writers' previous ones in the stream, and the ends of what was sent again.
    fn wanted(&self, batches: &Batches, held: &Held) -> BTreeSet<(i64, u64)> {
        let mut wanted = BTreeSet::new();
        let mut want = |origin: Origin, sequence: u64| {
            if let Some(log) = held.get(origin).filter(|log| (1..=log.sequence).contains(&sequence))
            {
                wanted.insert((log.id, sequence));
            }
        };
        for candidate in batches.candidates() {
            let record = &candidate.record;
            for reference in [&record.parents, &record.deps].into_iter().flatten().flatten() {
                want(reference.origin, reference.sequence);
            }
            want(record.origin, record.sequence - 1);
            let stream = self.stream_of(record).and_then(|id| self.streams.get(&id));
            if let (None, Some(stream), Some(log)) =
                (&record.parents, stream, held.get(record.origin))
            {
                want(record.origin, stream.clock.get(log.id));
            }
        }
        wanted
    }

    async fn load_records(
        &mut self,
        connection: &mut Connection,
        wanted: BTreeSet<(i64, u64)>,
    ) -> Result<(), Failure> {
        for found in Logged::at(connection, wanted.into_iter().collect()).await? {
            let Logged { origin, sequence, hash, hlc, stream, clock, .. } = found;
            self.records.insert((origin, sequence), Referred { hash, hlc, stream, clock });
        }
        Ok(())
    }
}
