//! Bytes from outside: whatever they are, they are refused, or mean one record that encodes to them
//! again.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::super::Record;
use super::super::tag::{put, take};
use super::arbitrary::record;

/// Something wrong (or right) done to the fields of a record.
#[derive(Clone, Debug)]
enum Mutation {
    Drop(Index),
    Repeat(Index),
    Swap(Index, Index),
    Retag(Index, u8),
    Replace(Index, Vec<u8>),
    Insert(Index, u8, Vec<u8>),
}

fn value() -> impl Strategy<Value = Vec<u8>> {
    let size = prop::sample::select(vec![0_usize, 1, 4, 8, 16, 32, 64]);
    let near_zero = prop_oneof![4 => Just(0_u8), 1 => any::<u8>()];
    size.prop_flat_map(move |size| vec(near_zero.clone(), size))
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Mutation::Drop),
        at().prop_map(Mutation::Repeat),
        (at(), at()).prop_map(|(left, right)| Mutation::Swap(left, right)),
        (at(), 0..30_u8).prop_map(|(at, tag)| Mutation::Retag(at, tag)),
        (at(), value()).prop_map(|(at, value)| Mutation::Replace(at, value)),
        (at(), 0..30_u8, value()).prop_map(|(at, tag, value)| Mutation::Insert(at, tag, value)),
    ]
}

fn fields_of(mut bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut fields = Vec::new();
    while let Some((tag, value, rest)) = take(bytes) {
        fields.push((tag, value.to_vec()));
        bytes = rest;
    }
    fields
}

fn mutate(fields: &mut Vec<(u8, Vec<u8>)>, mutation: Mutation) {
    let count = fields.len().max(1);
    if fields.is_empty() {
        return;
    }
    match mutation {
        Mutation::Drop(at) => drop(fields.remove(at.index(count))),
        Mutation::Repeat(at) => fields.insert(at.index(count), fields[at.index(count)].clone()),
        Mutation::Swap(left, right) => fields.swap(left.index(count), right.index(count)),
        Mutation::Retag(at, tag) => fields[at.index(count)].0 = tag,
        Mutation::Replace(at, value) => fields[at.index(count)].1 = value,
        Mutation::Insert(at, tag, value) => {
            // In order where that is possible, so that not every one is refused for its order
            // alone.
            let sorted = fields.iter().position(|(other, _)| *other > tag).unwrap_or(count);
            let at = if at.index(4) == 0 { at.index(count) } else { sorted };
            fields.insert(at, (tag, value));
        }
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in vec(any::<u8>(), 0..300)) {
        prop_assert!(Record::decode(&bytes).is_err());
    }

    #[test]
    fn whatever_is_accepted_encodes_to_the_same_bytes(
        record in record(),
        mutations in vec(mutation(), 1..4),
    ) {
        let mut fields = fields_of(&record.encode());
        mutations.into_iter().for_each(|mutation| mutate(&mut fields, mutation));
        let mut bytes = Vec::new();
        fields.iter().for_each(|(tag, value)| put(&mut bytes, *tag, value));
        if let Ok(accepted) = Record::decode(&bytes) {
            prop_assert_eq!(accepted.encode(), bytes);
        }
    }
}
