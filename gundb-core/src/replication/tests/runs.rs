//! A run is one chain, from the hash that was stated to the other, or it is refused.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::super::{Difference, Load, Run, Wanted};
use super::node::Node;
use crate::model::format::Genesis;
use crate::model::{Hash, Origin, Space};

/// What a node would send to a node that has nothing.
fn runs_of(node: &Node) -> Vec<Run> {
    let lacking = Difference::between(&node.log_heads(), &[]).lacking_there;
    let wanted = lacking
        .iter()
        .map(|(after, head)| Wanted { after: *after, up_to: head.sequence })
        .collect();
    node.load(&Load { wanted, cursor: 0, bytes_max: usize::MAX }).runs
}

/// A run of five records, in batches of one, three and one.
fn run() -> Run {
    let mut node = Node::new(7);
    [1, 3, 1].into_iter().for_each(|events| node.append(events, 3));
    runs_of(&node).pop().unwrap()
}

fn assert_refused(run: Run, part: &str) {
    let error = run.open().expect_err(part);
    assert!(error.is_invalid());
    let message = error.to_string();
    assert!(message.starts_with("records ") && message.contains(part), "{message}");
}

#[test]
fn a_whole_run_gives_its_records_with_their_hashes() {
    let run = run();
    let open = run.clone().open().unwrap();
    let genesis = open.genesis.unwrap();
    assert_eq!(
        (genesis.origin, genesis.space, genesis.hash()),
        (run.origin, Space::default(), run.previous)
    );
    assert_eq!(open.records.last().unwrap().1, run.last);
    let sequences: Vec<u64> = open.records.iter().map(|(record, _)| record.sequence).collect();
    assert_eq!(sequences, [1, 2, 3, 4, 5]);
    assert_eq!((run.last_sequence(), open.previous), (5, run.previous));
}

#[test]
fn a_later_part_of_a_log_needs_no_genesis() {
    let mut run = run();
    let hashes: Vec<Hash> =
        run.clone().open().unwrap().records.into_iter().map(|(_, hash)| hash).collect();
    run = Run {
        first: 3,
        genesis: None,
        previous: hashes[1],
        records: run.records.split_off(2),
        ..run
    };
    assert_eq!(run.clone().open().unwrap().records.len(), 3);
    assert_refused(Run { genesis: Some(vec![]), ..run.clone() }, "not the first");
    assert_refused(Run { previous: hashes[0], ..run }, "does not lead to the hash");
}

#[test]
fn what_is_no_chain_is_refused() {
    let run = run();
    let other = Origin::new(8).unwrap();
    let (space, predecessor) = (Space::default(), None);
    let genesis =
        Genesis { origin: other, space, predecessor, public_key: None, unknown: Vec::new() };
    let own = Genesis { origin: run.origin, public_key: Some([1; 32]), ..genesis.clone() };
    let mut swapped = run.clone();
    swapped.records.swap(1, 2);
    let mut cut = run.clone();
    cut.records[4].pop();
    assert_refused(Run { origin: other, ..run.clone() }, "the genesis is the one of origin 7");
    assert_refused(Run { genesis: None, ..run.clone() }, "genesis of the log is missing");
    assert_refused(Run { genesis: Some(vec![1]), ..run.clone() }, "malformed record");
    assert_refused(
        Run { genesis: Some(genesis.encode()), ..run.clone() },
        "the genesis is the one of origin 8",
    );
    assert_refused(
        Run { genesis: Some(own.encode()), ..run.clone() },
        "the genesis has another hash",
    );
    assert_refused(Run { first: 0, ..run.clone() }, "begin at sequence 0");
    assert_refused(Run { first: 2, genesis: None, ..run.clone() }, "in the place of record 2");
    assert_refused(Run { first: u64::MAX, genesis: None, ..run.clone() }, "64 bits");
    assert_refused(Run { first: i64::MAX as u64, genesis: None, ..run.clone() }, "64 bits");
    assert_refused(Run { records: Vec::new(), ..run.clone() }, "no record");
    assert_refused(
        Run { records: run.records[..4].to_vec(), ..run.clone() },
        "does not lead to the hash",
    );
    assert_refused(swapped, "in the place of record 2");
    assert_refused(cut, "malformed record");
}

#[test]
fn a_run_of_another_log_is_refused() {
    let mut other = Node::new(8);
    other.append(5, 3);
    let (run, theirs) = (run(), runs_of(&other).pop().unwrap());
    assert_refused(Run { records: theirs.records, ..run }, "of origin 8 stands in the place");
}

proptest! {
    #[test]
    fn a_changed_byte_is_refused(
        changes in vec((any::<Index>(), any::<Index>(), 1..=u8::MAX), 1..3),
        in_genesis in any::<bool>(),
    ) {
        let (before, mut run) = (run(), run());
        for (record, at, mask) in changes {
            let record = record.index(run.records.len());
            let genesis = run.genesis.as_mut().filter(|_| in_genesis);
            let bytes = genesis.unwrap_or(&mut run.records[record]);
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
        }
        prop_assert!(run == before || run.open().is_err());
    }

    #[test]
    fn no_bytes_panic(records in vec(vec(any::<u8>(), 0..120), 0..4), first in any::<u64>(), genesis in any::<bool>()) {
        let genesis = genesis.then(|| vec![1, 0, 0, 0, 1, 1]);
        let zero = Hash::from_bytes([0; 32]);
        let origin = Origin::new(1).unwrap();
        let run = Run { origin, genesis, first, previous: zero, last: zero, records };
        prop_assert!(run.open().is_err());
    }
}
