//! A store as a node: what it holds, what it gives out, what it takes in.

use std::collections::{BTreeMap, HashMap};

use super::handle::Gundb;
use super::identity;
use crate::error::{Error, Result};
use crate::model::{Hash, Origin, Reference, Space};
use crate::replication::protocol::{Load, Loaded};
use crate::replication::{EventSink, EventSource, Received, Run};
use crate::sql::page::{After, LogPart, Page, Scope};
use crate::sql::{Direction, event, log};
use crate::store::backend::{Connection, Failure};
use crate::store::events::{EventPage, Log, Logged, Recorded, hash_from};

/// Records that are read at once, at first and at most: each may have a payload of 1 MiB.
const PAGE_RECORDS: [u64; 2] = [16, 512];
/// Bytes of a reference as it travels.
const REFERENCE_BYTES: usize = 32;
/// Logs that are read from at once by their own indexes.
const PAGE_LOGS: usize = 200;
/// Of more logs, records are looked for among all that follow by position, where at least one of
/// this many is wanted: to look each log up anew for every message costs the square of their
/// number.
const SCANNED_PER_WANTED_MAX: u64 = 16;

impl EventSource for Gundb {
    fn space(&self) -> Space {
        self.shared.space
    }

    async fn heads(&self) -> Result<Vec<Reference>> {
        let mut connection = self.shared.pools.reader().await?;
        let logs = Log::all(&mut connection).await.map_err(|failure| failure.error)?;
        let held = logs.iter().filter(|log| log.sequence > 0);
        Ok(held.map(|log| Reference::to(log.origin, log.sequence, &log.hash)).collect())
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
        let logs = Log::all(connection).await?;
        let logs: HashMap<Origin, Log> = logs.into_iter().map(|log| (log.origin, log)).collect();
        let part = |wanted: &crate::replication::protocol::Wanted| {
            let log = logs.get(&wanted.after.origin)?;
            let (after, up_to) =
                (wanted.after.sequence.cast_signed(), wanted.up_to.min(log.sequence).cast_signed());
            (up_to > after).then_some(LogPart { log: log.id, after, up_to })
        };
        let parts: Vec<LogPart> = load.wanted.iter().filter_map(part).collect();
        let hashes = hashes_before(connection, &parts).await?;
        let (parts, reach) = reach(connection, parts, load.cursor).await?;
        let wanted: i64 = parts.iter().map(|part| part.up_to - part.after).sum();
        let geneses = geneses(connection, &parts).await?;
        let is_cut = matches!(reach, Reach::Before(_));
        let (events, cut) =
            self.records(connection, parts, reach, (load.bytes_max, &geneses)).await?;
        let more = is_cut || (cut as u64) < wanted.cast_unsigned();
        let cursor = events[..cut].last().map_or(load.cursor, |event| event.position);
        Ok(Loaded { runs: runs(&events[..cut], hashes, &geneses)?, more, cursor })
    }

    /// The next records of some parts of logs, by position, as far as is reached; how many of them
    /// are whole batches that fill a limit of bytes up.
    async fn records(
        &self,
        connection: &mut Connection,
        mut parts: Vec<LogPart>,
        mut reach: Reach,
        (bytes_max, geneses): (usize, &Geneses),
    ) -> Result<(Vec<Recorded>, usize), Failure> {
        let (mut filled, mut limit) = (Filled::default(), PAGE_RECORDS[0]);
        let wanted: HashMap<i64, LogPart> = parts.iter().map(|part| (part.log, *part)).collect();
        while !parts.is_empty() {
            let (scope, after) = reach.scope(&parts);
            let page =
                Page { scope: &scope, after, offset: 0, direction: Direction::Ascending, limit };
            let page = EventPage::read(connection, &page, Recorded::FIELDS).await?;
            let names = self.shared.names_of(connection, &page).await?;
            let mut read = HashMap::new();
            for index in 0..page.len() {
                let event = Recorded::of_page(&page, index, &names)?;
                if filled.bytes >= bytes_max && filled.whole == filled.events.len()
                    || reach.ends(&event)
                {
                    return Ok((filled.events, filled.whole));
                }
                let sequence = event.sequence().cast_signed();
                let is_wanted = |part: &LogPart| part.after < sequence && sequence <= part.up_to;
                if wanted.get(&event.log).is_some_and(is_wanted) {
                    read.insert(event.log, sequence);
                    filled.add(event, geneses);
                }
            }
            if (page.len() as u64) < limit {
                break;
            }
            for part in &mut parts {
                part.after = read.get(&part.log).copied().unwrap_or(part.after);
            }
            parts.retain(|part| part.up_to > part.after);
            // Few different numbers: each is a statement of its own.
            limit = 1 << page.next_limit().min(PAGE_RECORDS[1]).ilog2();
        }
        Ok((filled.events, filled.whole))
    }
}

/// Records on their way into a message.
#[derive(Default)]
struct Filled {
    events: Vec<Recorded>,
    /// How many of them are whole batches.
    whole: usize,
    /// About their bytes as they travel.
    bytes: usize,
}

