//! Any message that may be sent.

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use super::super::super::{
    Body, Hello, Holding, LogPosition, Message, OriginRange, Ranges, Refusal, Run, Told,
};
use crate::model::{Hash, Origin, Reference, Space};

const MAX: u64 = u64::MAX >> 1;

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![1..50_u64, Just(MAX), 1..=MAX].prop_map(|number| Origin::new(number).unwrap())
}

fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash::from_bytes)
}

fn space() -> impl Strategy<Value = Space> {
    any::<[u8; 16]>().prop_map(Space::from_bytes)
}

/// A log position; the start where the sequence is 0.
fn log_position() -> impl Strategy<Value = LogPosition> {
    let sequence = prop_oneof![0..5_u64, Just(MAX)];
    (origin(), sequence, any::<[u8; 16]>()).prop_map(|(origin, sequence, hash)| match sequence {
        0 => LogPosition::start(origin),
        _ => LogPosition { origin, sequence, hash },
    })
}

fn told_of(range: OriginRange) -> impl Strategy<Value = Told> {
    let span = range.last() - range.first() + 1;
    let head =
        (any::<u64>(), 1..5_u64, any::<[u8; 16]>()).prop_map(move |(offset, sequence, hash)| {
            let origin = Origin::new((range.first() + offset % span).max(1)).unwrap();
            Reference { origin, sequence, hash }
        });
    let sum =
        (any::<u64>(), any::<[u8; 16]>()).prop_map(|(count, hash)| Holding::Sum { count, hash });
    let heads = btree_set(head, 0..5).prop_map(move |heads| {
        Holding::Heads(heads.into_iter().filter(|head| range.contains(head.origin)).collect())
    });
    prop_oneof![sum, heads].prop_map(move |holding| Told { range, holding })
}

/// Some of the parts of a range, side by side.
fn told() -> impl Strategy<Value = Vec<Told>> {
    (origin(), 0..16_u8).prop_flat_map(|(origin, depth)| {
        let mut range = OriginRange::single(origin);
        while range.depth() > depth {
            range = range.parent().unwrap();
        }
        let parts: Vec<_> = range.parts().map(|part| option::of(told_of(part))).collect();
        parts.prop_map(|parts| parts.into_iter().flatten().collect())
    })
}

pub(in super::super) fn run() -> impl Strategy<Value = Run> {
    let first = prop_oneof![2 => Just(1_u64), 3 => 1..9_u64, 1 => Just(MAX - 3)];
    let records = vec(vec(any::<u8>(), 95..130), 1..4);
    (origin(), vec(any::<u8>(), 1..70), first, (hash(), hash()), records).prop_map(
        |(origin, genesis, first, (previous, last), records)| {
            let genesis = (first == 1).then_some(genesis);
            Run { origin, genesis, first, previous, last, records }
        },
    )
}

fn refusal() -> impl Strategy<Value = Refusal> {
    prop_oneof![
        any::<u8>().prop_map(Refusal::Version),
        space().prop_map(Refusal::Space),
        Just(Refusal::Malformed),
        Just(Refusal::OutOfTurn),
        Just(Refusal::Trouble),
        (6..=u8::MAX).prop_map(Refusal::Other),
    ]
}

fn body() -> impl Strategy<Value = Body> {
    let hello =
        (space(), told_of(OriginRange::WHOLE)).prop_map(|(space, told)| Hello { space, told });
    let wants = vec(log_position(), 0..5).prop_map(|positions| {
        let positions = positions.into_iter().map(|position| (position.origin, position));
        positions.collect::<std::collections::BTreeMap<_, _>>().into_values().collect::<Vec<_>>()
    });
    let ranges =
        (any::<bool>(), told(), wants).prop_map(|(more, told, wants)| Ranges { more, told, wants });
    let forked =
        btree_map(origin(), Just(()), 0..4).prop_map(|forked| forked.into_keys().collect());
    prop_oneof![
        hello.prop_map(Body::Hello),
        ranges.prop_map(Body::Ranges),
        vec(run(), 1..4).prop_map(Body::Events),
        any::<u32>().prop_map(|number| Body::Acknowledged { number }),
        forked.prop_map(|forked| Body::Done { forked }),
        refusal().prop_map(Body::Refused),
    ]
}

pub(in super::super) fn message() -> impl Strategy<Value = Message> {
    (any::<u32>(), body()).prop_map(|(number, body)| Message { number, body })
}
