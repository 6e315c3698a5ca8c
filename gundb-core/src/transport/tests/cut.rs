//! Sessions that are dropped in the middle.

use futures_util::future::join;
use tokio::io::duplex;

use super::play::{Played, play_for};
use super::stored::Stored;
use super::{meet, writer};
use crate::transport::{ByteStream, Role, run_session};

/// Events of 100 kB; what goes one way fills two messages.
const EVENTS: usize = 15;

fn node(origin: u64) -> Stored {
    let stored = Stored::new(writer(origin, 0));
    stored.with(|node| (0..EVENTS).for_each(|_| node.append(1, 100_000)));
    stored
}

#[test]
fn a_session_may_be_dropped_behind_any_step() {
    let mut partly = 0;
    for steps in 0.. {
        let (first, second) = (node(1), node(2));
        let (here, there) = duplex(16 * 1024);
        let both = join(
            run_session(&first, ByteStream::over(here), Role::Initiator),
            run_session(&second, ByteStream::over(there), Role::Responder),
        );
        let played = play_for(steps, both);
        let stored = [&first, &second].map(|stored| stored.with(|node| node.len() as u64));
        let report = meet(&first, &second).unwrap();
        assert_eq!(
            (report.back.received.new, report.there.received.new),
            (30 - stored[0], 30 - stored[1])
        );
        assert_eq!(first.heads(), second.heads());
        partly += u32::from(stored.iter().any(|records| (16..30).contains(records)));
        match played {
            Played::Cut => {}
            Played::Stuck => panic!("it is stuck after {steps} steps"),
            Played::Ended((there, back)) => {
                assert!(there.is_ok() && back.is_ok() && stored == [30, 30]);
                break;
            }
        }
    }
    assert!(partly > 5, "{partly} sessions had stored a part");
}

#[test]
fn the_other_node_of_one_that_was_dropped_hears_that_it_is_gone() {
    let (first, second) = (node(1), node(2));
    let (here, there) = duplex(16 * 1024);
    let back = run_session(&second, ByteStream::over(there), Role::Responder);
    let near = run_session(&first, ByteStream::over(here), Role::Initiator);
    let (there, back) = super::play::play(join(async { play_for(3, near) }, back)).ended();
    assert!(matches!(there, Played::Stuck | Played::Cut));
    assert!(back.unwrap_err().is_unavailable());
    meet(&first, &second).unwrap();
    assert_eq!(first.heads(), second.heads());
}
