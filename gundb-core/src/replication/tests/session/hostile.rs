//! Messages that no honest node sends.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::super::{
    Body, Hello, Holding, Load, Loaded, LogPosition, Message, OriginRange, Ranges, Received, Run,
    Told, Wanted,
};
use super::super::messages::arbitrary::message;
use super::super::node::Node;
use super::{Input, Refusal, Session, SessionAction, writer};
use crate::model::{Origin, Space};

/// Hands messages to the session of a node that has many logs, numbered as if they were due; what
/// it answers last.
fn tell(started: bool, bodies: Vec<Body>) -> Vec<SessionAction> {
    let mut node = writer(1, 2);
    (10..60).for_each(|origin| {
        node.renew(origin);
        node.append(1, 5);
    });
    let mut session = Session::new(node.space, node.log_heads());
    if started {
        session.step(Input::Started);
    }
    let mut last = Vec::new();
    for (number, body) in (0..).zip(bodies) {
        last = session.step(Input::Received(Message { number, body }));
    }
    last
}

fn assert_out_of_turn(why: &str, actions: &[SessionAction]) {
    let [SessionAction::Send(message), SessionAction::Done(summary)] = actions else {
        panic!("{why}: {actions:?}")
    };
    assert_eq!(message.body, Body::Refused(Refusal::OutOfTurn), "{why}");
    assert!(summary.ended.as_ref().unwrap_err().is_refused(), "{why}");
}

fn sum(range: OriginRange) -> Told {
    Told { range, holding: Holding::Sum { count: 100, hash: [1; 16] } }
}

fn hello(told: Told) -> Body {
    Body::Hello(Hello { space: Space::default(), told })
}

fn ranges(told: Vec<Told>, more: bool) -> Body {
    Body::Ranges(Ranges { more, told, wants: Vec::new() })
}

/// An answer that says that the other node has nothing of a log.
fn wants(origin: u64) -> Body {
    let wants = vec![LogPosition::start(Origin::new(origin).unwrap())];
    Body::Ranges(Ranges { wants, ..Ranges::default() })
}

/// The first part of the whole.
fn part() -> OriginRange {
    OriginRange::WHOLE.parts().next().unwrap()
}

#[test]
fn what_is_out_of_turn_is_refused() {
    let whole = OriginRange::WHOLE;
    let done = || Body::Done { forked: Vec::new() };
    let deeper = part().parts().next().unwrap();
    let stories: Vec<(&str, bool, Vec<Body>)> = vec![
        ("an end before the beginning", false, vec![done()]),
        ("ranges before a hello", false, vec![ranges(vec![], false)]),
        ("an acknowledgement of nothing", false, vec![Body::Acknowledged { number: 0 }]),
        ("a hello of a part", false, vec![hello(sum(part()))]),
        ("two hellos", false, vec![hello(sum(whole)), hello(sum(whole))]),
        ("a second hello", true, vec![ranges(vec![sum(part())], false), hello(sum(whole))]),
        ("the whole again", true, vec![ranges(vec![sum(whole)], false)]),
        ("a range that is too deep", true, vec![ranges(vec![sum(deeper)], false)]),
        (
            "a range told twice",
            true,
            vec![ranges(vec![sum(part())], true), ranges(vec![sum(part())], true)],
        ),
        ("events in the middle of an answer", true, vec![ranges(vec![], true), done()]),
        (
            "events after the end",
            true,
            vec![wants(10), done(), Body::Events(runs_of(&writer(2, 1)))],
        ),
        ("two ends, while it has to send", true, vec![wants(10), done(), done()]),
    ];
    for (why, started, bodies) in stories {
        assert_out_of_turn(why, &tell(started, bodies));
    }
}

#[test]
fn a_missing_message_is_noticed() {
    let node = Node::new(1);
    let mut session = Session::new(node.space, Vec::new());
    session.step(Input::Started);
    let actions = session.step(Input::Received(Message { number: 1, body: ranges(vec![], false) }));
    assert_out_of_turn("number 1 comes first", &actions);
}

/// The runs of a node, and a load that asks for them.
fn runs_of(node: &Node) -> Vec<Run> {
    let wanted = node.log_heads().into_iter();
    let wanted = wanted
        .map(|head| Wanted { after: LogPosition::start(head.origin), up_to: head.sequence })
        .collect();
    node.load(&Load { wanted, cursor: 0, bytes_max: usize::MAX }).runs
}

