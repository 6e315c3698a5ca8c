//! Sessions over carriers that fail, end, are slow, or change what they carry.

use std::error::Error as _;

use futures_util::future::join;

use super::faulty::{Deaf, Fault, Unplugged, faulty};
use super::play::{Played, play};
use super::stored::Stored;
use super::{meet, writer};
use crate::error::{Error, Result};
use crate::model::Space;
use crate::replication::Refusal;
use crate::replication::protocol::{
    Body, Digest, Hello, Load, LogPosition, Message, OriginRange, Summary, Wanted,
};
use crate::transport::{Role, run_session};

/// How both ends of a session end whose first end has a fault with one of its messages.
fn over(fault: Option<Fault>, at: usize, first: &Stored, second: &Stored) -> [Result<Summary>; 2] {
    let [near, far] = faulty(fault, at);
    let there = run_session(first, near, Role::Initiator);
    let back = run_session(second, far, Role::Responder);
    play(join(there, back)).ended().into()
}

fn nodes() -> [Stored; 2] {
    let nodes = [Stored::new(writer(1, 0)), Stored::new(writer(2, 0))];
    for node in &nodes {
        node.with(|node| (0..4).for_each(|_| node.append(2, 400_000)));
    }
    nodes
}

/// Breaks a session at each of its messages. What was stored stays, and the next session ends well.
fn broken_everywhere(fault: Fault, check: impl Fn(&Error, &Result<Summary>)) {
    let mut broken = 0;
    for at in 0.. {
        let [first, second] = nodes();
        let [there, back] = over(Some(fault), at, &first, &second);
        let Err(error) = there else { break };
        check(&error, &back);
        let stored = [&first, &second].map(|stored| stored.with(|node| node.len()));
        let report = meet(&first, &second).unwrap();
        assert_eq!(report.there.received.new + stored[1] as u64, 16, "what was stored stays");
        assert_eq!(report.back.received.new + stored[0] as u64, 16, "what was stored stays");
        assert_eq!(first.heads(), second.heads());
        broken += 1;
    }
    assert!(broken > 5, "{broken}");
}

fn assert_unplugged(error: &Error) {
    assert!(error.is_unavailable() && error.detail::<Unplugged>().is_some(), "{error}");
    assert!(error.source().unwrap().is::<Unplugged>());
    assert_eq!(
        error.to_string(),
        "the connection to the other node failed: the plug was pulled; what had arrived is kept: sync again"
    );
}

/// The session was over but for a last message, which nobody took.
fn is_lost(error: &Error) -> bool {
    error.is_unavailable() && error.to_string().contains("channel closed")
}

fn assert_gone(error: &Error) {
    if !is_lost(error) {
        assert_disappeared(error);
    }
}

fn assert_disappeared(error: &Error) {
    assert!(error.is_unavailable() && !error.is_refused());
    assert!(error.to_string().starts_with("the other node disappeared"), "{error}");
}

#[test]
fn a_carrier_that_fails_is_the_source_of_the_error() {
    for fault in [Fault::SendFails, Fault::ReceiveFails] {
        broken_everywhere(fault, |error, back| {
            assert_unplugged(error);
            // Unless it was over there.
            back.as_ref().err().into_iter().for_each(assert_gone);
        });
    }
}

#[test]
fn a_carrier_that_ends_is_a_node_that_disappeared() {
    broken_everywhere(Fault::Closes, |error, _| assert_disappeared(error));
}

#[test]
fn what_is_no_message_is_refused_on_both_sides() {
    for fault in [Fault::Garbage, Fault::Torn] {
        broken_everywhere(fault, |error, back| {
            let reason =
                if fault == Fault::Torn { Refusal::Malformed } else { Refusal::Version(1) };
            assert_eq!(error.detail::<Refusal>(), Some(&reason));
            if let Err(error) = back {
                assert!(error.detail() == Some(&reason) || is_lost(error), "{error}");
            }
        });
    }
}

#[test]
fn a_slow_carrier_brings_the_same() {
    let [first, second] = nodes();
    let [there, back] = over(Some(Fault::Slow), 0, &first, &second).map(Result::unwrap);
    assert_eq!((there.sent, back.sent, there.received.new, back.received.new), (8, 8, 8, 8));
    assert!(there.ended.is_ok() && back.ended.is_ok());
    assert_eq!(first.heads(), second.heads());
}

#[test]
fn both_sides_may_begin() {
    for events in [0, 1] {
        let [first, second] = [Stored::new(writer(1, events)), Stored::new(writer(2, events))];
        let [near, far] = faulty(None, 0);
        let [there, back] = [(&first, near), (&second, far)]
            .map(|(node, carrier)| run_session(node, carrier, Role::Initiator));
        let (there, back) = play(join(there, back)).ended();
        assert_eq!((there.unwrap().sent, back.unwrap().sent), (events as u64, events as u64));
        assert_eq!(first.heads(), second.heads());
    }
}

#[test]
fn a_store_that_can_not_be_read_is_told_to_the_other_node() {
    for fails_first in [true, false] {
        let [first, second] = nodes();
        (if fails_first { &first } else { &second }).fail_at(0);
        let [there, back] = over(None, 0, &first, &second).map(Result::unwrap_err);
        let (own, others) = if fails_first { (there, back) } else { (back, there) };
        assert!(own.is_unavailable() && own.to_string().contains("disk is full"), "{own}");
        assert_eq!(others.detail(), Some(&Refusal::Trouble));
    }
}

/// It sends events without an end, and takes none of what acknowledges them.
#[test]
fn a_node_that_takes_nothing_is_not_listened_to_for_ever() {
    let (sender, receiver) = (writer(7, 1), Stored::new(writer(1, 0)));
    let head = sender.log_heads()[0];
    let wanted = vec![Wanted { after: LogPosition::start(head.origin), up_to: 1 }];
    let runs = sender.load(&Load { wanted, cursor: 0, bytes_max: 1 }).runs;
    let told = Digest::new(vec![head]).tell(OriginRange::WHOLE);
    let hello = Body::Hello(Hello { space: Space::default(), told });
    let says = [hello].into_iter().chain(std::iter::repeat_n(Body::Events(runs), 100));
    let says = (0..).zip(says).map(|(number, body)| Message { number, body }.encode()).collect();
    let mut deaf = Deaf { says };
    let carrier = (Deaf { says: Default::default() }, &mut deaf);
    let played = play(run_session(&receiver, carrier, Role::Responder));
    assert!(matches!(played, Played::Stuck), "{played:?}");
    // What is held back for it: where this node stands, that it has nothing to send, and what
    // acknowledges the events.
    assert_eq!(deaf.says.len(), 101 - 8);
}
