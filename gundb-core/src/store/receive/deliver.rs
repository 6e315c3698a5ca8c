//! Which candidates become visible, and in which order: a batch as a whole, after all that it
//! refers to. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::batches::Batches;
use super::candidate::{Candidate, Parked};
use super::known::{Known, Referred};
use super::logs::Held;
use crate::clock::VectorClock;
use crate::model::format::Record;
use crate::model::limits::{BATCH_BYTES_MAX, HLC_FREE_MAX};
use crate::model::{Hash, Origin, Reference, StreamId};

/// A record that gets a position next.
#[derive(Debug)]
pub(in crate::store) struct Delivered {
    pub(in crate::store) record: Record,
    pub(in crate::store) hash: Hash,
    pub(in crate::store) log: i64,
    pub(in crate::store) stream: Option<StreamId>,
    /// What it refers to in its stream.
    pub(in crate::store) parents: Vec<Reference>,
    /// What its writer had seen of the stream, itself included.
    pub(in crate::store) clock: VectorClock<i64>,
}

/// Origin and sequence of a record.
type Dot = (Origin, u64);

/// Logs whose next batch waits for records.
#[derive(Default)]
struct Waiting {
    logs: HashMap<Dot, Vec<Origin>>,
    /// For how many records each of them waits.
    missing: HashMap<Origin, usize>,
}

impl Waiting {
    fn add(&mut self, origin: Origin, missing: BTreeSet<Dot>) {
        self.missing.insert(origin, missing.len());
        missing.into_iter().for_each(|dot| self.logs.entry(dot).or_default().push(origin));
    }

    /// A record came: the logs that wait for nothing more.
    fn came(&mut self, dot: Dot) -> Vec<Origin> {
        let mut logs = self.logs.remove(&dot).unwrap_or_default();
        logs.retain(|origin| {
            let missing = self.missing.entry(*origin).or_default();
            *missing = missing.saturating_sub(1);
            *missing == 0
        });
        logs
    }
}

