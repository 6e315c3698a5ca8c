//! A writer that is no GunDB of this version, and never receives anything: its log is made by hand.

use gundb::model::format::{Genesis, Kind, Record};
use gundb::model::{Hash, Origin, Space};
use gundb::replication::Run;
use uuid::Uuid;

use super::script::Strange;

/// A field of a later version, as it travels: tag 30, three bytes.
const UNKNOWN_FIELD: [u8; 8] = [30, 0, 0, 0, 3, 1, 2, 3];

/// The stranger, and its log.
pub(super) struct Stranger {
    genesis: Genesis,
    pub(super) records: Vec<(Record, Hash)>,
}

impl Stranger {
    pub(super) fn new(seed: u64) -> Self {
        let origin = Origin::new((seed >> 1).max(1)).expect("it is a positive number of 63 bits");
        let space = Space::default();
        let genesis = Genesis { origin, space, predecessor: None, public_key: None, unknown: Vec::new() };
        Self { genesis, records: Vec::new() }
    }

    /// Writes one more record.
    pub(super) fn write(&mut self, now_ms: i64, nonce: u64, what: &Strange) -> (Record, Hash) {
        let before = self.records.last().map_or(0, |(record, _)| record.hlc);
        let wall = now_ms.cast_unsigned() << 16;
        let (stream_type, event_type, payload) = match what {
            Strange::UnknownEvent => ("thing", "thing.praised", r#"{"by":"a later version"}"#),
            Strange::UnknownStream => ("planet", "planet.found", r#"{"name":"Ceres"}"#),
            Strange::UnknownField => ("thing", "thing.said", r#"{"word":"hello"}"#),
            Strange::NoJson => ("thing", "thing.said", r#"{"word":"#),
            Strange::WrongType => ("thing", "thing.titled", r#"{"title":7}"#),
        };
        let unknown = if *what == Strange::UnknownField { UNKNOWN_FIELD.to_vec() } else { Vec::new() };
        let record = Record {
            kind: Kind::Event,
            origin: self.genesis.origin,
            sequence: self.records.len() as u64 + 1,
            hlc: wall.max(before + 1),
            nonce: nonce >> 1,
            batch_index: 0,
            batch_length: 1,
            recorded_us: now_ms * 1000,
            stream: Some((stream_type.to_owned(), "a".to_owned())),
            event_type: Some(event_type.to_owned()),
            schema_version: 1,
            id: None::<Uuid>,
            parents: None,
            deps: None,
            metadata: None,
            payload: Some(payload.to_owned()),
            unknown,
        };
        let hash = record.hash(&self.head());
        self.records.push((record.clone(), hash));
        (record, hash)
    }

    /// Its records from a place on, from 0.
    pub(super) fn run(&self, place: usize) -> Run {
        let previous = place.checked_sub(1).map_or(self.genesis.hash(), |before| self.records[before].1);
        Run {
            origin: self.genesis.origin,
            genesis: (place == 0).then(|| self.genesis.encode()),
            first: place as u64 + 1,
            previous,
            last: self.head(),
            records: self.records[place..].iter().map(|(record, _)| record.encode()).collect(),
        }
    }

    fn head(&self) -> Hash {
        self.records.last().map_or(self.genesis.hash(), |(_, hash)| *hash)
    }
}
