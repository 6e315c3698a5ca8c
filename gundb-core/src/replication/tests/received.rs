//! What a sink says became of records, added up.

use super::super::limits::REFUSED_RUNS_MAX;
use super::super::{Received, Run};
use crate::error::Error;
use crate::model::{Hash, Origin};

#[test]
fn counts_add_up_and_what_waits_is_what_waited_last() {
    let mut sum = Received { new: 1, known: 2, pending: 3, ..Received::default() };
    sum.add(Received { new: 10, known: 20, pending: 1, refused_records: 5, ..Received::default() });
    assert_eq!((sum.new, sum.known, sum.pending, sum.refused_records), (11, 22, 1, 5));
}

#[test]
fn refused_runs_are_told_up_to_a_bound_and_counted_beyond() {
    let (origin, hash) = (Origin::new(7).unwrap(), Hash::from_bytes([0; 32]));
    let run = Run {
        origin,
        genesis: None,
        first: 4,
        previous: hash,
        last: hash,
        records: vec![vec![], vec![]],
    };
    let mut received = Received::default();
    (0..REFUSED_RUNS_MAX + 5).for_each(|_| received.refuse(&run, &Error::invalid("no")));
    let mut sum = Received::default();
    sum.add(received.clone());
    sum.add(received);
    assert_eq!(
        (sum.refused.len(), sum.refused_records),
        (REFUSED_RUNS_MAX, 4 * (REFUSED_RUNS_MAX as u64 + 5))
    );
    let first = &sum.refused[0];
    assert_eq!((first.origin, first.first, first.records, &first.reason[..]), (origin, 4, 2, "no"));
}
