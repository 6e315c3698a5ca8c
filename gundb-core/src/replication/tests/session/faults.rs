//! Messages that come twice, never, or in another order; and lines that break.

use super::super::meeting::{Fault, Meeting};
use super::super::node::Node;
use super::writer;

/// Two nodes with enough between them for every kind of message.
fn nodes() -> (Node, Node) {
    let (mut left, mut right) = (Node::new(1), writer(500, 2));
    for origin in 1..30 {
        left.renew(origin);
        left.append(2, 10);
    }
    Meeting::hold(&mut left, &mut right);
    left.renew(40);
    (0..10).for_each(|_| left.append(3, 80_000));
    right.renew(600);
    (0..10).for_each(|_| right.append(3, 80_000));
    (left, right)
}

/// Meets with one fault, at each message in turn, and once more without.
fn with_a_fault_everywhere(fault: Fault, check: impl Fn(&Meeting<'_>)) {
    let (left, right) = nodes();
    let messages = Meeting::hold(&mut left.clone(), &mut right.clone()).sent.len();
    assert!(messages > 12, "{messages}");
    for at in 0..messages {
        let (mut left, mut right) = (left.clone(), right.clone());
        let mut meeting = Meeting::new(&mut left, &mut right);
        meeting.begin(0);
        meeting.run(|number| (number == at).then_some(fault), |number| number);
        check(&meeting);
        drop(meeting);
        let again = Meeting::hold(&mut left, &mut right);
        assert!(again.is_complete());
        assert_eq!(left.log_heads(), right.log_heads(), "{fault:?} at {at}");
    }
}

#[test]
fn a_repeated_message_is_harmless() {
    with_a_fault_everywhere(Fault::Repeat, |meeting| assert!(meeting.is_complete()));
}

#[test]
fn what_is_written_meanwhile_waits_for_the_next_session() {
    with_a_fault_everywhere(Fault::Meanwhile, |meeting| assert!(meeting.is_complete()));
}

#[test]
fn a_lost_message_stops_a_session_and_the_next_one_goes_on() {
    with_a_fault_everywhere(Fault::Lose, |_| {});
}

#[test]
fn swapped_messages_are_refused_and_the_next_session_goes_on() {
    with_a_fault_everywhere(Fault::Swap, |_| {});
}

#[test]
fn a_session_is_resumed_wherever_it_was_cut() {
    with_a_fault_everywhere(Fault::Cut, |meeting| assert!(!meeting.is_complete()));
}

#[test]
fn what_was_stored_before_a_cut_is_not_sent_again() {
    let (mut left, mut right) = (Node::new(1), Node::new(2));
    (0..40).for_each(|_| left.append(1, 200_000));
    let mut meeting = Meeting::new(&mut left, &mut right);
    meeting.begin(0);
    meeting.run(|number| (number == 8).then_some(Fault::Cut), |_| 0);
    drop(meeting);
    let held = right.len() as u64;
    assert!((1..40).contains(&held));
    assert_eq!(Meeting::hold(&mut left, &mut right).summary(0).sent, 40 - held);
}