#[test]
fn more_chunks_than_the_window_are_refused() {
    let mut session = Session::new(Space::default(), Vec::new());
    session.step(Input::Started);
    let runs = runs_of(&writer(2, 3));
    let events = |number| Input::Received(Message { number, body: Body::Events(runs.clone()) });
    assert!(session.step(events(0)).iter().any(|action| matches!(action, SessionAction::Store(_))));
    assert!(session.step(events(1)).is_empty());
    assert_out_of_turn("a third chunk", &session.step(events(2)));
}

/// A session of a node with three records, whose other side has nothing; and what it loads.
fn sending(node: &Node) -> (Session, Load) {
    let mut session = Session::new(node.space, node.log_heads());
    let told = Told { range: OriginRange::WHOLE, holding: Holding::Heads(Vec::new()) };
    let mut actions = session.step(Input::Received(Message { number: 0, body: hello(told) }));
    let Some(SessionAction::Load(load)) = actions.pop() else { panic!("{actions:?}") };
    (session, load)
}

#[test]
fn only_the_message_that_is_due_is_acknowledged() {
    let node = writer(1, 3);
    for (acknowledged, is_due) in [(0, true), (1, false), (9, false)] {
        let (mut session, load) = sending(&node);
        session.step(Input::Loaded(node.load(&load)));
        let body = Body::Acknowledged { number: acknowledged };
        let actions = session.step(Input::Received(Message { number: 1, body }));
        assert_eq!(actions.is_empty(), is_due);
        assert!(is_due || session.is_over());
    }
}

#[test]
fn a_load_goes_on_where_the_last_one_ended() {
    let node = writer(1, 3);
    let (mut session, load) = sending(&node);
    assert_eq!(load.cursor, 0);
    let loaded = node.load(&Load { bytes_max: 1, ..load });
    assert!(loaded.more);
    let cursor = loaded.cursor;
    let actions = session.step(Input::Loaded(loaded));
    let [SessionAction::Send(_), SessionAction::Load(load)] = &actions[..] else {
        panic!("{actions:?}")
    };
    assert_eq!((load.cursor, load.wanted[0].after.sequence), (cursor, 1));
    assert!(
        session.step(Input::Stored(Received::default())).is_empty(),
        "nothing was to be stored"
    );
}

/// Whether a session ends where its source gives something else than what it has.
fn ends_where(change: impl FnOnce(&mut Loaded)) -> bool {
    let node = writer(1, 3);
    let (mut session, load) = sending(&node);
    let mut loaded = node.load(&load);
    change(&mut loaded);
    let actions = session.step(Input::Loaded(loaded));
    actions
        .into_iter()
        .any(|action| matches!(action, SessionAction::Done(summary) if summary.ended.is_err()))
}

#[test]
fn a_source_that_breaks_its_promises_ends_the_session() {
    assert!(!ends_where(|_| {}));
    assert!(ends_where(|loaded| loaded.runs[0].first = 2));
    assert!(ends_where(|loaded| loaded.runs[0].origin = Origin::new(9).unwrap()));
    assert!(ends_where(|loaded| loaded.runs.push(loaded.runs[0].clone())));
    assert!(ends_where(|loaded| loaded.runs[0].records.clear()));
    assert!(ends_where(|loaded| loaded.runs = runs_of(&writer(1, 4))), "more than what was wanted");
    assert!(
        ends_where(|loaded| loaded.runs[0].records = vec![vec![0; 8 << 20]; 3]),
        "more than a message holds"
    );
    assert!(ends_where(|loaded| {
        loaded.runs.clear();
        loaded.more = true;
    }));
}

/// What a hostile node makes of what it receives: messages of its own, rightly numbered.
fn bodies() -> impl Strategy<Value = Vec<Body>> {
    let sums = (0..17_u8, any::<u64>()).prop_map(|(depth, first)| {
        let bits = 64 - 4 * u32::from(depth.min(16));
        let first = (first >> 1).checked_shr(bits).unwrap_or(0).checked_shl(bits).unwrap_or(0);
        let range = OriginRange::new(depth, first).unwrap_or(OriginRange::WHOLE);
        ranges(vec![sum(range)], false)
    });
    let whole = any::<bool>().prop_map(|is_sum| {
        let plain = Told { range: OriginRange::WHOLE, holding: Holding::Heads(Vec::new()) };
        hello(if is_sum { sum(OriginRange::WHOLE) } else { plain })
    });
    let any = message().prop_map(|message| message.body);
    (whole, vec(prop_oneof![2 => any, 1 => sums], 0..9))
        .prop_map(|(first, rest)| std::iter::once(first).chain(rest).collect())
}

proptest! {
    #[test]
    fn no_message_panics_or_draws_more_than_a_bounded_answer(bodies in bodies(), started in any::<bool>()) {
        let actions = tell(started, bodies);
        prop_assert!(actions.len() < 20);
    }
}
