//! Consecutive records of one log, as they travel.

use crate::error::{Error, Result};
use crate::model::format::{Genesis, Record};
use crate::model::{Hash, Origin};

/// Bytes of a run besides its records and its genesis: origin, first, previous, last, length of the
/// genesis, count.
const FRAME_BYTES: usize = 8 + 8 + 32 + 32 + 4 + 4;

/// Consecutive records of one log, and the hashes between which they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Whose log it is.
    pub origin: Origin,
    /// The bytes of the log's genesis; there where the run begins at sequence 1, and nowhere else.
    pub genesis: Option<Vec<u8>>,
    /// Sequence of the first record.
    pub first: u64,
    /// Hash of the record before the first; of the genesis where the first is record 1.
    pub previous: Hash,
    /// Hash of the last record.
    pub last: Hash,
    /// The records' bytes, verbatim.
    pub records: Vec<Vec<u8>>,
}

/// A run that was read and found to be one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRun {
    /// Whose log it is.
    pub origin: Origin,
    /// The log's genesis, where the run begins at sequence 1. Whether its space is the right one is
    /// for the receiver to see.
    pub genesis: Option<Genesis>,
    /// Hash of the record before the first.
    pub previous: Hash,
    /// The records with their hashes.
    pub records: Vec<(Record, Hash)>,
}

impl Run {
    /// Sequence of the last record; the one before the first, where there is none.
    pub fn last_sequence(&self) -> u64 {
        self.first.saturating_add(self.records.len() as u64).saturating_sub(1)
    }

    /// How many bytes it has in a message: what a source counts against the limit of a load.
    pub fn wire_bytes(&self) -> usize {
        let records: usize = self.records.iter().map(|record| 4 + record.len()).sum();
        FRAME_BYTES + self.genesis.as_ref().map_or(0, Vec::len) + records
    }

    /// Reads all records, and follows the chain from `previous` to `last`. A run is taken as a
    /// whole or not at all.
    ///
    /// # Errors
    /// A run that is empty, has a malformed record, one of another log or out of sequence, or does
    /// not lead from one hash to the other; a genesis that is missing, is there in vain, or is
    /// another log's.
    pub fn open(self) -> Result<OpenRun> {
        let refused = |what: &dyn std::fmt::Display| {
            let (origin, first, last) = (self.origin, self.first, self.last_sequence());
            Error::invalid(format!(
                "records {first} to {last} of origin {origin} are refused: {what}"
            ))
        };
        let genesis = self.open_genesis().map_err(|error| refused(&error))?;
        let records = self.open_records().map_err(|error| refused(&error))?;
        Ok(OpenRun { origin: self.origin, genesis, previous: self.previous, records })
    }

    fn open_genesis(&self) -> Result<Option<Genesis>> {
        let bytes = match (self.first, &self.genesis) {
            (0, _) => return Err(Error::invalid("they begin at sequence 0")),
            (1, Some(bytes)) => bytes,
            (1, None) => return Err(Error::invalid("the genesis of the log is missing")),
            (_, None) => return Ok(None),
            (_, Some(_)) => {
                return Err(Error::invalid(
                    "a genesis stands before a record that is not the first",
                ));
            }
        };
        let genesis = Genesis::decode(bytes)?;
        if genesis.origin != self.origin {
            return Err(Error::invalid(format!(
                "the genesis is the one of origin {}",
                genesis.origin
            )));
        }
        if genesis.hash() != self.previous {
            return Err(Error::invalid(
                "the genesis has another hash than the one stated before record 1",
            ));
        }
        Ok(Some(genesis))
    }

    fn open_records(&self) -> Result<Vec<(Record, Hash)>> {
        if i64::try_from(self.last_sequence()).is_err() {
            return Err(Error::invalid("their sequences have 64 bits"));
        }
        let (mut records, mut head) = (Vec::with_capacity(self.records.len()), self.previous);
        for (sequence, bytes) in (self.first..).zip(&self.records) {
            let record = Record::decode(bytes)?;
            if (record.origin, record.sequence) != (self.origin, sequence) {
                let (origin, found) = (record.origin, record.sequence);
                return Err(Error::invalid(format!(
                    "record {found} of origin {origin} stands in the place of record {sequence}"
                )));
            }
            head = record.hash(&head);
            records.push((record, head));
        }
        if records.is_empty() {
            return Err(Error::invalid("there is no record in them"));
        }
        if head != self.last {
            return Err(Error::invalid("their chain does not lead to the hash that was stated"));
        }
        Ok(records)
    }
}
