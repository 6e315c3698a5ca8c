//! Events in an order that causality allows, by their vector clocks alone.

use std::cmp::Ordering;

use super::VectorClock;

/// Sorts items so that none comes before one that its clock has seen. The order depends on the
/// items alone, and not on how they came.
///
/// Items whose clocks are concurrent, and that are as far from the beginning, are distinguished by
/// `tie`: an event's canonical key, its id, its text. Where that is equal, too, their clocks'
/// entries decide; items with equal clocks and ties stay as they came.
///
/// Algorithm: a clock that another one dominates has a smaller sum of entries, so sorting by that
/// sum is a topological sort of the events (a linear extension of "happened before") in O(n log n),
/// without a comparison of all pairs. Source: Lamport, "Time, Clocks, and the Ordering of Events in
/// a Distributed System" (1978), for a total order from a clock that only grows along causality;
/// Mattern, "Virtual Time and Global States of Distributed Systems" (1988), for clocks that show
/// all of it.
///
/// Views fold in another such order, the canonical one, which holds to hybrid time as well
/// ([`super::CanonicalKey`]).
///
/// ```
/// use gundb::clock::{VectorClock, causal_order};
///
/// let clock = |entries: [(char, u64); 2]| VectorClock::from_iter(entries);
/// let events = [
///     ("both were read", clock([('a', 2), ('b', 1)])),
///     ("a wrote again", clock([('a', 2), ('b', 0)])),
///     ("b wrote", clock([('a', 0), ('b', 1)])),
///     ("a wrote", clock([('a', 1), ('b', 0)])),
/// ];
/// let ordered = causal_order(events, |(_, clock)| clock, |(text, _)| *text);
/// let texts: Vec<&str> = ordered.iter().map(|(text, _)| *text).collect();
/// assert_eq!(texts, ["a wrote", "b wrote", "a wrote again", "both were read"]);
/// ```
pub fn causal_order<T, W: Ord + Copy, K: Ord>(
    items: impl IntoIterator<Item = T>,
    clock: impl Fn(&T) -> &VectorClock<W>,
    tie: impl Fn(&T) -> K,
) -> Vec<T> {
    let ranked = |item: T| (rank(clock(&item)), tie(&item), item);
    let mut ranked: Vec<(u128, K, T)> = items.into_iter().map(ranked).collect();
    ranked.sort_by(|left, right| {
        let by_rank = left.0.cmp(&right.0);
        let by_tie = || left.1.cmp(&right.1);
        by_rank.then_with(by_tie).then_with(|| by_entries(clock(&left.2), clock(&right.2)))
    });
    ranked.into_iter().map(|(_, _, item)| item).collect()
}

/// A number that grows along causality. As many entries of 64 bits as memory can hold don't
/// overflow it.
fn rank<W: Ord + Copy>(clock: &VectorClock<W>) -> u128 {
    clock.iter().map(|(_, sequence)| u128::from(sequence)).sum()
}

fn by_entries<W: Ord + Copy>(left: &VectorClock<W>, right: &VectorClock<W>) -> Ordering {
    left.iter().cmp(right.iter())
}
