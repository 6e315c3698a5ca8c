//! Origins whose identity was copied: nothing of them is sent, both say so, and the rest goes on.

use super::super::meeting::Meeting;
use super::super::node::Node;
use super::{kinds, writer};
use crate::model::Origin;

fn forked(meeting: &Meeting<'_>) -> [Vec<u64>; 2] {
    [0, 1].map(|side| {
        meeting.summary(side).forked.iter().map(|origin: &Origin| origin.number()).collect()
    })
}

/// Two clones of one node that wrote on.
fn clones(left_writes: usize, right_writes: usize) -> (Node, Node) {
    let (mut left, mut right) = (writer(1, 3), writer(1, 3));
    (0..left_writes).for_each(|_| left.append(1, 10));
    (0..right_writes).for_each(|_| right.append(1, 20));
    (left, right)
}

#[test]
fn equal_sequences_with_other_hashes_are_reported() {
    let (mut left, mut right) = clones(2, 2);
    let meeting = Meeting::hold(&mut left, &mut right);
    assert_eq!(forked(&meeting), [[1], [1]]);
    assert_eq!(kinds(&meeting), [(0, "hello"), (1, "done")]);
    assert!(meeting.is_complete());
}

#[test]
fn a_fork_below_the_heads_is_found_by_who_would_send() {
    let (left, right) = clones(2, 5);
    for (mut left, mut right) in [(left.clone(), right.clone()), (right, left)] {
        let before = (left.log_heads(), right.log_heads());
        let meeting = Meeting::hold(&mut left, &mut right);
        assert_eq!(forked(&meeting), [[1], [1]]);
        assert!(!kinds(&meeting).iter().any(|(_, kind)| *kind == "events"));
        assert!(meeting.is_complete());
        assert_eq!((left.log_heads(), right.log_heads()), before);
    }
}

#[test]
fn other_logs_go_on_beside_a_fork() {
    let (mut left, mut right) = clones(2, 5);
    let mut third = writer(7, 4);
    Meeting::hold(&mut third, &mut left);
    let meeting = Meeting::hold(&mut left, &mut right);
    assert_eq!(forked(&meeting), [[1], [1]]);
    assert_eq!(meeting.summary(1).received.new, 4);
    assert_eq!(right.len(), 8 + 4);
}
