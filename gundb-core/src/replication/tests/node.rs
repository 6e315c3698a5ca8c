//! A node in memory: logs of real records, causal delivery, and nothing else.

mod receive;

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Load, Loaded, Run};
use crate::model::format::{Genesis, Kind, Record};
use crate::model::{Hash, Origin, Reference, Space};

/// A node's store.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) origin: Origin,
    pub(crate) space: Space,
    logs: BTreeMap<Origin, Log>,
    /// What is visible, in the order in which it became so.
    order: Vec<(Origin, u64)>,
    /// Records that no other one refers to.
    heads: BTreeSet<Reference>,
    pending: BTreeMap<(Origin, u64), Held>,
    /// Genesis records of logs that have nothing visible yet.
    begun: BTreeMap<Origin, (Vec<u8>, Hash)>,
    hlc: u64,
}

#[derive(Clone)]
struct Log {
    genesis: Vec<u8>,
    begin: Hash,
    records: Vec<Held>,
}

#[derive(Clone)]
struct Held {
    record: Record,
    bytes: Vec<u8>,
    previous: Hash,
    hash: Hash,
}

impl Node {
    pub(crate) fn new(origin: u64) -> Self {
        Self {
            origin: Origin::new(origin).unwrap(),
            space: Space::default(),
            logs: BTreeMap::new(),
            order: Vec::new(),
            heads: BTreeSet::new(),
            pending: BTreeMap::new(),
            begun: BTreeMap::new(),
            hlc: 0,
        }
    }

    /// Goes on as another origin, as after a restored backup.
    pub(crate) fn renew(&mut self, origin: u64) {
        self.origin = Origin::new(origin).unwrap();
    }

    /// Appends a batch of events, with payloads of about this many bytes.
    pub(crate) fn append(&mut self, events: u32, payload_bytes: usize) {
        self.hlc += 1;
        let nonce = self.hlc.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1;
        let (origin, space) = (self.origin, self.space);
        let genesis =
            Genesis { origin, space, predecessor: None, public_key: None, unknown: Vec::new() };
        for index in 0..events {
            let log = self.log(&genesis);
            let (previous, sequence) = (log.head(), log.records.len() as u64 + 1);
            let own = (sequence > 1).then(|| Reference::to(origin, sequence - 1, &previous));
            let deps: Vec<Reference> =
                self.heads.iter().copied().filter(|head| Some(*head) != own).collect();
            let payload = format!(r#"{{"text":"{}"}}"#, "x".repeat(payload_bytes));
            let record = Record {
                kind: Kind::Event,
                origin,
                sequence,
                hlc: self.hlc,
                nonce,
                batch_index: index,
                batch_length: events,
                recorded_us: 0,
                stream: Some(("thing".into(), origin.to_string())),
                event_type: Some("thing.happened".into()),
                schema_version: 1,
                id: None,
                parents: None,
                deps: Some(deps).filter(|deps| !deps.is_empty()),
                metadata: None,
                payload: Some(payload),
                unknown: Vec::new(),
            };
            let hash = record.hash(&previous);
            self.show(Held { bytes: record.encode(), record, previous, hash });
        }
    }

    /// The head of every log.
    pub(crate) fn log_heads(&self) -> Vec<Reference> {
        let held = self.logs.values().filter_map(|log| log.records.last());
        held.map(|held| Reference::to(held.record.origin, held.record.sequence, &held.hash))
            .collect()
    }

    /// How many records are visible.
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    /// The wanted runs, in the order in which they became visible.
    pub(crate) fn load(&self, load: &Load) -> Loaded {
        let is_wanted = |origin: Origin, sequence: u64| {
            let at = load.wanted.binary_search_by_key(&origin, |wanted| wanted.after.origin);
            let wanted = at.ok().map(|at| &load.wanted[at]);
            wanted.is_some_and(|wanted| {
                (wanted.after.sequence + 1..=wanted.up_to).contains(&sequence)
            })
        };
        let (mut loaded, mut bytes) = (Loaded { cursor: load.cursor, ..Loaded::default() }, 0);
        for (index, (origin, sequence)) in self.order.iter().copied().enumerate() {
            if (index as u64) < load.cursor || !is_wanted(origin, sequence) {
                continue;
            }
            let held = &self.logs[&origin].records[sequence as usize - 1];
            if held.record.batch_index == 0 && bytes >= load.bytes_max {
                loaded.more = true;
                break;
            }
            bytes += self.push(held, &mut loaded.runs);
            loaded.cursor = index as u64 + 1;
        }
        loaded
    }

    /// Puts a record after the last run, or begins another one; how many bytes that takes.
    fn push(&self, held: &Held, runs: &mut Vec<Run>) -> usize {
        let Record { origin, sequence, .. } = held.record;
        if let Some(run) =
            runs.last_mut().filter(|run| (run.origin, run.last) == (origin, held.previous))
        {
            run.records.push(held.bytes.clone());
            run.last = held.hash;
            return 4 + held.bytes.len();
        }
        let genesis = (sequence == 1).then(|| self.logs[&origin].genesis.clone());
        let records = vec![held.bytes.clone()];
        let run = Run {
            origin,
            genesis,
            first: sequence,
            previous: held.previous,
            last: held.hash,
            records,
        };
        let bytes = run.wire_bytes();
        runs.push(run);
        bytes
    }

    fn log(&mut self, genesis: &Genesis) -> &Log {
        let begin =
            || Log { genesis: genesis.encode(), begin: genesis.hash(), records: Vec::new() };
        self.logs.entry(genesis.origin).or_insert_with(begin)
    }

    /// Makes the next record of a log visible.
    fn show(&mut self, held: Held) {
        let Record { origin, sequence, .. } = held.record;
        let log = self.logs.get_mut(&origin).expect("the log was begun");
        assert_eq!(
            (log.records.len() as u64 + 1, log.head()),
            (sequence, held.previous),
            "the chain goes on"
        );
        if sequence > 1 {
            self.heads.remove(&Reference::to(origin, sequence - 1, &held.previous));
        }
        for reference in references(&held.record) {
            self.heads.remove(reference);
        }
        self.heads.insert(Reference::to(origin, sequence, &held.hash));
        self.hlc = self.hlc.max(held.record.hlc);
        self.order.push((origin, sequence));
        log.records.push(held);
    }
}

impl Log {
    fn head(&self) -> Hash {
        self.records.last().map_or(self.begin, |held| held.hash)
    }
}

fn references(record: &Record) -> impl Iterator<Item = &Reference> {
    record.parents.iter().chain(&record.deps).flatten()
}
