//! A store as a node: what it holds, what it gives out, what it takes in.

use std::collections::{BTreeMap, HashMap};

use super::backend::{Cells, Connection, Failure};
use super::event_page::EventPage;
use super::handle::Gundb;
use super::recorded::Recorded;
use super::streams::hash_from;
use crate::error::{Error, Result};
use crate::model::{Hash, Origin, Reference, Space};
use crate::replication::{EventSink, EventSource, Load, Loaded, Received, Run};
use crate::sql::page::{Behind, LogPart, Page, Scope};
use crate::sql::{Direction, event, log};

/// Records that are read at once: more than the largest batch has.
const PAGE_RECORDS: u64 = 2_000;
/// Logs that are read from at once.
const PAGE_LOGS: usize = 200;

impl EventSource for Gundb {
    fn space(&self) -> Space {
        self.shared.space
    }

    async fn heads(&self) -> Result<Vec<Reference>> {
        let mut connection = self.shared.pools.reader().await?;
        let logs = logs(&mut connection).await.map_err(|failure| failure.error)?;
        let held = logs.into_iter().filter(|(_, log)| log.sequence > 0);
        Ok(held.map(|(origin, log)| Reference::to(origin, log.sequence, &log.hash)).collect())
    }

    async fn runs(&self, load: Load) -> Result<Loaded> {
        let mut connection = self.shared.pools.reader().await?;
        self.load_runs(&mut connection, &load).await.map_err(|failure| failure.error)
    }
}

impl EventSink for Gundb {
    async fn receive(&self, runs: Vec<Run>) -> Result<Received> {
        self.writer.receive(runs).await
    }
}

impl Gundb {
    async fn load_runs(&self, connection: &mut Connection, load: &Load) -> Result<Loaded, Failure> {
        let logs = logs(connection).await?;
        let part = |wanted: &crate::replication::Wanted| {
            let log = logs.get(&wanted.after.origin)?;
            let (after, up_to) =
                (wanted.after.sequence.cast_signed(), wanted.up_to.min(log.sequence).cast_signed());
            (up_to > after).then_some(LogPart { log: log.id, after, up_to })
        };
        let parts: Vec<LogPart> = load.wanted.iter().filter_map(part).collect();
        let befores = befores(connection, &parts).await?;
        let (parts, end) = nearest(parts, &befores);
        let wanted: i64 = parts.iter().map(|part| part.up_to - part.after).sum();
        let events = self.records(connection, parts, end).await?;
        let cut = whole_batches(&events, load.bytes_max);
        let more = end.is_some() || (cut as u64) < wanted.cast_unsigned();
        let cursor = events[..cut].last().map_or(load.cursor, |event| event.position);
        let runs = runs(&events[..cut], befores.hashes);
        Ok(Loaded { runs: with_geneses(connection, runs, &logs).await?, more, cursor })
    }

    /// The next records of some parts of logs, by position, before one that is not theirs.
    async fn records(
        &self,
        connection: &mut Connection,
        parts: Vec<LogPart>,
        end: Option<u64>,
    ) -> Result<Vec<Recorded>, Failure> {
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let (scope, behind) = (Scope::Logs(parts), Behind::Nothing);
        let page =
            Page { scope: &scope, behind, offset: 0, direction: Direction::Ascending, limit: PAGE_RECORDS };
        let page = EventPage::read(connection, &page, Recorded::FIELDS).await?;
        let names = self.shared.names_of(connection, &page).await?;
        let events = (0..page.len()).map(|place| Recorded::of_page(&page, place, &names));
        let events = events.collect::<Result<Vec<_>>>()?.into_iter();
        Ok(events.take_while(|event| end.is_none_or(|end| event.position < end)).collect())
    }
}

/// A log, and how far it is held.
struct Log {
    id: i64,
    sequence: u64,
    hash: Hash,
}

async fn logs(connection: &mut Connection) -> Result<HashMap<Origin, Log>, Failure> {
    let rows = connection.fetch(log::all(connection.dialect())).await?;
    let read = |mut cells: Cells| {
        let (id, origin) = (cells.int()?, Origin::new(cells.number()?)?);
        let _genesis_hash = cells.bytes()?;
        Ok((origin, Log { id, sequence: cells.number()?, hash: hash_from(&cells.bytes()?)? }))
    };
    Ok(rows.into_iter().map(read).collect::<Result<_>>()?)
}

