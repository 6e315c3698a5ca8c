//! One total order, the same for keys and for their bytes.

use proptest::prelude::*;

use super::{number, vectors};
use crate::clock::CanonicalKey;
use crate::model::Hash;

/// Few values, so that keys tie at every level; and the extremes.
fn part() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 0..3_u64, 1 => 255..258_u64, 1 => Just(u64::MAX >> 1)]
}

fn key() -> impl Strategy<Value = CanonicalKey> {
    (part(), part(), part(), part(), 0..3_u8, 0..3_u8).prop_map(
        |(hlc, origin, nonce, sequence, first, last)| {
            let mut hash = [0x80; 32];
            (hash[0], hash[31]) = (first, last);
            CanonicalKey { hlc, origin, nonce, sequence, hash: Hash::from_bytes(hash) }
        },
    )
}

fn call_of(key: &CanonicalKey) -> (u64, u64, u64) {
    (key.hlc, key.origin, key.nonce)
}

proptest! {
    #[test]
    fn bytes_sort_as_keys_do(left in key(), right in key()) {
        prop_assert_eq!(left.cmp(&right), left.to_bytes().cmp(&right.to_bytes()));
    }

    #[test]
    fn bytes_bring_the_key_back(key in key()) {
        prop_assert_eq!(CanonicalKey::from_bytes(&key.to_bytes()).unwrap(), key);
    }

    #[test]
    fn nothing_sorts_between_the_events_of_one_append(
        first in key(),
        steps in 1..4_u64,
        hash in any::<[u8; 32]>(),
        other in key(),
    ) {
        let last = CanonicalKey { sequence: first.sequence + steps, hash: Hash::from_bytes(hash), ..first };
        prop_assert!(first < last);
        prop_assert!(call_of(&other) == call_of(&first) || !(first < other && other < last));
    }
}

#[test]
fn bytes_of_another_length_are_no_key() {
    for length in [0, 63, 65, 128] {
        assert!(CanonicalKey::from_bytes(&vec![0; length]).unwrap_err().is_corrupt(), "{length}");
    }
}

#[test]
fn the_order_is_the_one_of_the_vectors() {
    let order = vectors("canonical_order");
    let keys: Vec<CanonicalKey> =
        order["keys"].as_array().unwrap().iter().map(from_vector).collect();
    let mut indexes: Vec<usize> = (0..keys.len()).collect();
    indexes.sort_by_key(|index| keys[*index]);
    assert_eq!(serde_json::json!(indexes), order["canonical"]);
    indexes.reverse();
    indexes.sort_by_key(|index| keys[*index].to_bytes());
    assert_eq!(serde_json::json!(indexes), order["canonical"]);
}

fn from_vector(key: &serde_json::Value) -> CanonicalKey {
    CanonicalKey {
        hlc: number(&key["hlc"]),
        origin: number(&key["origin"]),
        nonce: number(&key["nonce"]),
        sequence: number(&key["sequence"]),
        hash: key["hash"].as_str().unwrap().parse().unwrap(),
    }
}
