//! The records by position, each against all before it.

use std::collections::{HashMap, HashSet};

use super::catalog::Names;
use super::causality::Causality;
use super::findings::Findings;
use super::heads;
use super::logs::Logs;
use super::record::Stored;
use super::scan::Scan;
use super::store::{Counted, Store};
use super::streams::Streams;
use crate::clock::CanonicalKey;
use crate::model::format::Kind;
use crate::model::{Reference, Space};
use crate::sql::{event, pending};
use crate::store::backend::Failure;
use crate::store::events::Recorded;

/// Events that are read at once by their positions.
const CANONICAL_PAGE_EVENTS: usize = 1_000;

/// What the records read so far add up to.
pub(super) struct Chain<'a> {
    space: Space,
    store: &'a Store,
    names: &'a Names,
    pub(super) logs: Logs,
    pub(super) streams: Streams,
    causality: Causality,
    next_position: u64,
    pub(super) records: u64,
    /// Records in gundb_pending and gundb_parked.
    pub(super) waiting: u64,
    pub(super) parked: u64,
    /// Event types of records that this store wrote, and of those that came from others.
    written: HashSet<i64>,
    received: HashSet<i64>,
}

impl<'a> Chain<'a> {
    pub(super) async fn begin(
        scan: &mut Scan<'_>,
        space: Space,
        store: &'a Store,
        names: &'a Names,
    ) -> Result<Self, Failure> {
        let (logs, streams) = (Logs::read(scan, space).await?, Streams::read(scan).await?);
        let causality = Causality::default();
        let (written, received) = Default::default();
        let (next_position, records, waiting, parked) = (1, 0, 0, 0);
        Ok(Self {
            space,
            store,
            names,
            logs,
            streams,
            causality,
            next_position,
            records,
            waiting,
            parked,
            written,
            received,
        })
    }

    /// Reads all records by position, and hands the events that could be placed on, in canonical
    /// order: at once where all are of one log, whose order that is.
    pub(super) async fn read(
        &mut self,
        scan: &mut Scan<'_>,
        mut placed: impl FnMut(&Recorded),
    ) -> Result<(), Failure> {
        let in_order = self.logs.count() == 1;
        let mut orders = Vec::new();
        scan.each("I2", "gundb_event", event::all(scan.dialect()), |cells, findings| {
            self.records += 1;
            let mut stored = super::record::stored(cells, findings)?;
            if self.check(&mut stored, findings) && stored.recorded.record.kind == Kind::Event {
                match in_order {
                    true => placed(&stored.recorded),
                    false => {
                        orders.push((stored.recorded.canonical_key(), stored.recorded.position))
                    }
                }
            }
            Ok(())
        })
        .await?;
        orders.sort_unstable();
        for chunk in orders.chunks(CANONICAL_PAGE_EVENTS) {
            self.read_again(scan, chunk, &mut placed).await?;
        }
        Ok(())
    }

    /// Reads records that were checked once more, in an order of ours.
    async fn read_again(
        &self,
        scan: &mut Scan<'_>,
        chunk: &[(CanonicalKey, u64)],
        placed: &mut impl FnMut(&Recorded),
    ) -> Result<(), Failure> {
        let mut events = HashMap::new();
        let positions: Vec<i64> =
            chunk.iter().map(|(_, position)| position.cast_signed()).collect();
        for statement in event::at(scan.dialect(), positions) {
            scan.each("I2", "gundb_event", statement, |cells, findings| {
                let mut stored = super::record::stored(cells, findings)?;
                self.name(&mut stored, findings);
                let clock = stored.clock.as_deref().map(str::parse).transpose()?;
                stored.recorded.clock = clock.unwrap_or_default();
                stored.recorded.clock.observe(stored.recorded.log, stored.recorded.sequence());
                events.insert(stored.recorded.position, stored.recorded);
                Ok(())
            })
            .await?;
        }
        chunk.iter().filter_map(|(_, position)| events.get(position)).for_each(placed);
        Ok(())
    }

