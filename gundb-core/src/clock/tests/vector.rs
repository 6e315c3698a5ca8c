//! Vector clocks are a lattice, and say exactly what saw what.

use std::collections::BTreeSet;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::clock::{Causality, VectorClock};

pub(super) type Clock = VectorClock<u8>;

pub(super) fn clock() -> impl Strategy<Value = Clock> {
    btree_map(0..5_u8, 0..4_u64, 0..5).prop_map(|entries| entries.into_iter().collect())
}

fn merged(left: &Clock, right: &Clock) -> Clock {
    let mut clock = left.clone();
    clock.merge(right);
    clock
}

/// What happens at a writer: it takes in what another has, or writes on what it has.
pub(super) type Step = (usize, Option<usize>);

pub(super) fn step() -> impl Strategy<Value = Step> {
    (0..4_usize, prop::option::of(0..4_usize))
}

/// A writer: its clock, and the events it knows of.
pub(super) type Writer = (Clock, BTreeSet<usize>);

/// The clock of each event, and the events that its writer had seen with it.
pub(super) fn history(steps: &[Step]) -> Vec<Writer> {
    let mut writers: Vec<Writer> = vec![Default::default(); 4];
    let mut events: Vec<Writer> = Vec::new();
    for &(at, from) in steps {
        if let Some((clock, seen)) = from.map(|from| writers[from].clone()) {
            writers[at].0.merge(&clock);
            writers[at].1.extend(seen);
            continue;
        }
        let (clock, seen) = &mut writers[at];
        let name = u8::try_from(at).unwrap();
        clock.observe(name, clock.get(name) + 1);
        seen.insert(events.len());
        events.push(writers[at].clone());
    }
    events
}

proptest! {
    #[test]
    fn merging_is_commutative_associative_and_idempotent(a in clock(), b in clock(), c in clock()) {
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &a), a);
    }

    #[test]
    fn a_merge_is_the_least_that_saw_both(a in clock(), b in clock(), c in clock()) {
        let both = merged(&a, &b);
        prop_assert!(both.dominates(&a) && both.dominates(&b));
        prop_assert_eq!(c.dominates(&both), c.dominates(&a) && c.dominates(&b));
    }

    #[test]
    fn comparing_is_dominating_both_ways(a in clock(), b in clock()) {
        let expected = match (a.dominates(&b), b.dominates(&a)) {
            (true, true) => Causality::Equal,
            (true, false) => Causality::After,
            (false, true) => Causality::Before,
            (false, false) => Causality::Concurrent,
        };
        prop_assert_eq!(a.compare(&b), expected);
        prop_assert_eq!(a.compare(&b) == Causality::Equal, a == b);
    }

    #[test]
    fn clocks_tell_what_saw_what(steps in vec(step(), 1..30)) {
        let events = history(&steps);
        for (left, seen_left) in &events {
            for (right, seen_right) in &events {
                let ways = (seen_left.is_subset(seen_right), seen_right.is_subset(seen_left));
                let expected = match ways {
                    (true, true) => Causality::Equal,
                    (true, false) => Causality::Before,
                    (false, true) => Causality::After,
                    (false, false) => Causality::Concurrent,
                };
                prop_assert_eq!(left.compare(right), expected);
            }
        }
    }

    #[test]
    fn its_text_is_json_with_every_entry(clock in clock()) {
        let read: std::collections::BTreeMap<String, u64> = serde_json::from_str(&clock.to_string()).unwrap();
        let read: Clock = read.into_iter().map(|(writer, seen)| (writer.parse().unwrap(), seen)).collect();
        prop_assert_eq!(read, clock);
    }
}

#[test]
fn a_chain_of_appends_rises() {
    let mut clock = Clock::new();
    for sequence in 1..=3 {
        let before = clock.clone();
        clock.observe(1, sequence);
        assert_eq!(
            (before.compare(&clock), clock.compare(&before)),
            (Causality::Before, Causality::After)
        );
    }
    assert_eq!(clock.to_string(), r#"{"1":3}"#);
}

#[test]
fn an_older_event_of_a_writer_takes_nothing_back() {
    let mut clock: Clock = [(1, 7)].into_iter().collect();
    clock.observe(1, 3);
    assert_eq!(clock.get(1), 7);
    assert_eq!(clock.get(2), 0);
}

#[test]
fn sequence_0_is_nothing_seen() {
    let noted: Clock = [(1, 0)].into_iter().collect();
    assert_eq!(noted, Clock::new());
    assert!(noted.is_empty());
    assert_eq!(noted.to_string(), "{}");
}

#[test]
fn two_logs_of_one_origin_become_one_entry() {
    let logs: VectorClock<i64> = [(1, 5), (2, 9), (3, 1)].into_iter().collect();
    let origins = logs.rename(|log| Some(if log < 3 { 10 } else { 30 })).unwrap();
    assert_eq!(origins.to_string(), r#"{"10":9,"30":1}"#);
    assert_eq!(logs.rename(|log| (log < 3).then_some(10)), None::<VectorClock<i64>>);
}
