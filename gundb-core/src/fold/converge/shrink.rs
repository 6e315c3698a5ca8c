//! The smallest case that still shows what is wrong.

use std::collections::BTreeSet;

use super::case::{Case, Difference};
use crate::fold::Plan;

/// A fold with chance in it does not differ every time.
const TRIES: usize = 4;

/// The smallest case that can be found in this one and still differs, with its difference. What is
/// not needed is taken away: events, one by one; borders between pieces; snapshots; reading back.
pub(crate) fn shrunk(mut case: Case, plan: &Plan, difference: Difference) -> (Case, Difference) {
    let mut smallest = difference;
    loop {
        let smaller = candidates(&case).find_map(|smaller| {
            let found = (0..TRIES).find_map(|_| smaller.difference(plan));
            found.filter(|found| found.kind == smallest.kind).map(|found| (smaller, found))
        });
        match smaller {
            Some((smaller, found)) => (case, smallest) = (smaller, found),
            None => return (case, smallest),
        }
    }
}

/// The case with one thing less.
pub(super) fn candidates(case: &Case) -> impl Iterator<Item = Case> {
    let (events, arrival) = (case.arrival.events(), &case.arrival);
    let came: usize = arrival.pieces.iter().map(Vec::len).sum();
    let once = (came > events.len()).then(|| {
        let mut seen = BTreeSet::new();
        kept(case, |event| seen.insert(event))
    });
    let without = events.into_iter().map(|event| kept(case, |other| other != event));
    let joined = (1..arrival.pieces.len()).map(|index| {
        let mut smaller = case.clone();
        let piece = smaller.arrival.pieces.remove(index);
        smaller.arrival.pieces[index - 1].extend(piece);
        smaller
    });
    let plain = (arrival.spacing_events > 0).then(|| {
        let mut smaller = case.clone();
        smaller.arrival.spacing_events = 0;
        smaller
    });
    let unread = arrival.is_reread.then(|| {
        let mut smaller = case.clone();
        smaller.arrival.is_reread = false;
        smaller
    });
    once.into_iter().chain(without).chain(plain).chain(unread).chain(joined)
}

/// The case with some of what comes.
fn kept(case: &Case, mut stays: impl FnMut(usize) -> bool) -> Case {
    let mut smaller = case.clone();
    smaller.arrival.pieces.iter_mut().for_each(|piece| piece.retain(|event| stays(*event)));
    smaller.arrival.pieces.retain(|piece| !piece.is_empty());
    smaller
}
