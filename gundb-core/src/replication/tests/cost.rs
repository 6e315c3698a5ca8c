//! What a session costs, in bytes and in messages.

use super::meeting::Meeting;
use super::node::Node;

/// A node that holds this many logs of one event each, spread over the origins.
fn with_logs(logs: u64) -> Node {
    let mut node = Node::new(1);
    for log in 1..=logs {
        node.renew(log.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1);
        node.append(1, 0);
    }
    node
}

#[test]
fn one_different_log_in_ten_thousand_costs_few_bytes() {
    let mut left = with_logs(10_000);
    let mut right = left.clone();
    let equal = Meeting::hold(&mut left, &mut right);
    assert_eq!((equal.sent.len(), equal.bytes.iter().sum::<usize>()), (2, 74));
    left.append(1, 0);
    let meeting = Meeting::hold(&mut left, &mut right);
    let (bytes, messages) = (meeting.bytes.iter().sum::<usize>(), meeting.sent.len());
    assert!(bytes < 6_000, "{bytes} bytes");
    assert!(messages <= 9, "{messages} messages");
    assert_eq!(meeting.summary(1).received.new, 1);
}

#[test]
fn messages_grow_with_the_logarithm_of_the_logs() {
    let mut last = 0;
    for logs in [10, 100, 1_000, 10_000] {
        let mut left = with_logs(logs);
        let mut right = left.clone();
        right.append(1, 0);
        let messages = Meeting::hold(&mut left, &mut right).sent.len();
        assert!(messages <= last + 2 || last == 0, "{messages} messages for {logs} logs");
        last = messages;
    }
}

#[test]
fn bytes_are_proportional_to_what_is_missing() {
    let (mut left, mut right) = (Node::new(1), Node::new(2));
    (0..300).for_each(|_| left.append(1, 1_000));
    Meeting::hold(&mut left, &mut right);
    let mut costs = Vec::new();
    for events in [1, 10, 100] {
        (0..events).for_each(|_| left.append(1, 1_000));
        costs.push(Meeting::hold(&mut left, &mut right).bytes.iter().sum::<usize>());
    }
    let record = 1_250;
    for (cost, events) in costs.iter().zip([1, 10, 100]) {
        assert!(*cost < 500 + events * record, "{cost} bytes for {events} events");
    }
}
