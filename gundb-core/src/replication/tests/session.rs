//! Sessions, each in a few lines.

mod faults;
mod forks;
mod hostile;
mod pages;

use super::super::limits::{CHUNK_BYTES, WINDOW};
use super::super::{Body, Input, Message, Refusal, Session, SessionAction};
use super::meeting::Meeting;
use super::node::Node;
use crate::model::Space;

/// A node that wrote this many batches of one event.
fn writer(origin: u64, batches: usize) -> Node {
    let mut node = Node::new(origin);
    (0..batches).for_each(|_| node.append(1, 10));
    node
}

/// The kinds of the messages of a meeting, and who sent them.
fn kinds(meeting: &Meeting<'_>) -> Vec<(usize, &'static str)> {
    meeting.sent.iter().map(|(side, message)| (*side, kind(message))).collect()
}

fn kind(message: &Message) -> &'static str {
    match message.body {
        Body::Hello(_) => "hello",
        Body::Ranges(_) => "ranges",
        Body::Events(_) => "events",
        Body::Acknowledged { .. } => "acknowledged",
        Body::Done { .. } => "done",
        Body::Refused(_) => "refused",
    }
}

#[test]
fn equal_nodes_settle_in_one_round_trip() {
    let mut left = writer(1, 3);
    let mut right = left.clone();
    let meeting = Meeting::hold(&mut left, &mut right);
    assert_eq!(kinds(&meeting), [(0, "hello"), (1, "done")]);
    assert!(meeting.is_complete());
    let (mut left, mut right) = (Node::new(1), Node::new(2));
    assert_eq!(Meeting::hold(&mut left, &mut right).sent.len(), 2, "both are empty");
}

#[test]
fn each_gets_what_it_lacks() {
    let (mut left, mut right) = (writer(1, 3), writer(2, 2));
    let meeting = Meeting::hold(&mut left, &mut right);
    let expected = [
        (0, "hello"),
        (1, "ranges"),
        (1, "events"),
        (1, "done"),
        (0, "events"),
        (0, "done"),
        (0, "acknowledged"),
        (1, "acknowledged"),
    ];
    let mut found = kinds(&meeting);
    found.sort_unstable();
    let mut sorted = expected.to_vec();
    sorted.sort_unstable();
    assert_eq!(found, sorted);
    assert!(meeting.is_complete());
    assert_eq!((meeting.summary(0).sent, meeting.summary(0).received.new), (3, 2));
    assert_eq!((meeting.summary(1).sent, meeting.summary(1).received.new), (2, 3));
    assert_eq!(left.log_heads(), right.log_heads());
}

#[test]
fn both_may_begin() {
    let full = writer(1, 4);
    for (mut left, mut right, messages) in [
        (full.clone(), full.clone(), 2),
        (full.clone(), Node::new(2), 6),
        (writer(1, 3), writer(2, 40), 0),
    ] {
        let mut meeting = Meeting::new(&mut left, &mut right);
        meeting.begin(0);
        meeting.begin(1);
        meeting.run(|_| None, |at| at);
        assert!(meeting.is_complete());
        assert!(messages == 0 || meeting.sent.len() == messages, "{:?}", kinds(&meeting));
        assert_eq!(left.log_heads(), right.log_heads());
    }
}

#[test]
fn an_empty_node_gets_everything_without_asking_for_each_log() {
    let (mut left, mut right) = (Node::new(1), writer(2, 3));
    for origin in 10..60 {
        right.renew(origin);
        right.append(1, 10);
    }
    let meeting = Meeting::hold(&mut left, &mut right);
    let asked: usize = meeting.bytes[0];
    assert!(asked < 200, "{asked} bytes were sent by the empty one");
    assert_eq!(left.log_heads(), right.log_heads());
}

#[test]
fn chunks_are_bounded_and_few_are_on_their_way() {
    let (mut left, mut right) = (Node::new(1), Node::new(2));
    (0..40).for_each(|_| left.append(1, 200_000));
    let meeting = Meeting::hold(&mut left, &mut right);
    let (mut in_flight, mut chunks) = (0, 0);
    for (_, message) in &meeting.sent {
        match &message.body {
            Body::Events(_) => {
                (in_flight, chunks) = (in_flight + 1, chunks + 1);
                assert!(message.encode().len() < CHUNK_BYTES + 201_000);
            }
            Body::Acknowledged { .. } => in_flight -= 1,
            _ => {}
        }
        assert!(in_flight <= WINDOW);
    }
    assert_eq!(chunks, 7);
    assert_eq!(meeting.summary(0).sent, 40);
    assert_eq!(right.len(), 40);
}

#[test]
fn batches_are_never_cut() {
    let (mut left, mut right) = (Node::new(1), Node::new(2));
    (0..5).for_each(|_| left.append(30, 30_000));
    let meeting = Meeting::hold(&mut left, &mut right);
    for (_, message) in &meeting.sent {
        if let Body::Events(runs) = &message.body {
            assert_eq!(runs.iter().map(|run| run.records.len()).sum::<usize>() % 30, 0);
        }
    }
    assert_eq!(right.len(), 150);
}

#[test]
fn another_space_is_refused_by_name() {
    let (mut left, mut right) = (writer(1, 1), writer(2, 1));
    right.space = Space::named("other");
    let meeting = Meeting::hold(&mut left, &mut right);
    assert_eq!(kinds(&meeting), [(0, "hello"), (1, "refused")]);
    for (side, theirs) in [(0, Space::named("other")), (1, Space::default())] {
        let error = meeting.summary(side).ended.as_ref().unwrap_err();
        assert!(error.is_refused() && matches!(error.detail(), Some(Refusal::Space(_))));
        let expected =
            format!("the other node replicates space {}, this one space ", theirs.uuid());
        assert!(error.to_string().starts_with(&expected), "{error}");
    }
    assert_eq!((left.len(), right.len()), (1, 1));
}

#[test]
fn a_store_that_fails_ends_the_session_on_both_sides() {
    let node = writer(1, 1);
    let mut session = Session::new(node.space, node.log_heads());
    session.step(Input::Started);
    let actions = session.step(Input::Failed(crate::error::Error::closed("the disk is full")));
    let [SessionAction::Send(message), SessionAction::Done(summary)] = &actions[..] else {
        panic!("{actions:?}")
    };
    assert_eq!(message.body, Body::Refused(Refusal::Trouble));
    assert!(summary.ended.as_ref().unwrap_err().is_unavailable());
    let mut other = Session::new(node.space, Vec::new());
    other.step(Input::Started);
    let actions = other.step(Input::Received(message.clone()));
    let [SessionAction::Done(summary)] = &actions[..] else { panic!("{actions:?}") };
    assert!(summary.ended.as_ref().unwrap_err().is_refused());
    assert!(other.step(Input::Started).is_empty() && other.is_over());
}
