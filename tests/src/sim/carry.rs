//! A bad carrier: cuts runs, brings them in another order, twice, or not at all.

use gundb::Gundb;
use gundb::replication::protocol::Load;
use gundb::replication::{EventSink as _, EventSource as _, Received, Run};

use super::heads::Heads;
use super::held::Held;
use super::node::wanted;
use super::script::Carrier;
use crate::dice::Dice;

/// Brings some of what one node lacks of another.
pub(super) async fn carry(
    from: &Gundb,
    from_held: &Heads,
    to: &Gundb,
    to_held: &Heads,
    bytes_max: usize,
    carrier: Carrier,
) -> Held<(usize, Result<Received, gundb::Error>)> {
    let nothing = Heads::new();
    let held = if carrier.stale { &nothing } else { to_held };
    let load = Load::new(wanted(held, from_held), bytes_max);
    let loaded = from.runs(load).await.map_err(|error| format!("runs: {error}"))?;
    let mut dice = Dice::new(carrier.salt);
    let mut pieces = Vec::new();
    for run in loaded.runs {
        pieces.extend(if carrier.cuts { cut(run, &mut dice)? } else { vec![run] });
    }
    let loses = |dice: &mut Dice| carrier.loses > 0 && dice.one_in(carrier.loses);
    pieces.retain(|_| !loses(&mut dice));
    let twice = |dice: &mut Dice| carrier.doubles > 0 && dice.one_in(carrier.doubles);
    let doubled: Vec<Run> = pieces.iter().filter(|_| twice(&mut dice)).cloned().collect();
    pieces.extend(doubled);
    if carrier.shuffles {
        dice.shuffle(&mut pieces);
    }
    Ok((pieces.len(), deliver(to, pieces, &mut dice).await))
}

/// In groups of any size.
async fn deliver(to: &Gundb, pieces: Vec<Run>, dice: &mut Dice) -> Result<Received, gundb::Error> {
    let (mut received, mut pieces) = (Received::default(), pieces.into_iter());
    loop {
        let group: Vec<Run> = pieces.by_ref().take(1 + dice.below(4)).collect();
        if group.is_empty() {
            return Ok(received);
        }
        received.add(to.receive(group).await?);
    }
}

/// Cuts a run into several: the hash before each is that of the record before.
fn cut(run: Run, dice: &mut Dice) -> Held<Vec<Run>> {
    let hashes =
        run.clone().open().map_err(|error| format!("a run of a store is no run: {error}"))?;
    let hashes: Vec<_> = hashes.records.into_iter().map(|(_, hash)| hash).collect();
    let mut pieces = Vec::new();
    let (mut first, mut previous) = (0, run.previous);
    while first < run.records.len() {
        let end = (first + 1 + dice.below(3)).min(run.records.len());
        pieces.push(Run {
            origin: run.origin,
            genesis: run.genesis.clone().filter(|_| first == 0),
            first: run.first + first as u64,
            previous,
            last: hashes[end - 1],
            records: run.records[first..end].to_vec(),
        });
        (first, previous) = (end, hashes[end - 1]);
    }
    Ok(pieces)
}
