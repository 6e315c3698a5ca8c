//! Messages: bits in = bits out, one encoding each, and no bytes that panic.

pub(super) mod arbitrary;
pub(super) mod refused;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::super::limits::{EVENTS_BYTES_MAX, HEADER_BYTES, PAGE_BYTES_MAX};
use super::super::{Body, Input, Message, Refusal};
use arbitrary::message;

/// Something done to bytes.
#[derive(Clone, Debug)]
enum Mutation {
    Set(Index, u8),
    Cut(Index),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    /// A length or a count becomes another one.
    Number(Index, u32),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        1 => at().prop_map(Mutation::Cut),
        1 => (at(), vec(any::<u8>(), 1..40)).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        1 => (at(), 1..40_usize).prop_map(|(at, count)| Mutation::Remove(at, count)),
        2 => (at(), prop_oneof![0..4_u32, Just(u32::MAX), any::<u32>()])
            .prop_map(|(at, number)| Mutation::Number(at, number)),
    ]
}

fn mutate(bytes: &mut Vec<u8>, mutation: Mutation) {
    let end = bytes.len();
    match mutation {
        Mutation::Set(at, byte) => {
            bytes.iter_mut().skip(at.index(end + 1)).take(1).for_each(|old| *old = byte)
        }
        Mutation::Cut(at) => bytes.truncate(at.index(end + 1)),
        Mutation::Insert(at, new) => drop(bytes.splice(at.index(end + 1)..at.index(end + 1), new)),
        Mutation::Remove(at, count) => {
            let at = at.index(end + 1);
            bytes.drain(at..(at + count).min(end));
        }
        Mutation::Number(at, number) => {
            let at = at.index(end + 1);
            bytes.iter_mut().skip(at).zip(number.to_be_bytes()).for_each(|(old, new)| *old = new);
        }
    }
}

/// Makes the stated length right, so that not every mutation is refused for it alone.
fn repair_length(bytes: &mut [u8]) {
    if let Some(body) = bytes.len().checked_sub(HEADER_BYTES) {
        bytes[6..10].copy_from_slice(&u32::try_from(body).unwrap().to_be_bytes());
    }
}

proptest! {
    #[test]
    fn a_message_survives_its_bytes(message in message()) {
        let bytes = message.encode();
        prop_assert_eq!(Message::length(bytes.first_chunk().unwrap()).unwrap(), bytes.len());
        prop_assert_eq!(Message::decode(&bytes).unwrap(), message);
    }

    #[test]
    fn whatever_is_accepted_encodes_to_the_same_bytes(
        message in message(),
        mutations in vec(mutation(), 1..4),
        repairs in prop::bool::weighted(0.8),
    ) {
        let mut bytes = message.encode();
        mutations.into_iter().for_each(|mutation| mutate(&mut bytes, mutation));
        if repairs {
            repair_length(&mut bytes);
        }
        match Message::decode(&bytes) {
            Ok(accepted) => prop_assert_eq!(accepted.encode(), bytes),
            Err(error) => prop_assert!(error.is_invalid() && error.to_string().starts_with("malformed message: ")),
        }
    }

    #[test]
    fn a_cut_message_is_refused(message in message(), end in any::<Index>()) {
        let bytes = message.encode();
        prop_assert!(Message::decode(&bytes[..end.index(bytes.len())]).is_err());
    }

    #[test]
    fn random_bytes_never_panic(kind in 0..8_u8, body in vec(prop_oneof![Just(0_u8), any::<u8>()], 0..200)) {
        let mut bytes = [&[1, kind, 0, 0, 0, 0, 0, 0, 0, 0], &body[..]].concat();
        repair_length(&mut bytes);
        if let Ok(accepted) = Message::decode(&bytes) {
            prop_assert_eq!(accepted.encode(), bytes);
        }
    }
}

/// A header that states a body of this many bytes.
fn header(kind: u8, length: usize) -> [u8; HEADER_BYTES] {
    let mut header = [1, kind, 0, 0, 0, 0, 0, 0, 0, 0];
    header[6..].copy_from_slice(&u32::try_from(length).unwrap().to_be_bytes());
    header
}

#[test]
fn lengths_are_bounded_before_a_body_is_there() {
    for kind in [1, 2, 4, 5, 6] {
        assert!(Message::length(&header(kind, PAGE_BYTES_MAX)).is_ok());
        assert!(Message::length(&header(kind, PAGE_BYTES_MAX + 1)).is_err());
    }
    assert!(Message::length(&header(3, EVENTS_BYTES_MAX)).is_ok());
    assert!(Message::length(&header(3, EVENTS_BYTES_MAX + 1)).is_err());
}

#[test]
fn counts_that_the_bytes_cannot_hold_are_refused_before_anything_is_made_of_them() {
    for (kind, before) in [(2, 1), (3, 0), (5, 0)] {
        let body = [vec![0; before], u32::MAX.to_be_bytes().to_vec(), vec![0; 500]].concat();
        let bytes = [&header(kind, body.len())[..], &body].concat();
        let message = Message::decode(&bytes).unwrap_err().to_string();
        assert!(message.contains("no room for 4294967295"), "{kind}: {message}");
    }
}

#[test]
fn bytes_of_another_version_are_told_apart_from_garbage() {
    let mut bytes = Message { number: 0, body: Body::Done { forked: Vec::new() } }.encode();
    assert!(matches!(Input::from_bytes(&bytes), Input::Received(_)));
    bytes.pop();
    assert!(matches!(Input::from_bytes(&bytes), Input::Garbled(Refusal::Malformed, _)));
    bytes[0] = 2;
    assert!(matches!(Input::from_bytes(&bytes), Input::Garbled(Refusal::Version(1), _)));
    assert!(matches!(Input::from_bytes(&[]), Input::Garbled(Refusal::Malformed, _)));
}
