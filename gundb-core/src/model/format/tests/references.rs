//! References and tokens: their order is the order of their bytes, and text brings them back.

use proptest::collection::btree_set;
use proptest::prelude::*;

use super::arbitrary::reference;
use crate::model::{Hash, Origin, Reference, Token};

proptest! {
    #[test]
    fn references_sort_as_their_bytes_do(left in reference(), right in reference()) {
        prop_assert_eq!(left.cmp(&right), left.to_bytes().cmp(&right.to_bytes()));
        prop_assert_eq!(Reference::from_bytes(&left.to_bytes()).unwrap(), left);
    }

    #[test]
    fn a_token_survives_its_text(heads in btree_set(reference(), 0..5)) {
        let token = Token::new(heads.into_iter().rev().collect());
        prop_assert_eq!(token.to_string().parse::<Token>().unwrap(), token);
    }

    #[test]
    fn no_text_is_a_token_by_accident(text in "[0-9a-fA-F+ -]{0,70}|\\PC{0,70}") {
        if let Ok(token) = text.parse::<Token>() {
            prop_assert_eq!(token.to_string(), text.to_lowercase());
        }
    }
}

#[test]
fn the_token_of_an_append_to_many_streams_is_read_back() {
    let origin = Origin::new(9).unwrap();
    let heads = (1..=1000).map(|sequence| Reference::to(origin, sequence, &Hash::of(&[1])));
    let token = Token::new(heads.collect());
    assert_eq!(token.to_string().parse::<Token>().unwrap(), token);
}

#[test]
fn origins_are_positive_numbers_of_63_bits() {
    for (number, fits) in
        [(0, false), (1, true), (u64::MAX >> 1, true), (1 << 63, false), (u64::MAX, false)]
    {
        assert_eq!(Origin::new(number).is_ok(), fits, "{number}");
    }
}
