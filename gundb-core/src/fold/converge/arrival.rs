//! How a history comes to a store.

use std::collections::BTreeSet;

use super::dice::Dice;
use super::history::Written;

/// How events come, and how the store that folds them keeps rows.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// Events that were received together, one list after the other; each event after those that
    /// its writer held. An event may come twice.
    pub(crate) pieces: Vec<Vec<usize>>,
    /// Events of a row between two snapshots; 0 for none.
    pub(crate) spacing_events: u64,
    /// Whether rows are read back between two pieces.
    pub(crate) is_reread: bool,
}

impl Arrival {
    /// Some way in which a history may come.
    pub(crate) fn of(history: &[Written], dice: &mut Dice) -> Self {
        let (mut pieces, mut piece, mut held) = (Vec::new(), Vec::new(), BTreeSet::new());
        // One that takes in far from what it has: the same writer's events rather than a bit of
        // everyone's.
        let goes_on = 1 + dice.below(6);
        let mut last: Option<u64> = None;
        while held.len() < history.len() {
            let ready = ready(history, &held);
            let same = ready.iter().position(|batch| last == Some(writer_of(history, *batch)));
            let next = match same.filter(|_| !dice.once_in(goes_on)) {
                Some(index) => ready[index],
                None => ready[dice.index(ready.len())],
            };
            last = Some(writer_of(history, next));
            let events = || events_of(history, next);
            held.extend(events());
            piece.extend(events());
            if dice.once_in(12) {
                piece.extend(events());
            }
            if dice.once_in(3) {
                pieces.push(std::mem::take(&mut piece));
            }
        }
        pieces.push(piece);
        pieces.retain(|piece| !piece.is_empty());
        Self { pieces, spacing_events: dice.below(4), is_reread: dice.once_in(2) }
    }

    /// The events that come.
    pub(crate) fn events(&self) -> BTreeSet<usize> {
        self.pieces.iter().flatten().copied().collect()
    }
}

/// Append calls of which nothing came yet, and all that their writers held did.
fn ready(history: &[Written], held: &BTreeSet<usize>) -> Vec<usize> {
    let lacking = history.iter().enumerate().filter(|(index, _)| !held.contains(index));
    let ready =
        lacking.filter(|(_, event)| event.seen.is_subset(held)).map(|(_, event)| event.batch);
    ready.collect::<BTreeSet<usize>>().into_iter().collect()
}

fn events_of(history: &[Written], batch: usize) -> impl Iterator<Item = usize> {
    history
        .iter()
        .enumerate()
        .filter(move |(_, event)| event.batch == batch)
        .map(|(index, _)| index)
}

fn writer_of(history: &[Written], batch: usize) -> u64 {
    events_of(history, batch).next().map_or(0, |event| history[event].context.order.origin)
}
