//! Short words for scripts that are written by hand.

use gundb_tests::sim::{Act, Carrier, ForeignRecord, Jump, Part, Script, Step, ThingEvent, Views};

/// A script for this many nodes, verified after every step.
pub(crate) fn script(nodes: usize, acts: Vec<Act>) -> Script {
    let steps = acts.into_iter().map(|act| Step { after_ms: 1, act }).collect();
    Script { seed: 7, nodes, postgres: 0, look_every: 1, steps }
}

/// As [`script`], with clocks that stand.
pub(crate) fn at_one_moment(nodes: usize, acts: Vec<Act>) -> Script {
    let mut script = script(nodes, acts);
    script.steps.iter_mut().for_each(|step| step.after_ms = 0);
    script
}

pub(crate) fn append<const N: usize>(node: usize, key: &str, events: [ThingEvent; N]) -> Act {
    Act::Append { node, parts: vec![part(key, events)], id: None }
}

pub(crate) fn with_id(node: usize, key: &str, event: ThingEvent, id: u8) -> Act {
    Act::Append { node, parts: vec![part(key, [event])], id: Some(id) }
}

pub(crate) fn part<const N: usize>(key: &str, events: [ThingEvent; N]) -> Part {
    Part { key: key.to_owned(), events: events.into() }
}

pub(crate) fn meet(first: usize, second: usize) -> Act {
    Act::Meet { first, second, cut: None }
}

pub(crate) fn cut(first: usize, second: usize, messages: usize) -> Act {
    Act::Meet { first, second, cut: Some(messages) }
}

/// Single records in any order; some of them lost.
pub(crate) fn deliver(from: usize, to: usize, salt: u64, loses: usize) -> Act {
    let carrier = Carrier { salt, stale: false, cuts: true, shuffles: true, loses, doubles: 3 };
    Act::Deliver { from, to, bytes_max: 1_000_000, carrier }
}

pub(crate) fn failing(node: usize, table: &str, act: Act) -> Act {
    Act::Failing { node, table: table.to_owned(), act: Box::new(act) }
}

pub(crate) fn crash(node: usize, views: Views) -> Act {
    Act::Crash { node, views }
}

pub(crate) fn clock(node: usize, jump: Jump) -> Act {
    Act::Clock { node, jump }
}

pub(crate) fn foreign(to: usize, what: ForeignRecord) -> Act {
    Act::Foreign { to, what }
}

pub(crate) fn rebuild(node: usize, view: &str) -> Act {
    Act::Rebuild { node, view: view.to_owned() }
}

pub(crate) fn made(title: &str) -> ThingEvent {
    ThingEvent::Made { title: title.to_owned() }
}

pub(crate) fn titled(title: &str) -> ThingEvent {
    ThingEvent::Titled { title: Some(title.to_owned()) }
}

pub(crate) fn priced(cents: i64) -> ThingEvent {
    ThingEvent::Priced { cents: Some(cents) }
}

pub(crate) fn scored(points: i64) -> ThingEvent {
    ThingEvent::Scored { points, team: Some("red".to_owned()) }
}

pub(crate) fn said(word: &str) -> ThingEvent {
    ThingEvent::Said { word: word.to_owned() }
}

pub(crate) fn tagged(tag: &str) -> ThingEvent {
    ThingEvent::Tagged { tag: tag.to_owned() }
}

pub(crate) fn untagged(tag: &str) -> ThingEvent {
    ThingEvent::Untagged { tag: tag.to_owned() }
}
