//! Causal order: never against causality, and the same however the events came.

use proptest::collection::vec;
use proptest::prelude::*;

use super::vector::{Clock, clock, history, step};
use crate::clock::{Causality, VectorClock, causal_order};

/// Clocks by name, brought into causal order: their names. Whoever comes first in the alphabet wins
/// a tie.
fn names(events: &[(&'static str, &[(u8, u64)])]) -> Vec<&'static str> {
    let clock = |entries: &[(u8, u64)]| entries.iter().copied().collect::<Clock>();
    let events: Vec<_> = events.iter().map(|(name, entries)| (*name, clock(entries))).collect();
    let ordered = causal_order(events, |(_, clock)| clock, |(name, _)| *name);
    ordered.into_iter().map(|(name, _)| name).collect()
}

#[test]
fn one_writer_is_a_line() {
    assert_eq!(names(&[("c", &[(1, 3)]), ("a", &[(1, 1)]), ("b", &[(1, 2)])]), ["a", "b", "c"]);
    assert_eq!(names(&[]), [""; 0]);
}

#[test]
fn branches_come_behind_their_root_and_before_who_merges_them() {
    let (root, merge) = (("z root", &[(1, 1)][..]), ("a merge", &[(1, 3), (2, 2)][..]));
    let left: [(_, &[(u8, u64)]); 2] = [("left 1", &[(1, 2)]), ("left 2", &[(1, 3)])];
    let right: [(_, &[(u8, u64)]); 2] =
        [("right 1", &[(1, 1), (2, 1)]), ("right 2", &[(1, 1), (2, 2)])];
    let expected = ["z root", "left 1", "right 1", "left 2", "right 2", "a merge"];
    assert_eq!(names(&[merge, right[1], left[1], left[0], right[0], root]), expected);
}

#[test]
fn concurrent_events_are_told_apart_by_their_tie() {
    let events: [(_, &[(u8, u64)]); 3] = [("b", &[(1, 1)]), ("c", &[(2, 1)]), ("a", &[(3, 1)])];
    assert_eq!(names(&events), ["a", "b", "c"]);
    // Three writers, of which each has seen the next one's first event: no pairwise order by time
    // could be had here.
    let ring: [(_, &[(u8, u64)]); 6] = [
        ("x", &[(1, 2), (2, 1)]),
        ("y", &[(2, 2), (3, 1)]),
        ("z", &[(3, 2), (1, 1)]),
        ("k", &[(1, 1)]),
        ("l", &[(2, 1)]),
        ("m", &[(3, 1)]),
    ];
    assert_eq!(names(&ring), ["k", "l", "m", "x", "y", "z"]);
}

#[test]
fn the_greatest_sequences_there_are_do_not_overflow() {
    let events: [(_, &[(u8, u64)]); 3] =
        [("c", &[(1, u64::MAX), (2, u64::MAX)]), ("b", &[(1, u64::MAX)]), ("a", &[(1, 1)])];
    assert_eq!(names(&events), ["a", "b", "c"]);
}

/// The order of two items in a list may not contradict their clocks.
fn assert_allowed(ordered: &[Clock]) {
    for (index, later) in ordered.iter().enumerate() {
        for earlier in &ordered[..index] {
            assert_ne!(earlier.compare(later), Causality::After, "{earlier} stands before {later}");
        }
    }
}

proptest! {
    #[test]
    fn causes_come_first_in_every_history(steps in vec(step(), 0..60)) {
        let clocks: Vec<Clock> = history(&steps).into_iter().map(|(clock, _)| clock).rev().collect();
        assert_allowed(&causal_order(clocks, |clock| clock, |_| ()));
    }

    #[test]
    fn the_order_is_one_of_the_events_and_not_of_their_coming(
        (clocks, shuffled) in vec((clock(), 0..3_u8), 0..40)
            .prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle()))
    ) {
        let order = |events: Vec<(Clock, u8)>| causal_order(events, |(clock, _)| clock, |(_, tie)| *tie);
        let ordered = order(clocks);
        prop_assert_eq!(&order(shuffled), &ordered);
        prop_assert_eq!(&order(ordered.clone()), &ordered);
        assert_allowed(&ordered.into_iter().map(|(clock, _)| clock).collect::<Vec<VectorClock<u8>>>());
    }
}
