//! Records that wait and that nothing can wake which came just now: they stay in the table as they are, and are neither looked up nor
//! written anew. Whoever fills the table with references to nowhere makes each receive read it, and no more than that. Pure.

use std::collections::{HashMap, HashSet};

use super::pending::Waiting;
use crate::model::Origin;

/// What stays as it is.
#[derive(Default)]
pub(super) struct Asleep {
    waiting: Vec<Waiting>,
    pub(super) records: usize,
    /// Of records and geneses, as they are stored.
    pub(super) bytes: usize,
}

impl Asleep {
    /// Takes out what may be delivered now: records of the logs that came, of logs that refer to one of those, and so on.
    pub(super) fn split(waiting: Vec<Waiting>, came: impl Iterator<Item = Origin>) -> (Vec<Waiting>, Self) {
        let mut referring: HashMap<Origin, HashSet<Origin>> = HashMap::new();
        for one in &waiting {
            for origin in one.refers_to() {
                referring.entry(origin).or_default().insert(one.origin());
            }
        }
        let mut touched: Vec<Origin> = came.collect();
        let mut awake: HashSet<Origin> = touched.iter().copied().collect();
        while let Some(origin) = touched.pop() {
            let woken = referring.remove(&origin).unwrap_or_default();
            touched.extend(woken.into_iter().filter(|origin| awake.insert(*origin)));
        }
        let (awake, waiting): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|one| awake.contains(&one.origin()));
        let records = waiting.iter().filter(|one| matches!(one, Waiting::Record(..))).count();
        let bytes = waiting.iter().map(Waiting::bytes).sum();
        (awake, Self { waiting, records, bytes })
    }

    /// All of it, where there is not room enough for it and for what came: then what is farthest from what is held gives way.
    pub(super) fn wake(&mut self) -> Vec<Waiting> {
        std::mem::take(self).waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::format::{Kind, Record};
    use crate::model::{Hash, Reference};
    use crate::store::write::receive::batches::Candidate;

    fn origin(number: u64) -> Origin {
        Origin::new(number).expect("it is in range")
    }

    /// A record of a log that refers to one of another log.
    fn waits(of: u64, refers_to: u64) -> Waiting {
        let reference = Reference { origin: origin(refers_to), sequence: 9, hash: [0; 16] };
        let record = Record {
            kind: Kind::Merge,
            origin: origin(of),
            sequence: 1,
            hlc: 1,
            nonce: 1,
            batch_index: 0,
            batch_length: 1,
            recorded_us: 0,
            stream: None,
            event_type: None,
            schema_version: 0,
            id: None,
            parents: None,
            deps: Some(vec![reference]),
            metadata: None,
            payload: None,
            unknown: Vec::new(),
        };
        let hash = Hash::from_bytes([0; 32]);
        Waiting::Record(Candidate { record, hash, previous: hash }, 10)
    }

    #[test]
    fn what_came_wakes_those_that_wait_for_it_and_those_that_wait_for_them() {
        let waiting = vec![waits(1, 50), waits(2, 1), waits(3, 77), waits(4, 3), waits(5, 2)];
        let (awake, asleep) = Asleep::split(waiting, [origin(50), origin(6)].into_iter());
        let awake: Vec<_> = awake.iter().map(Waiting::origin).collect();
        assert_eq!(awake, [origin(1), origin(2), origin(5)]);
        assert_eq!((asleep.records, asleep.bytes), (2, 20));
        let (awake, mut asleep) = Asleep::split(vec![waits(3, 77), waits(4, 3)], [origin(4)].into_iter());
        assert_eq!(awake.iter().map(Waiting::origin).collect::<Vec<_>>(), [origin(4)]);
        assert_eq!(asleep.wake().len(), 1);
        assert_eq!((asleep.records, asleep.bytes), (0, 0));
    }
}