    /// Checks one record and takes it in; false where nobody can say whose it is.
    fn check(&mut self, stored: &mut Stored, findings: &mut Findings) -> bool {
        self.check_position(stored, findings);
        if !self.name(stored, findings) {
            return false;
        }
        let Some(last) = self.logs.get(stored.recorded.log).map(|log| log.head()) else {
            return false;
        };
        let parents = self.parents(stored);
        self.causality.check_references(stored, &self.logs, findings);
        let is_own = self.store.own_log() == Some(stored.recorded.log);
        let types = if is_own { &mut self.written } else { &mut self.received };
        types.extend(stored.event_type);
        if is_own {
            let stream = stored.stream.and_then(|stream| self.streams.get_mut(stream));
            self.causality.check_own(stored, stream.as_deref(), &self.logs, findings);
        }
        stored.recorded.clock = self.causality.clock(stored, &parents, &self.logs, findings);
        let (event, at) = (&stored.recorded, &stored.at);
        self.causality.advance(event, &parents, &last);
        if let Some(log) = self.logs.get_mut(event.log) {
            log.advance(event, at, findings);
        }
        if let Some(stream) = stored.stream.and_then(|stream| self.streams.get_mut(stream)) {
            stream.advance(event, &parents, at, findings);
        }
        true
    }

    fn check_position(&mut self, stored: &Stored, findings: &mut Findings) {
        let position = stored.recorded.position;
        findings.check(position == self.next_position, "I4", || {
            format!("{}: expected position {}; there is a gap", stored.at, self.next_position)
        });
        self.next_position = position + 1;
    }

    /// Puts names where the row has ids.
    fn name(&self, stored: &mut Stored, findings: &mut Findings) -> bool {
        let Stored { recorded, stream, event_type, at, .. } = stored;
        let Some(log) = self.logs.get(recorded.log) else {
            findings.add("I3", format!("{at}: its log {} is not in gundb_log", recorded.log));
            return false;
        };
        recorded.record.origin = log.origin;
        let stream = stream.and_then(|id| self.streams.name(id, self.names));
        let event_type = event_type.and_then(|id| self.names.event_type(id));
        let is_event = recorded.record.kind == Kind::Event;
        let fits = match (&stream, event_type) {
            (Some((own, _)), Some((of, _))) => is_event && own == of,
            (_, event_type) => !is_event && event_type.is_none(),
        };
        findings.check(fits, "I1", || {
            format!("{at}: its stream or its event type is not the one listed")
        });
        recorded.record.event_type = event_type.map(|(_, name)| name.clone());
        recorded.record.stream = stream.map(|(_, name)| name);
        true
    }

    /// What a record references of its stream: where it says nothing, its writer's own record
    /// before it.
    fn parents(&mut self, stored: &Stored) -> Vec<Reference> {
        let Some(stream) = stored.stream.and_then(|stream| self.streams.get_mut(stream)) else {
            return Vec::new();
        };
        let own = || stream.last_of.get(&stored.recorded.log).copied().into_iter().collect();
        stored.recorded.record.parents.clone().unwrap_or_else(own)
    }

    /// What the bookkeeping tables say, against what was read.
    pub(super) async fn finish(&mut self, scan: &mut Scan<'_>) -> Result<(), Failure> {
        let foreign = self.received.difference(&self.written).copied().collect();
        self.names.check_schemas(&foreign, &mut scan.findings);
        self.logs.finish(&mut scan.findings);
        self.streams.finish(self.space, self.names, &mut scan.findings);
        let foreign_heads =
            heads::compare(self.store.own_log(), &self.logs, &self.causality, scan).await?;
        scan.each("I1", "gundb_pending", pending::sequences(scan.dialect()), |mut cells, _| {
            self.waiting += u64::from(cells.int()? > 0);
            Ok(())
        })
        .await?;
        scan.each("I1", "gundb_parked", pending::parked(scan.dialect()), |mut cells, _| {
            self.parked = cells.number()?;
            Ok(())
        })
        .await?;
        let counted = Counted {
            next_position: self.next_position,
            last_stream: self.streams.last_id(),
            hlc: self.causality.hlc,
            foreign_heads,
            catalog: self.names.newest,
            pending: self.waiting.cast_signed(),
        };
        self.store.compare(&counted, &mut scan.findings);
        Ok(())
    }
}
