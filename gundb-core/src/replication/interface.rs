//! The interface of a store to replication: it gives runs out, and takes runs in.

use std::future::Future;

use super::difference::LogPosition;
use super::limits::REFUSED_RUNS_MAX;
use super::run::Run;
use crate::error::{Error, Result};
use crate::model::{Origin, Reference, Space};

/// Records of one log that another node lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// How far the other node is: what follows is wanted.
    pub after: LogPosition,
    /// The last sequence that is wanted.
    pub up_to: u64,
}

/// The next runs that a session asks of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Load {
    /// What of which logs, ascending by origin, none twice.
    pub wanted: Vec<Wanted>,
    /// Where the last load of this session ended, in the source's own words; 0 at first.
    pub cursor: u64,
    /// How many bytes of runs ([`Run::wire_bytes`]) are enough.
    pub bytes_max: usize,
}

impl Load {
    /// The first load of a session.
    pub fn new(wanted: Vec<Wanted>, bytes_max: usize) -> Self {
        Self { wanted, cursor: 0, bytes_max }
    }
}

/// What a source gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loaded {
    /// The runs, in causal order.
    pub runs: Vec<Run>,
    /// Whether there is more of what was wanted.
    pub more: bool,
    /// Where this load ended: comes back with the next one.
    pub cursor: u64,
}

impl Loaded {
    /// Runs in causal order, whether there is more, and where the next load goes on.
    pub fn new(runs: Vec<Run>, more: bool, cursor: u64) -> Self {
        Self { runs, more, cursor }
    }
}

/// What became of the records that a sink was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Received {
    /// How many are new here and visible, those that waited in the sink before among them.
    pub new: u64,
    /// How many were held already.
    pub known: u64,
    /// How many wait in the sink now, in all, for what they refer to or for the rest of their
    /// batch.
    pub pending: u64,
    /// How many records were not taken.
    pub refused_records: u64,
    /// What was not taken, and why: the first [`REFUSED_RUNS_MAX`].
    pub refused: Vec<RefusedRun>,
}

/// A run that a sink did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedRun {
    /// Whose log it says it is of.
    pub origin: Origin,
    /// Sequence of its first record.
    pub first: u64,
    /// How many records were not taken.
    pub records: u64,
    /// Why.
    pub reason: String,
}

impl RefusedRun {
    /// Records of an origin from a sequence on, and why they were not taken.
    pub fn new(origin: Origin, first: u64, records: u64, reason: impl Into<String>) -> Self {
        Self { origin, first, records, reason: reason.into() }
    }
}

/// What gives the events of a store out.
pub trait EventSource: Sync {
    /// The space that it replicates.
    fn space(&self) -> Space;

    /// The head of every log, in any order. All that the heads refer to is held as well.
    fn heads(&self) -> impl Future<Output = Result<Vec<Reference>>> + Send;

    /// Runs of the wanted records, in causal order over all loads with one cursor: a record never
    /// comes before one that it refers to and that is wanted, too. A source stops with the whole
    /// batch that fills up `bytes_max`, and neither cuts a batch nor gives a record that is not
    /// wanted. Nothing is given only where nothing is left.
    fn runs(&self, load: Load) -> impl Future<Output = Result<Loaded>> + Send;
}

/// What takes events of others into a store.
pub trait EventSink: Sync {
    /// Takes runs in, in whatever order and however often they come. What can't be taken is
    /// reported and does not hinder the rest.
    ///
    /// # Errors
    /// The store failed: it is not known what of these runs was stored, and they may be given
    /// again.
    fn receive(&self, runs: Vec<Run>) -> impl Future<Output = Result<Received>> + Send;
}

impl Received {
    /// Adds what became of the records that came next.
    pub fn add(&mut self, other: Self) {
        self.new += other.new;
        self.known += other.known;
        self.pending = other.pending;
        self.refused_records += other.refused_records;
        let room = REFUSED_RUNS_MAX.saturating_sub(self.refused.len());
        self.refused.extend(other.refused.into_iter().take(room));
    }

    /// Notes a run that is not taken.
    pub fn refuse(&mut self, run: &Run, reason: &Error) {
        let (origin, first, records) = (run.origin, run.first, run.records.len() as u64);
        self.refused_records += records;
        if self.refused.len() < REFUSED_RUNS_MAX {
            self.refused.push(RefusedRun::new(origin, first, records, reason.to_string()));
        }
    }
}