/// Why a batch is not delivered.
enum Kept {
    /// Something that it refers to, or a part of it, is not here; what, as far as it may still
    /// come.
    Waits(BTreeSet<Dot>),
    /// It is malformed, and will never be delivered.
    Malformed(&'static str),
}

/// It refers to what never comes: a later part of itself, or a record that is another one here.
const WAITS: Kept = Kept::Waits(BTreeSet::new());

/// Takes all out that can be delivered, in causal order. A batch is looked at again once all has
/// come that it waits for: in whatever order logs refer to each other, each is looked at as often
/// as it has batches, and once more.
pub(in crate::store) fn deliver(
    batches: &mut Batches,
    held: &mut Held,
    known: &mut Known,
) -> Vec<Delivered> {
    let (mut delivered, mut waiting) = (Vec::new(), Waiting::default());
    let mut ready: VecDeque<Origin> = batches.logs.keys().copied().collect();
    while let Some(origin) = ready.pop_front() {
        while let Some(batch) = next_batch(batches, held, origin) {
            match deliver_batch(&batch, held, known) {
                Ok(batch) => {
                    if let Some(log) = batches.logs.get_mut(&origin) {
                        log.records = log.records.split_off(&(held.sequence(origin) + 1));
                    }
                    let come = batch.iter().map(|one| (one.record.origin, one.record.sequence));
                    ready.extend(come.flat_map(|dot| waiting.came(dot)));
                    delivered.extend(batch);
                }
                Err(Kept::Waits(missing)) => {
                    waiting.add(origin, missing);
                    break;
                }
                Err(Kept::Malformed(why)) => {
                    let (sequence, hash) = (batch[0].record.sequence, batch[0].hash);
                    let reason = format!("malformed: {why}");
                    batches.park(Parked { origin, sequence, hash, reason });
                }
            }
        }
    }
    delivered
}

/// The next batch of a log, if all of it is here, and the log as well.
fn next_batch(batches: &Batches, held: &mut Held, origin: Origin) -> Option<Vec<Candidate>> {
    let log = batches.logs.get(&origin)?;
    let first = log.records.get(&(held.sequence(origin) + 1))?;
    let end = first.record.sequence.checked_add(first.record.batch_length.into())?;
    let batch: Vec<Candidate> =
        log.records.range(first.record.sequence..end).map(|(_, one)| one.clone()).collect();
    let is_whole = batch.len() == first.record.batch_length as usize;
    held.begun(origin, log.genesis.as_ref())?;
    is_whole.then_some(batch)
}

fn deliver_batch(
    batch: &[Candidate],
    held: &mut Held,
    known: &mut Known,
) -> Result<Vec<Delivered>, Kept> {
    check_whole(batch)?;
    let origin = batch[0].record.origin;
    let log = held.get(origin).ok_or(WAITS)?.clone();
    check_chain(batch, log.hash)?;
    let missing = missing(batch, known);
    if !missing.is_empty() {
        return Err(Kept::Waits(missing));
    }
    // All or nothing: what is added on the way is taken back.
    let mut own: BTreeMap<u64, Referred> = BTreeMap::new();
    let mut last_in: BTreeMap<StreamId, Reference> = BTreeMap::new();
    let mut delivered = Vec::with_capacity(batch.len());
    for Candidate { record, hash, .. } in batch {
        let stream = known.stream_of(record);
        let parents = parents_of(record, stream, log.id, &last_in, known)?;
        let find = |reference: &Reference| {
            let of_batch = own.get(&reference.sequence).filter(|found| {
                reference.origin == origin && found.hash.prefix() == reference.hash
            });
            of_batch.or_else(|| known.get(reference))
        };
        let mut clock = VectorClock::new();
        for parent in &parents {
            let parent = find(parent).ok_or(WAITS)?;
            if parent.stream != stream {
                return Err(Kept::Malformed("a parent belongs to another stream"));
            }
            clock.merge(&parent.clock);
        }
        clock.observe(log.id, record.sequence);
        let before = own.is_empty().then(|| known.at(origin, record.sequence - 1)).flatten();
        check_hlc(record, before, parents.iter().chain(record.deps.iter().flatten()), find)?;
        let referred = Referred { hash: *hash, hlc: record.hlc, stream, clock: clock.clone() };
        own.insert(record.sequence, referred);
        if let Some(stream) = stream {
            last_in.insert(stream, Reference::to(origin, record.sequence, hash));
        }
        let (record, hash) = (record.clone(), *hash);
        delivered.push(Delivered { record, hash, log: log.id, stream, parents, clock });
    }
    for one in &delivered {
        if let Some(referred) = own.remove(&one.record.sequence) {
            known.add(&one.record, referred);
        }
    }
    if let Some(log) = held.begun(origin, None) {
        let last = &batch[batch.len() - 1];
        (log.sequence, log.hash) = (last.record.sequence, last.hash);
    }
    Ok(delivered)
}

/// Each record has the hash that it says, after the one before it.
fn check_chain(batch: &[Candidate], mut head: Hash) -> Result<(), Kept> {
    for Candidate { record, hash, previous } in batch {
        if *previous != head || record.hash(&head) != *hash {
            return Err(Kept::Malformed("its chain does not lead from the record before it"));
        }
        head = *hash;
    }
    Ok(())
}

/// What a batch refers to outside of itself, and that is not here.
fn missing(batch: &[Candidate], known: &Known) -> BTreeSet<Dot> {
    let first = &batch[0].record;
    let own = |reference: &&Reference| {
        reference.origin == first.origin && reference.sequence >= first.sequence
    };
    let records = batch.iter().map(|one| &one.record);
    let references = records.flat_map(|record| [&record.parents, &record.deps]).flatten().flatten();
    let outside = references.filter(|reference| !own(reference));
    let missing =
        outside.filter(|reference| known.at(reference.origin, reference.sequence).is_none());
    missing.map(|reference| (reference.origin, reference.sequence)).collect()
}

/// Its records agree on what a batch shares, and are not too much.
fn check_whole(batch: &[Candidate]) -> Result<(), Kept> {
    let first = &batch[0].record;
    let shared = |record: &Record| (record.hlc, record.nonce, record.batch_length);
    let agree = batch.iter().zip(0..).all(|(one, index)| {
        shared(&one.record) == shared(first) && one.record.batch_index == index
    });
    let bytes: usize = batch.iter().map(|one| bytes_of(&one.record)).sum();
    match agree {
        false => Err(Kept::Malformed("the records of a batch differ in hlc, nonce or length")),
        true if bytes > BATCH_BYTES_MAX => {
            Err(Kept::Malformed("the batch is over the limit of bytes"))
        }
        true => Ok(()),
    }
}

fn bytes_of(record: &Record) -> usize {
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let key = record.stream.as_ref().map_or(0, |(_, key)| key.len());
    key + text(&record.metadata) + text(&record.payload) + record.unknown.len()
}

/// What a record refers to in its stream: named, or the record before it that the same log has
/// there.
fn parents_of(
    record: &Record,
    stream: Option<StreamId>,
    log: i64,
    last_in: &BTreeMap<StreamId, Reference>,
    known: &Known,
) -> Result<Vec<Reference>, Kept> {
    if let Some(parents) = &record.parents {
        return Ok(parents.clone());
    }
    let Some(stream) = stream else { return Ok(Vec::new()) };
    if let Some(last) = last_in.get(&stream) {
        return Ok(vec![*last]);
    }
    // A stream's clock holds the last record of each log in it.
    let sequence = known.last_of(stream, log);
    let last = known.at(record.origin, sequence);
    Ok(last.map(|last| Reference::to(record.origin, sequence, &last.hash)).into_iter().collect())
}

/// Above all that it refers to, and by no more than one where the numbers get scarce.
fn check_hlc<'a>(
    record: &Record,
    before: Option<&'a Referred>,
    references: impl Iterator<Item = &'a Reference>,
    find: impl Fn(&Reference) -> Option<&'a Referred>,
) -> Result<(), Kept> {
    let mut highest = before.map_or(0, |before| before.hlc);
    for reference in references {
        let found = find(reference).ok_or(WAITS)?;
        let in_batch = reference.origin == record.origin
            && reference.sequence + u64::from(record.batch_index) >= record.sequence;
        if !in_batch && found.hlc >= record.hlc {
            return Err(Kept::Malformed("its hlc is not above the hlc of what it refers to"));
        }
        highest = highest.max(found.hlc);
    }
    if before.is_some_and(|before| before.hlc >= record.hlc) {
        return Err(Kept::Malformed("its hlc is not above the hlc of what it refers to"));
    }
    if record.hlc >= HLC_FREE_MAX
        && record.hlc > highest.saturating_add(1)
        && record.batch_index == 0
    {
        return Err(Kept::Malformed("its clock (hlc) lies beyond the year 3084"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_looked_at_again_once_all_came_that_it_lacks() {
        let origin = |number| Origin::new(number).expect("it is in range");
        let (waits, first, second) = (origin(1), (origin(2), 7), (origin(3), 1));
        let mut waiting = Waiting::default();
        waiting.add(waits, BTreeSet::from([first, second]));
        assert!(waiting.came((origin(2), 6)).is_empty());
        assert!(waiting.came(first).is_empty());
        assert_eq!(waiting.came(second), [waits]);
        assert!(waiting.came(second).is_empty());
    }
}
