//! Bits in = bits out, and a hash that covers every one of them.

use proptest::prelude::*;
use proptest::sample::Index;

use super::super::Record;
use super::super::tag::{DOMAIN, WITHHOLDABLE, put, take};
use super::arbitrary::{hash, record};
use crate::model::Hash;

/// The preimage made from the bytes that travel, as the page says it; the code makes it from the
/// fields.
fn preimage_of(bytes: &[u8], previous: &Hash) -> Vec<u8> {
    let mut preimage = [DOMAIN.as_slice(), previous.as_bytes()].concat();
    let mut rest = bytes;
    while let Some((tag, value, after)) = take(rest) {
        let own = Hash::of(value);
        put(&mut preimage, tag, if WITHHOLDABLE.contains(&tag) { own.as_bytes() } else { value });
        rest = after;
    }
    preimage
}

proptest! {
    #[test]
    fn a_record_survives_its_bytes(record in record()) {
        prop_assert_eq!(Record::decode(&record.encode()).unwrap(), record);
    }

    #[test]
    fn the_hash_is_over_the_bytes_that_travel(record in record(), previous in hash()) {
        prop_assert_eq!(record.preimage(&previous), preimage_of(&record.encode(), &previous));
        prop_assert_eq!(record.hash(&previous), Hash::of(&record.preimage(&previous)));
    }

    #[test]
    fn another_previous_hash_gives_another_hash(record in record(), one in hash(), other in hash()) {
        prop_assume!(one != other);
        prop_assert_ne!(record.hash(&one), record.hash(&other));
    }

    #[test]
    fn a_changed_byte_is_refused_or_changes_the_hash(
        record in record(),
        at in any::<Index>(),
        mask in 1..=u8::MAX,
    ) {
        let mut bytes = record.encode();
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        if let Ok(changed) = Record::decode(&bytes) {
            let previous = Hash::from_bytes([7; 32]);
            prop_assert_eq!(changed.encode(), bytes);
            prop_assert_ne!(changed.hash(&previous), record.hash(&previous));
        }
    }

    #[test]
    fn a_cut_record_is_refused_or_lacks_whole_fields(record in record(), end in any::<Index>()) {
        let bytes = record.encode();
        let cut = &bytes[..end.index(bytes.len())];
        if let Ok(shorter) = Record::decode(cut) {
            prop_assert_eq!(shorter.encode(), cut);
        }
    }
}
