//! What this process has done with one open database, counted while it works.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use crate::error::Error;

/// What the handles of one open database have done in this process since it was opened. Other
/// processes on the same database have counters of their own. Made by
/// [`Gundb::counters`](super::Gundb::counters).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Appends that stored events. An append whose future was dropped is not among the appends,
    /// though it may be stored.
    pub appends_stored: u64,
    /// Appends that stored nothing, since all their ids were there already.
    pub appends_repeated: u64,
    /// Appends whose expectation did not hold; every try of a decision counts.
    pub appends_conflicting: u64,
    /// Appends that were refused for what they say: invalid events, ids of other events, values
    /// that are not unique.
    pub appends_refused: u64,
    /// Appends that failed for another reason, such as a database that could not be reached.
    pub appends_failed: u64,
    /// Events that were appended here.
    pub events_appended: u64,
    /// Records of other nodes that were received, are new here, and can be read.
    pub records_received: u64,
    /// Records of other nodes that waited for others, the last time that something was received.
    pub records_pending: u64,
    /// Records of other nodes that were listed as unusable.
    pub records_parked: u64,
    /// Transactions with events that were committed.
    pub commits: u64,
    /// How long those commits took, all together, from the last statements being sent to the
    /// answer.
    pub commit_time: Duration,
    /// How long the slowest of them took.
    pub commit_time_max: Duration,
    /// Groups of appends that were written together.
    pub groups: u64,
    /// Appends in those groups: divided by `groups`, how many shared a transaction.
    pub group_appends: u64,
    /// Appends in the largest group.
    pub group_appends_max: u64,
    /// Rows of views that were folded again because an event came late in the order. Tries that
    /// were rolled back count.
    pub rows_refolded: u64,
    /// Events that a view could not take, and that are listed as skipped. Tries that were rolled
    /// back count.
    pub events_skipped: u64,
    /// Requests that wait for the writer just now.
    pub queued: u64,
}

/// The counters as they grow. Each is exact by itself; a snapshot of all is not of one moment.
#[derive(Debug, Default)]
pub(super) struct Counting {
    appends_stored: AtomicU64,
    appends_repeated: AtomicU64,
    appends_conflicting: AtomicU64,
    appends_refused: AtomicU64,
    appends_failed: AtomicU64,
    events_appended: AtomicU64,
    records_received: AtomicU64,
    records_pending: AtomicU64,
    records_parked: AtomicU64,
    commits: AtomicU64,
    commit_nanos: AtomicU64,
    commit_nanos_max: AtomicU64,
    groups: AtomicU64,
    group_appends: AtomicU64,
    group_appends_max: AtomicU64,
    rows_refolded: AtomicU64,
    events_skipped: AtomicU64,
}

/// What rows of views went through while they were folded.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Folded {
    /// Rows that were folded again.
    pub(super) again: u64,
    /// Events that could not be taken.
    pub(super) skipped: u64,
}

impl Counting {
    /// Counts an append by its answer: how many of its events were new.
    pub(super) fn appended(&self, new: Result<usize, &Error>) {
        let counter = match &new {
            Ok(0) => &self.appends_repeated,
            Ok(_) => &self.appends_stored,
            Err(error) if error.is_conflict() => &self.appends_conflicting,
            Err(error)
                if error.is_invalid() || error.is_duplicate_id() || error.is_not_unique() =>
            {
                &self.appends_refused
            }
            Err(_) => &self.appends_failed,
        };
        counter.fetch_add(1, Relaxed);
        self.events_appended.fetch_add(new.unwrap_or(0) as u64, Relaxed);
    }

    /// Counts appends that are written together.
    pub(super) fn grouped(&self, appends: usize) {
        self.groups.fetch_add(1, Relaxed);
        self.group_appends.fetch_add(appends as u64, Relaxed);
        self.group_appends_max.fetch_max(appends as u64, Relaxed);
    }

    /// Counts a commit.
    pub(super) fn committed(&self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.commits.fetch_add(1, Relaxed);
        self.commit_nanos.fetch_add(nanos, Relaxed);
        self.commit_nanos_max.fetch_max(nanos, Relaxed);
    }

    /// Counts what was received: how many records are new, and how many wait in all.
    pub(super) fn received(&self, new: u64, pending: u64) {
        self.records_received.fetch_add(new, Relaxed);
        self.records_pending.store(pending, Relaxed);
    }

    /// Counts records that were listed as unusable.
    pub(super) fn parked(&self, records: usize) {
        self.records_parked.fetch_add(records as u64, Relaxed);
    }

    /// Counts what rows went through.
    pub(super) fn folded(&self, folded: Folded) {
        self.rows_refolded.fetch_add(folded.again, Relaxed);
        self.events_skipped.fetch_add(folded.skipped, Relaxed);
    }

    /// The counters now.
    pub(super) fn now(&self, queued: usize) -> Counters {
        Counters {
            appends_stored: self.appends_stored.load(Relaxed),
            appends_repeated: self.appends_repeated.load(Relaxed),
            appends_conflicting: self.appends_conflicting.load(Relaxed),
            appends_refused: self.appends_refused.load(Relaxed),
            appends_failed: self.appends_failed.load(Relaxed),
            events_appended: self.events_appended.load(Relaxed),
            records_received: self.records_received.load(Relaxed),
            records_pending: self.records_pending.load(Relaxed),
            records_parked: self.records_parked.load(Relaxed),
            commits: self.commits.load(Relaxed),
            commit_time: Duration::from_nanos(self.commit_nanos.load(Relaxed)),
            commit_time_max: Duration::from_nanos(self.commit_nanos_max.load(Relaxed)),
            groups: self.groups.load(Relaxed),
            group_appends: self.group_appends.load(Relaxed),
            group_appends_max: self.group_appends_max.load(Relaxed),
            rows_refolded: self.rows_refolded.load(Relaxed),
            events_skipped: self.events_skipped.load(Relaxed),
            queued: queued as u64,
        }
    }
}
