//! Two digests, refined against each other, find exactly what differs.

use std::collections::BTreeMap;

use proptest::collection::btree_map;
use proptest::prelude::*;

use super::super::limits::PLAIN_HEADS_MAX;
use super::super::{Difference, Digest, Holding, LogPosition, OriginRange, Told};
use crate::model::{Origin, Reference};

/// The head of a log: its sequence, and a byte of its hash.
type Head = (u64, u8);

fn reference(origin: u64, (sequence, byte): Head) -> Reference {
    Reference { origin: Origin::new(origin).unwrap(), sequence, hash: [byte; 16] }
}

fn digest(heads: &BTreeMap<u64, Head>) -> Digest {
    Digest::new(heads.iter().rev().map(|(origin, head)| reference(*origin, *head)).collect())
}

/// Origins that lie close together, and all over the space.
fn logs() -> impl Strategy<Value = BTreeMap<u64, Head>> {
    let origin = prop_oneof![1..200_u64, (1_u64 << 62)..(1 << 62) + 60, 1..=u64::MAX >> 1];
    btree_map(origin, (1..4_u64, 0..2_u8), 0..150)
}

/// Both sides, most logs alike.
fn sides() -> impl Strategy<Value = [BTreeMap<u64, Head>; 2]> {
    (logs(), logs(), logs()).prop_map(|(common, left, right)| {
        [left, right].map(|own| common.clone().into_iter().chain(own.into_iter().take(9)).collect())
    })
}

/// What both come to know, asking in turns; and how many ranges were reported.
fn refine(left: &Digest, right: &Digest) -> (Difference, usize) {
    let (mut told, mut sides) = (vec![left.tell(OriginRange::WHOLE)], [right, left]);
    let (mut found, mut count) = (Difference::default(), 0);
    while !told.is_empty() {
        count += told.len();
        let [hearing, telling] = sides;
        let mut next = Vec::new();
        for told in told.iter().filter(|told| !hearing.agrees(told)) {
            match &told.holding {
                Holding::Sum { .. } => next.extend(hearing.refine(told.range)),
                Holding::Heads(theirs) => {
                    assert_eq!(theirs, telling.heads_in(told.range));
                    let ours = hearing.heads_in(told.range);
                    let is_left = std::ptr::eq(hearing, left);
                    let (ours, theirs) =
                        if is_left { (ours, &theirs[..]) } else { (&theirs[..], ours) };
                    let part = Difference::between(ours, theirs);
                    found.lacking_there.extend(part.lacking_there);
                    found.lacking_here.extend(part.lacking_here);
                    found.forked.extend(part.forked);
                }
            }
        }
        (told, sides) = (next, [telling, hearing]);
    }
    found.lacking_there.sort_unstable();
    found.lacking_here.sort_unstable();
    found.forked.sort_unstable();
    (found, count)
}

proptest! {
    #[test]
    fn refining_finds_what_a_full_comparison_finds(sides in sides()) {
        let [left, right] = sides.map(|side| digest(&side));
        let (found, _) = refine(&left, &right);
        prop_assert_eq!(found, Difference::between(left.heads(), right.heads()));
    }

    #[test]
    fn equal_digests_agree_at_once(heads in logs()) {
        let digest = digest(&heads);
        prop_assert_eq!(refine(&digest, &digest.clone()), (Difference::default(), 1));
    }

    #[test]
    fn few_heads_are_told_and_many_summed_up(heads in logs()) {
        let digest = digest(&heads);
        for told in std::iter::once(digest.tell(OriginRange::WHOLE)).chain(digest.refine(OriginRange::WHOLE)) {
            let count = digest.heads_in(told.range).len();
            match told.holding {
                Holding::Heads(heads) => prop_assert_eq!(heads.len(), count),
                Holding::Sum { count: sum, .. } => {
                    prop_assert!(count > PLAIN_HEADS_MAX);
                    prop_assert_eq!(sum, count as u64);
                }
            }
        }
    }
}

#[test]
fn heads_say_who_lacks_what() {
    let heads = |list: &[(u64, Head)]| {
        list.iter().map(|(origin, head)| reference(*origin, *head)).collect()
    };
    let ours: Vec<_> =
        heads(&[(1, (5, 1)), (2, (3, 1)), (3, (1, 1)), (5, (4, 1)), (6, (2, 1)), (6, (3, 1))]);
    let theirs: Vec<_> = heads(&[(1, (5, 1)), (2, (4, 1)), (4, (1, 1)), (5, (4, 2)), (6, (3, 1))]);
    let found = Difference::between(&ours, &theirs);
    let origin = |number| Origin::new(number).unwrap();
    assert_eq!(found.lacking_there, [(LogPosition::start(origin(3)), reference(3, (1, 1)))]);
    assert_eq!(
        found.lacking_here,
        [LogPosition::from(reference(2, (3, 1))), LogPosition::start(origin(4))]
    );
    assert_eq!(found.forked, [origin(5), origin(6)], "one hash differs; two branches against one");
}

#[test]
fn a_range_of_one_origin_is_told_in_heads_however_many_branches_it_has() {
    let origin = Origin::new(9).unwrap();
    let branches: Vec<_> = (1..100).map(|sequence| reference(9, (sequence, 0))).collect();
    let told = Digest::new(branches.clone()).tell(OriginRange::single(origin));
    let Told { holding: Holding::Heads(heads), .. } = told else { panic!("told as a sum") };
    assert_eq!(heads, branches[..PLAIN_HEADS_MAX]);
}