impl Filled {
    fn add(&mut self, event: Recorded, geneses: &Geneses) {
        let record = event.record();
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let references =
            [&record.parents, &record.deps].into_iter().flatten().map(Vec::len).sum::<usize>();
        let key =
            record.stream.as_ref().map_or(0, |(stream_type, key)| stream_type.len() + key.len());
        // What a record has besides is little, the frame of a run among it.
        self.bytes += 300
            + text(&record.payload)
            + text(&record.metadata)
            + text(&record.event_type)
            + key
            + REFERENCE_BYTES * references
            + record.unknown.len();
        if record.sequence == 1 {
            self.bytes += geneses.get(&event.log).map_or(0, |(genesis, _)| genesis.len());
        }
        let ends_batch = record.batch_index + 1 == record.batch_length;
        self.events.push(event);
        if ends_batch {
            self.whole = self.events.len();
        }
    }
}

/// How far the next records are read, and from where.
enum Reach {
    /// From the indexes of the logs, all there is.
    Whole,
    /// The same, before a position: from there on, records of other logs might be what those refer
    /// to.
    Before(u64),
    /// Among all records after a position.
    After(u64),
}

impl Reach {
    /// What is read next of some parts, and from where; what was read before is not read again.
    fn scope(&mut self, parts: &[LogPart]) -> (Scope, After) {
        match self {
            Self::Whole | Self::Before(_) => (Scope::Logs(parts.to_vec()), After::Nothing),
            Self::After(position) => (Scope::Records, After::Position(position.cast_signed())),
        }
    }

    /// Whether a record comes too late; else it was read.
    fn ends(&mut self, event: &Recorded) -> bool {
        match self {
            Self::Whole => false,
            Self::Before(end) => event.position >= *end,
            Self::After(position) => {
                *position = event.position;
                false
            }
        }
    }
}

/// How parts of logs are read whose earlier records were given up to a position. Of many logs those
/// parts that begin first, where few of the records after that position are wanted.
async fn reach(
    connection: &mut Connection,
    mut parts: Vec<LogPart>,
    cursor: u64,
) -> Result<(Vec<LogPart>, Reach), Failure> {
    if parts.len() <= PAGE_LOGS {
        return Ok((parts, Reach::Whole));
    }
    let wanted: u64 = parts.iter().map(|part| (part.up_to - part.after).cast_unsigned()).sum();
    let last = identity::read(connection).await?.next_position.cast_unsigned();
    if last.saturating_sub(cursor) <= wanted.saturating_mul(SCANNED_PER_WANTED_MAX) {
        return Ok((parts, Reach::After(cursor)));
    }
    let firsts = parts.iter().map(|part| (part.log, part.after + 1)).collect();
    let mut begins: HashMap<i64, u64> = HashMap::new();
    for statement in event::positions_of(connection.dialect(), firsts) {
        for mut cells in connection.fetch(statement).await? {
            begins.insert(cells.int()?, cells.number()?);
        }
    }
    let begin = |part: &LogPart| begins.get(&part.log).copied().unwrap_or(0);
    parts.sort_by_key(begin);
    let first = begin(&parts[0]).saturating_sub(1);
    if last.saturating_sub(first) <= wanted.saturating_mul(SCANNED_PER_WANTED_MAX) {
        return Ok((parts, Reach::After(first)));
    }
    let end = begin(&parts[PAGE_LOGS]);
    parts.truncate(PAGE_LOGS);
    Ok((parts, Reach::Before(end)))
}

/// The hash before the first record of each part, by origin; not of a log's beginning.
async fn hashes_before(
    connection: &mut Connection,
    parts: &[LogPart],
) -> Result<BTreeMap<Origin, Hash>, Failure> {
    let begun = parts.iter().filter(|part| part.after > 0);
    let dots = begun.map(|part| (part.log, part.after.cast_unsigned())).collect();
    let before = Logged::at(connection, dots).await?;
    Ok(before.into_iter().map(|before| (before.origin, before.hash)).collect())
}

/// The events as runs: consecutive ones of a log together; those that begin a log, with its
/// genesis.
fn runs(
    events: &[Recorded],
    mut heads: BTreeMap<Origin, Hash>,
    geneses: &Geneses,
) -> Result<Vec<Run>, Failure> {
    let mut runs: Vec<Run> = Vec::new();
    for event in events {
        let (origin, sequence) = (event.origin(), event.sequence());
        if runs.last().is_none_or(|run| run.origin != origin) {
            let (genesis, previous) = match heads.get(&origin) {
                Some(previous) => (None, *previous),
                None => {
                    let found = geneses.get(&event.log);
                    let none = || Error::corrupt(format!("log of origin {origin} has no genesis"));
                    let (genesis, hash) = found.ok_or_else(none)?;
                    (Some(genesis.clone()), *hash)
                }
            };
            runs.push(Run {
                origin,
                genesis,
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
    Ok(runs)
}

/// How logs begin, by their ids: genesis record, and its hash.
type Geneses = HashMap<i64, (Vec<u8>, Hash)>;

/// The geneses of the logs of which parts are the beginning.
async fn geneses(connection: &mut Connection, parts: &[LogPart]) -> Result<Geneses, Failure> {
    let begun = parts.iter().filter(|part| part.after == 0).map(|part| part.log).collect();
    let mut geneses = HashMap::new();
    for mut cells in connection
        .fetch_each(log::geneses(connection.dialect(), begun))
        .await?
        .into_iter()
        .flatten()
    {
        geneses.insert(cells.int()?, (cells.bytes()?, hash_from(&cells.bytes()?)?));
    }
    Ok(geneses)
}
