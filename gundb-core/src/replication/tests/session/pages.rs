//! Comparisons that are too large for one message.

use std::collections::VecDeque;

use super::super::super::limits::{HEADER_BYTES, PAGE_BYTES_MAX};
use super::super::super::{Body, Input, Load, Loaded, Session, SessionAction};
use crate::model::{Origin, Reference, Space};

/// The heads of many logs; of each third one as it was before.
fn heads(lag: bool) -> Vec<Reference> {
    let head = |log: u64| Reference {
        origin: Origin::new(log.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1).unwrap(),
        sequence: if lag && log.is_multiple_of(3) { 1 } else { 2 },
        hash: [if lag && log.is_multiple_of(3) { 1 } else { 2 }; 16],
    };
    (1..=60_000).map(head).collect()
}

/// Compares, and gives what each side would load, and how many messages had a continuation.
fn compare(left: Vec<Reference>, right: Vec<Reference>) -> ([Option<Load>; 2], usize) {
    let mut sessions = [left, right].map(|heads| Session::new(Space::default(), heads));
    let (mut loads, mut continued) = ([None, None], 0);
    let mut inputs = VecDeque::from([(0, Input::Started)]);
    while let Some((side, input)) = inputs.pop_front() {
        for action in sessions[side].step(input) {
            match action {
                SessionAction::Send(message) => {
                    let bytes = message.encode();
                    assert!(bytes.len() <= HEADER_BYTES + PAGE_BYTES_MAX);
                    continued +=
                        usize::from(matches!(&message.body, Body::Ranges(ranges) if ranges.more));
                    inputs.push_back((1 - side, Input::from_bytes(&bytes)));
                }
                SessionAction::Load(load) => {
                    loads[side] = Some(load);
                    inputs.push_back((side, Input::Loaded(Loaded::default())));
                }
                SessionAction::Store(_) => panic!("nothing was sent"),
                SessionAction::Done(summary) => summary.ended.unwrap(),
            }
        }
    }
    assert!(sessions.iter().all(Session::is_over));
    (loads, continued)
}

#[test]
fn a_large_comparison_goes_on_over_several_messages() {
    for (left, right, ahead) in [(heads(false), heads(true), 0), (heads(true), heads(false), 1)] {
        let (loads, continued) = compare(left, right);
        assert!(continued >= 2, "{continued} messages were continued");
        let load = loads[ahead].as_ref().unwrap();
        assert_eq!((load.wanted.len(), &loads[1 - ahead]), (20_000, &None));
        assert!(load.wanted.iter().all(|wanted| (wanted.after.sequence, wanted.up_to) == (1, 2)));
    }
}
