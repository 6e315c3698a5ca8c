//! Clocks against the graph: neither false concurrency nor false order.

use std::collections::BTreeSet;

use gundb::clock::{Causality, VectorClock};
use gundb::model::Origin;
use gundb::prelude::*;
use gundb::store::Read;

use crate::graph::Graph;
use crate::repo::RepoEvent;
use gundb_tests::dice::Dice;

const PAIRS: usize = 200_000;

type Clock = VectorClock<Origin>;

/// The clock of each commit; every commit is there once, and no two have the same clock.
pub(crate) async fn clocks(db: &Gundb, graph: &Graph) -> Vec<Clock> {
    let mut clocks = vec![None; graph.len()];
    let mut events = db.read(Read::stream(StreamRef::new("repo", crate::repo::KEY))).await.unwrap();
    while let Some(event) = events.next().await.unwrap() {
        let Some(RepoEvent::Committed { n, .. }) = event.decode().unwrap() else {
            panic!("no commit")
        };
        let clock = db.clock_of(&event).await.unwrap();
        let earlier = clocks[usize::try_from(n).unwrap()].replace(clock);
        assert_eq!(earlier, None, "commit {n} is there twice");
    }
    let clocks: Vec<Clock> =
        clocks.into_iter().map(|clock| clock.expect("every commit is there")).collect();
    let texts: BTreeSet<String> = clocks.iter().map(ToString::to_string).collect();
    assert_eq!(texts.len(), clocks.len());
    clocks
}

/// Two clocks relate as their commits do: along every edge, and for pairs by chance.
pub(crate) fn assert_exact(clocks: &[Clock], graph: &Graph) {
    let check = |left: usize, right: usize| {
        let expected = match (graph.is_before(left, right), graph.is_before(right, left)) {
            (true, _) => Causality::Before,
            (_, true) => Causality::After,
            _ if left == right => Causality::Equal,
            _ => Causality::Concurrent,
        };
        assert_eq!(clocks[left].compare(&clocks[right]), expected, "commits {left} and {right}");
        expected
    };
    for (child, commit) in graph.commits.iter().enumerate() {
        for &parent in &commit.parents {
            assert_eq!(check(parent, child), Causality::Before);
        }
    }
    let mut dice = Dice::thrown();
    let mut throw = || usize::try_from(dice.below(graph.len() as u64)).unwrap();
    let pairs = (0..PAIRS).map(|_| (throw(), throw()));
    let concurrent =
        pairs.filter(|(left, right)| check(*left, *right) == Causality::Concurrent).count();
    assert!(concurrent > PAIRS / 1_000, "of {PAIRS} pairs only {concurrent} are concurrent");
}
