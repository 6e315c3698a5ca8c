//! Positions, sequences, hashes, references, clocks, streams: everything but the views.

use std::collections::{BTreeMap, HashMap};

use super::Findings;
use crate::clock::{CanonicalKey, VectorClock};
use crate::error::Result;
use crate::model::{Hash, Origin, Reference, Space, Token};
use crate::sql::store::StoreRow;
use crate::sql::{log, stream};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::recorded::Recorded;
use crate::store::streams;

/// Streams compared at once.
const PAGE_STREAMS: u64 = 1000;

/// What the records read so far add up to.
pub(super) struct Chain {
    space: Space,
    store: StoreRow,
    next_position: u64,
    logs: BTreeMap<i64, Log>,
    streams: HashMap<(String, String), Stream>,
}

struct Log {
    origin: Origin,
    sequence: u64,
    hash: Hash,
    /// What gundb_log says.
    head: (u64, Vec<u8>),
}

#[derive(Default)]
struct Stream {
    version: u64,
    clock: VectorClock<i64>,
    last: Option<(CanonicalKey, Reference)>,
}

impl Chain {
    pub(super) async fn load(
        connection: &mut Connection,
        space: Space,
        store: StoreRow,
    ) -> Result<Self, Failure> {
        let rows = connection.fetch(log::all(connection.dialect())).await?;
        let logs = rows.into_iter().map(log_from).collect::<Result<_>>()?;
        Ok(Self { space, store, next_position: 1, logs, streams: HashMap::new() })
    }

    pub(super) fn records(&self) -> u64 {
        self.next_position - 1
    }

    pub(super) fn streams(&self) -> u64 {
        self.streams.len() as u64
    }

    pub(super) fn version_vector(&self) -> Vec<(Origin, u64)> {
        self.logs.values().map(|log| (log.origin, log.sequence)).collect()
    }

    /// One record against all before it.
    pub(super) fn check(&mut self, event: &Recorded, findings: &mut Findings) {
        let at = format!("record at position {}", event.position);
        findings.check(event.position == self.next_position, "I4", || {
            format!("{at}: expected position {}; there is a gap", self.next_position)
        });
        self.next_position = event.position + 1;
        self.check_references(event, &at, findings);
        self.check_log(event, &at, findings);
        self.check_stream(event, &at, findings);
    }

    fn check_references(&self, event: &Recorded, at: &str, findings: &mut Findings) {
        let references = [&event.record.parents, &event.record.deps].into_iter().flatten().flatten();
        for reference in references {
            let held = self
                .logs
                .values()
                .any(|log| log.origin == reference.origin && log.sequence >= reference.sequence);
            findings.check(held, "I7", || format!("{at}: it references {reference}, which is not before it"));
        }
    }

    fn check_log(&mut self, event: &Recorded, at: &str, findings: &mut Findings) {
        let Some(log) = self.logs.get_mut(&event.log) else {
            return findings.add("I3", format!("{at}: its log {} is not in gundb_log", event.log));
        };
        findings.check(event.sequence() == log.sequence + 1, "I3", || {
            format!("{at}: sequence {} of origin {} follows {}", event.sequence(), log.origin, log.sequence)
        });
        findings.check(event.record.hash(&log.hash) == event.hash, "I2", || {
            format!("{at}: its hash does not fit its content; the row was changed")
        });
        log.sequence = event.sequence();
        log.hash = event.hash;
    }

    fn check_stream(&mut self, event: &Recorded, at: &str, findings: &mut Findings) {
        let Some(key) = event.record.stream.clone() else { return };
        let stream = self.streams.entry(key).or_default();
        findings.check(event.version == stream.version + 1, "I1", || {
            format!("{at}: stream version {} follows {}", event.version, stream.version)
        });
        if event.log == self.store.log {
            let seen = event.clock.dominates(&stream.clock);
            findings.check(seen, "I8", || format!("{at}: its clock lacks events that its writer had seen"));
            let later = stream.last.is_none_or(|(last, _)| last < event.canonical_key());
            findings.check(later, "I8", || format!("{at}: it does not come last in canonical order"));
        }
        stream.version = event.version;
        stream.clock.merge(&event.clock);
        stream.last = Some((event.canonical_key(), event.reference()));
    }

    /// What the bookkeeping tables say, against what was read.
    pub(super) async fn finish(
        &mut self,
        connection: &mut Connection,
        findings: &mut Findings,
    ) -> Result<(), Failure> {
        findings.check(self.store.next_position.cast_unsigned() == self.next_position, "I4", || {
            format!(
                "the next position is {}, but {} records are there",
                self.store.next_position,
                self.next_position - 1
            )
        });
        for (id, log) in &self.logs {
            let (sequence, hash) = (&log.head.0, &log.head.1);
            findings.check(*sequence == log.sequence && *hash == log.hash.as_bytes(), "I3", || {
                format!("log {id}: gundb_log says head {sequence}, but the last record is {}", log.sequence)
            });
        }
        self.compare_streams(connection, findings).await
    }

    async fn compare_streams(
        &mut self,
        connection: &mut Connection,
        findings: &mut Findings,
    ) -> Result<(), Failure> {
        let mut found = 0_u64;
        let mut behind = 0;
        loop {
            let rows =
                connection.fetch(stream::page(connection.dialect(), None, behind, PAGE_STREAMS)).await?;
            let page = rows.into_iter().map(streams::info).collect::<Result<Vec<_>>>()?;
            let Some(last) = page.last() else { break };
            behind = last.id;
            for info in &page {
                found += 1;
                let key = (info.stream.stream_type.clone(), info.stream.key.clone());
                let read = self.streams.get(&key);
                let token = read.and_then(|stream| stream.last).map(|(_, last)| Token::new(vec![last]));
                let same = read.is_some_and(|stream| stream.version == info.version)
                    && info.uuid == Some(self.space.stream_id(&key.0, &key.1))
                    && token.is_some_and(|token| token == info.token || info.token.heads().len() > 1);
                findings.check(same, "I1", || {
                    format!("stream {}: gundb_stream does not fit its events", info.stream)
                });
            }
        }
        findings.check(found == self.streams(), "I1", || {
            format!("gundb_stream lists {found} streams, but events belong to {}", self.streams())
        });
        Ok(())
    }
}

fn log_from(mut cells: Cells) -> Result<(i64, Log)> {
    let (id, origin) = (cells.int()?, Origin::new(cells.number()?)?);
    let genesis = cells.bytes()?.as_slice().try_into().map(Hash::from_bytes);
    let hash = genesis.map_err(|_| crate::error::Error::corrupt("a genesis hash is not 32 bytes long"))?;
    let head = (cells.number()?, cells.bytes()?);
    Ok((id, Log { origin, sequence: 0, hash, head }))
}
