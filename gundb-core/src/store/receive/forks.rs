//! Forks: runs that say of a held record that it is another one.

use super::batches::Batches;
use super::known::Known;
use super::logs::Held;
use crate::model::Hash;
use crate::replication::protocol::OpenRun;

/// Runs that say of a held record that it is another one: the log forked. Nothing more is taken of
/// it.
pub(in crate::store) fn note(held: &Held, runs: &[OpenRun], known: &Known, batches: &mut Batches) {
    for run in runs {
        let Some(log) = held.get(run.origin) else { continue };
        let stated =
            |(record, hash): &(crate::model::format::Record, Hash)| (record.sequence, *hash);
        let first = run.records.first().map_or(0, |(record, _)| record.sequence);
        let before = (first.saturating_sub(1), run.previous);
        let mut hashes = std::iter::once(before).chain(run.records.iter().map(stated));
        let forked = hashes.find(|(sequence, hash)| match *sequence == log.sequence {
            true => *hash != log.hash,
            false => known.hash(run.origin, *sequence).is_some_and(|known| known != *hash),
        });
        if let Some((sequence, hash)) = forked.filter(|(sequence, _)| *sequence <= log.sequence) {
            batches.fork(run.origin, sequence, hash);
        }
    }
}
