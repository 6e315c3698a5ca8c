//! The records by position, each against all before it.

use super::catalog::Names;
use super::causality::Causality;
use super::findings::Findings;
use super::heads;
use super::logs::Logs;
use super::record::Stored;
use super::scan::Scan;
use super::store::{Counted, Store};
use super::streams::Streams;
use crate::model::format::Kind;
use crate::model::{Reference, Space};
use crate::sql::event;
use crate::store::backend::Failure;
use crate::store::recorded::Recorded;

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
        Ok(Self { space, store, names, logs, streams, causality, next_position: 1, records: 0 })
    }

    /// Reads all records, and hands those that could be placed on.
    pub(super) async fn read(
        &mut self,
        scan: &mut Scan<'_>,
        mut placed: impl FnMut(&Recorded),
    ) -> Result<(), Failure> {
        scan.each("I2", "gundb_event", event::all(scan.dialect()), |cells, findings| {
            self.records += 1;
            let mut stored = super::record::stored(cells, findings)?;
            if self.check(&mut stored, findings) {
                placed(&stored.recorded);
            }
            Ok(())
        })
        .await
    }

    /// Checks one record and takes it in; false where nobody can say whose it is.
    fn check(&mut self, stored: &mut Stored, findings: &mut Findings) -> bool {
        self.check_position(stored, findings);
        if !self.name(stored, findings) {
            return false;
        }
        let Some(last) = self.logs.get(stored.recorded.log).map(|log| log.head()) else { return false };
        let parents = self.parents(stored);
        self.causality.check_references(stored, &self.logs, findings);
        if self.store.own_log() == Some(stored.recorded.log) {
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
        findings.check(fits, "I1", || format!("{at}: its stream or its event type is not the one listed"));
        recorded.record.event_type = event_type.map(|(_, name)| name.clone());
        recorded.record.stream = stream.map(|(_, name)| name);
        true
    }

    /// What a record references of its stream: where it says nothing, its writer's own record before it.
    fn parents(&mut self, stored: &Stored) -> Vec<Reference> {
        let Some(stream) = stored.stream.and_then(|stream| self.streams.get_mut(stream)) else {
            return Vec::new();
        };
        let own = || stream.last_of.get(&stored.recorded.log).copied().into_iter().collect();
        stored.recorded.record.parents.clone().unwrap_or_else(own)
    }

    /// What the bookkeeping tables say, against what was read.
    pub(super) async fn finish(&self, scan: &mut Scan<'_>) -> Result<(), Failure> {
        self.logs.finish(&mut scan.findings);
        self.streams.finish(self.space, self.names, &mut scan.findings);
        let foreign_heads = heads::compare(self.store.own_log(), &self.logs, &self.causality, scan).await?;
        let counted = Counted {
            next_position: self.next_position,
            last_stream: self.streams.last_id(),
            hlc: self.causality.hlc,
            foreign_heads,
            catalog: self.names.newest,
        };
        self.store.compare(&counted, &mut scan.findings);
        Ok(())
    }
}
