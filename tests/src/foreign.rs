//! A foreign writer: no GunDB of this version. Its log is made by hand, and says whatever a test
//! wants.

use gundb::model::format::{Genesis, Kind, Record};
use gundb::model::{Hash, Origin, Reference, Space};
use gundb::replication::Run;

/// The foreign writer, and its log.
#[derive(Debug)]
pub struct ForeignWriter {
    genesis: Genesis,
    records: Vec<(Record, Hash)>,
}

impl ForeignWriter {
    /// A writer in a space; its number is that of its log.
    ///
    /// # Panics
    /// Where the number can't be an origin's.
    pub fn new(number: u64, space: Space) -> Self {
        let origin = Origin::new(number).expect("it is a positive number of 63 bits");
        let genesis =
            Genesis { origin, space, predecessor: None, public_key: None, unknown: Vec::new() };
        Self { genesis, records: Vec::new() }
    }

    /// The same writer with another genesis. To be called before it writes.
    #[must_use]
    pub fn beginning(mut self, change: impl FnOnce(&mut Genesis)) -> Self {
        change(&mut self.genesis);
        self
    }

    /// Writes one more record: an event of a stream and a batch of its own, right after the record
    /// before, as `change` leaves it.
    pub fn write(&mut self, change: impl FnOnce(&mut Record)) -> Reference {
        let before = self.records.last().map_or(0, |(record, _)| record.hlc);
        let mut record = Record {
            kind: Kind::Event,
            origin: self.genesis.origin,
            sequence: self.records.len() as u64 + 1,
            hlc: before + 1,
            nonce: 1,
            batch_index: 0,
            batch_length: 1,
            recorded_us: 0,
            stream: Some(("strange".to_owned(), "a".to_owned())),
            event_type: Some("strange.happened".to_owned()),
            schema_version: 1,
            id: None,
            parents: None,
            deps: None,
            metadata: None,
            payload: Some("{}".to_owned()),
            unknown: Vec::new(),
        };
        change(&mut record);
        let hash = record.hash(&self.head());
        let reference = Reference::to(record.origin, record.sequence, &hash);
        self.records.push((record, hash));
        reference
    }

    /// What it wrote last.
    pub fn last(&self) -> Option<&(Record, Hash)> {
        self.records.last()
    }

    /// All that it wrote.
    pub fn run(&self) -> Run {
        self.run_from(0)
    }

    /// Its records from an index on, from 0.
    ///
    /// # Panics
    /// Where there are fewer.
    pub fn run_from(&self, index: usize) -> Run {
        let previous =
            index.checked_sub(1).map_or(self.genesis.hash(), |before| self.records[before].1);
        Run {
            origin: self.genesis.origin,
            genesis: (index == 0).then(|| self.genesis.encode()),
            first: index as u64 + 1,
            previous,
            last: self.head(),
            records: self.records[index..].iter().map(|(record, _)| record.encode()).collect(),
        }
    }

    /// The hash of its last record, or of its genesis.
    fn head(&self) -> Hash {
        self.last().map_or(self.genesis.hash(), |(_, hash)| *hash)
    }
}