/// What stands before parts of logs, and where they begin.
struct Befores {
    /// Hash before the first record, by origin; not of a log's beginning.
    hashes: BTreeMap<Origin, Hash>,
    /// Position of the first record, by log.
    positions: HashMap<i64, u64>,
}

async fn befores(connection: &mut Connection, parts: &[LogPart]) -> Result<Befores, Failure> {
    let mut found = Befores { hashes: BTreeMap::new(), positions: HashMap::new() };
    let dots = parts.iter().map(|part| (part.log, part.after)).collect();
    let asked = event::by_dot(connection.dialect(), dots);
    for mut cells in connection.fetch_each(asked).await?.into_iter().flatten() {
        let (_log, origin, _sequence) = (cells.int()?, Origin::new(cells.number()?)?, cells.int()?);
        let _hlc = cells.int()?;
        found.hashes.insert(origin, hash_from(&cells.bytes()?)?);
    }
    if parts.len() > PAGE_LOGS {
        let firsts = parts.iter().map(|part| (part.log, part.after + 1)).collect();
        for statement in event::positions_of(connection.dialect(), firsts) {
            for mut cells in connection.fetch(statement).await? {
                found.positions.insert(cells.int()?, cells.number()?);
            }
        }
    }
    Ok(found)
}

/// The parts that begin first, and where the next one begins: behind that, records might come before what they refer to.
fn nearest(mut parts: Vec<LogPart>, befores: &Befores) -> (Vec<LogPart>, Option<u64>) {
    if parts.len() <= PAGE_LOGS {
        return (parts, None);
    }
    let begin = |part: &LogPart| befores.positions.get(&part.log).copied().unwrap_or(0);
    parts.sort_by_key(begin);
    let end = begin(&parts[PAGE_LOGS]);
    parts.truncate(PAGE_LOGS);
    (parts, Some(end))
}

/// How many of the events to give: whole batches, until one fills the limit up.
fn whole_batches(events: &[Recorded], bytes_max: usize) -> usize {
    let (mut bytes, mut whole) = (0, 0);
    for (place, event) in events.iter().enumerate() {
        let record = event.record();
        // What a record has besides its texts is little.
        bytes += 300
            + record.payload.as_ref().map_or(0, String::len)
            + record.metadata.as_ref().map_or(0, String::len);
        if record.batch_index + 1 == record.batch_length {
            whole = place + 1;
            if bytes >= bytes_max {
                break;
            }
        }
    }
    whole
}

/// The events as runs: consecutive ones of a log together.
fn runs(events: &[Recorded], mut heads: BTreeMap<Origin, Hash>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for event in events {
        let (origin, sequence) = (event.origin(), event.sequence());
        if runs.last().is_none_or(|run| run.origin != origin) {
            let previous = heads.get(&origin).copied().unwrap_or(Hash::from_bytes([0; 32]));
            runs.push(Run {
                origin,
                genesis: None,
                first: sequence,
                previous,
                last: previous,
                records: Vec::new(),
            });
        }
        if let Some(run) = runs.last_mut() {
            run.records.push(event.record().encode());
            run.last = event.hash();
            heads.insert(origin, run.last);
        }
    }
    runs
}

/// The runs that begin a log, with its genesis.
async fn with_geneses(
    connection: &mut Connection,
    mut runs: Vec<Run>,
    logs: &HashMap<Origin, Log>,
) -> Result<Vec<Run>, Failure> {
    let first: Vec<i64> =
        runs.iter().filter(|run| run.first == 1).filter_map(|run| Some(logs.get(&run.origin)?.id)).collect();
    let asked = log::geneses(connection.dialect(), first);
    let mut geneses = HashMap::new();
    for mut cells in connection.fetch_each(asked).await?.into_iter().flatten() {
        geneses.insert(cells.int()?, (cells.bytes()?, hash_from(&cells.bytes()?)?));
    }
    for run in runs.iter_mut().filter(|run| run.first == 1) {
        let found = logs.get(&run.origin).and_then(|log| geneses.remove(&log.id));
        let (genesis, hash) =
            found.ok_or_else(|| Error::corrupt(format!("log of origin {} has no genesis", run.origin)))?;
        (run.genesis, run.previous) = (Some(genesis), hash);
    }
    Ok(runs)
}
