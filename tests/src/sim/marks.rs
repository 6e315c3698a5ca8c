//! What has to happen sometimes: a run of many histories in which one of these never did proves
//! less than it says.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// All that has to happen sometimes.
pub const SOMETIMES: [&str; 20] = [
    "an event came late",
    "records waited",
    "records waited through a crash",
    "a record came again",
    "a meeting was cut in the middle",
    "a database refused an append",
    "a database refused what was received",
    "a clock went back",
    "a view was left behind",
    "two writers had one HLC in a stream",
    "one fact was appended at two nodes",
    "one id was given to two facts",
    "one id was refused a second fact",
    "siblings stood side by side",
    "rows were gone at the end",
    "an event was skipped by a view",
    "a batch reached over several streams",
    "a row of many streams came again",
    "a row of many streams was hidden at the end",
    "a sum of decimals came to its limit",
];

static SEEN: Mutex<BTreeMap<&str, u64>> = Mutex::new(BTreeMap::new());

/// Notes that something happened.
pub(super) fn sometimes(name: &'static str, happened: bool) {
    assert!(SOMETIMES.contains(&name), "`{name}` is not in the list of what happens sometimes");
    if happened {
        *SEEN.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default() += 1;
    }
}

/// How often each happened in this process and its workers.
pub fn counts() -> Vec<(&'static str, u64)> {
    let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    SOMETIMES.iter().map(|name| (*name, seen.get(name).copied().unwrap_or(0))).collect()
}

/// How often each happened since this was asked last, in the order of the list.
pub(super) fn take() -> Vec<u64> {
    let counts = counts().into_iter().map(|(_, count)| count).collect();
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).clear();
    counts
}

/// Adds what happened in another process.
pub(super) fn add(counts: &[u64]) {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    for (name, count) in SOMETIMES.iter().zip(counts) {
        *seen.entry(name).or_default() += count;
    }
}
