//! Stores of one process that meet, and sessions over carriers of all sorts.

mod carriers;
mod cut;
mod faulty;
mod play;
mod stored;
mod streams;

use crate::error::Result;
use crate::model::{Origin, Space};
use crate::replication::tests::node::Node;
use crate::transport::{SyncReport, sync};
use stored::Stored;

/// Holds a meeting.
fn meet(first: &Stored, second: &Stored) -> Result<SyncReport> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(sync(first, second))
}

/// A node that wrote this many events.
fn writer(origin: u64, events: usize) -> Node {
    let mut node = Node::new(origin);
    (0..events).for_each(|_| node.append(1, 100));
    node
}

/// A node that wrote this many batches, of 200 kB each.
fn full(origin: u64, batches: usize) -> Stored {
    let stored = Stored::new(writer(origin, 0));
    stored.with(|node| (0..batches).for_each(|_| node.append(2, 100_000)));
    stored
}

#[test]
fn two_stores_come_to_hold_the_same() {
    let (first, second) = (Stored::new(writer(1, 3)), Stored::new(writer(2, 5)));
    let report = meet(&first, &second).unwrap();
    assert_eq!((report.there.records, report.back.records), (3, 5));
    assert_eq!((report.there.received.new, report.back.received.new), (3, 5));
    assert_eq!(first.heads(), second.heads());
    assert!(report.rounds <= 3, "{report:?}");
    let report = meet(&first, &second).unwrap();
    assert_eq!((report.rounds, report.there.messages, report.back.messages), (1, 1, 1));
    assert_eq!((report.there.bytes, report.back.bytes), (10 + 16 + 14 + 2 * 32, 10 + 4));
}

#[test]
fn much_is_sent_in_chunks() {
    let (first, second) = (Stored::new(writer(1, 0)), Stored::new(writer(2, 0)));
    first.with(|node| (0..30).for_each(|_| node.append(2, 100_000)));
    let report = meet(&second, &first).unwrap();
    assert_eq!((report.back.records, report.there.records, second.heads()), (60, 0, first.heads()));
    assert!(report.back.messages > 5 && report.back.bytes > 6_000_000);
}

/// The figures are those of a line that takes each message at once, before anything else is heard.
#[test]
fn rounds_are_counted_by_what_waits_for_what() {
    let [first, second] = [1, 2].map(|origin| full(origin, 30));
    let report = meet(&first, &second).unwrap();
    assert_eq!((report.rounds, report.there.messages, report.back.messages), (4, 12, 12));
    assert_eq!((report.there.bytes, report.back.bytes), (6_010_265, 6_010_244));
}

#[test]
fn forks_are_reported_once() {
    let (first, second) = (Stored::new(writer(1, 3)), Stored::new(writer(1, 3)));
    first.with(|node| node.append(1, 7));
    second.with(|node| node.append(1, 8));
    let report = meet(&first, &second).unwrap();
    assert_eq!(report.forked, [Origin::new(1).unwrap()]);
    assert_eq!((report.there.records, report.back.records), (0, 0));
}

#[test]
fn stores_of_two_spaces_refuse_each_other() {
    let (first, second) = (Stored::new(writer(1, 1)), Stored::new(writer(2, 1)));
    second.with(|node| node.space = Space::named("other"));
    let error = meet(&first, &second).unwrap_err();
    assert!(error.is_refused());
    assert!(error.to_string().contains("only nodes of one space can exchange events"), "{error}");
}

#[test]
fn a_store_that_fails_is_told_and_the_next_meeting_goes_on() {
    for call in 0..6 {
        for fails_first in [true, false] {
            let (first, second) = (Stored::new(writer(1, 3)), Stored::new(writer(2, 3)));
            let failing = if fails_first { &first } else { &second };
            failing.fail_at(call);
            match meet(&first, &second) {
                Ok(_) => assert!(call >= 3, "call {call} did not fail"),
                Err(error) => {
                    assert!(
                        error.is_unavailable() && error.to_string().contains("disk is full"),
                        "{error}"
                    )
                }
            }
            failing.fail_at(usize::MAX);
            meet(&first, &second).unwrap();
            assert_eq!(first.heads(), second.heads());
        }
    }
}

#[test]
fn a_meeting_can_move_between_threads() {
    fn moves<T: Send>(_: &T) {}
    let (first, second) = (Stored::new(writer(1, 1)), Stored::new(writer(2, 1)));
    moves(&sync(&first, &second));
}
