//! Histories of several nodes that write (in the middle of meetings, too), meet over bad lines,
//! forget what waits and lose their memory: once the lines are good, all hold the same.

use proptest::collection::vec;
use proptest::prelude::*;

use super::meeting::{Fault, Meeting};
use super::node::Node;

/// What happens in a history.
#[derive(Clone, Debug)]
enum Step {
    /// A node appends a batch.
    Append { node: usize, events: u32, payload_bytes: usize },
    /// Two nodes meet; messages have faults, by their number.
    Meet {
        left: usize,
        right: usize,
        both_begin: bool,
        faults: Vec<(usize, Fault)>,
        order: Vec<usize>,
    },
    /// A node gives up what waits for something.
    Forget(usize),
    /// A node goes on as another origin.
    Renew(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let node = 0..5_usize;
    let payload_bytes = prop_oneof![4 => 0..50_usize, 1 => 200_000..400_000_usize];
    let append = (node.clone(), 1..4_u32, payload_bytes)
        .prop_map(|(node, events, payload_bytes)| Step::Append { node, events, payload_bytes });
    let fault = prop::sample::select(vec![
        Fault::Lose,
        Fault::Repeat,
        Fault::Swap,
        Fault::Meanwhile,
        Fault::Meanwhile,
        Fault::Cut,
    ]);
    let meet = (
        node.clone(),
        node.clone(),
        any::<bool>(),
        vec((0..12_usize, fault), 0..3),
        vec(0..2_usize, 1..9),
    )
        .prop_map(|(left, right, both_begin, faults, order)| Step::Meet {
            left,
            right,
            both_begin,
            faults,
            order,
        });
    prop_oneof![
        6 => append,
        6 => meet,
        1 => node.clone().prop_map(Step::Forget),
        1 => node.prop_map(Step::Renew),
    ]
}

/// Two different nodes.
fn pair(nodes: &mut [Node], left: usize, right: usize) -> Option<(&mut Node, &mut Node)> {
    let pair = nodes.get_disjoint_mut([left, right]).ok()?;
    let [left, right] = pair;
    Some((left, right))
}

fn play(nodes: &mut [Node], step: &Step, origins: &mut u64) {
    let count = nodes.len();
    match step {
        Step::Append { node, events, payload_bytes } => {
            nodes[node % count].append(*events, *payload_bytes)
        }
        Step::Meet { left, right, both_begin, faults, order } => {
            let Some((left, right)) = pair(nodes, left % count, right % count) else { return };
            let mut meeting = Meeting::new(left, right);
            meeting.begin(0);
            if *both_begin {
                meeting.begin(1);
            }
            let fault = |at: usize| {
                faults.iter().find(|(number, _)| *number == at).map(|(_, fault)| *fault)
            };
            meeting.run(fault, |at| order[at % order.len()]);
            assert!(
                faults.iter().any(|(_, fault)| *fault != Fault::Meanwhile) || meeting.is_complete(),
                "a good line brings every session to its end"
            );
        }
        Step::Forget(node) => nodes[node % count].forget_pending(),
        Step::Renew(node) => {
            *origins = origins.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            nodes[node % count].renew((*origins >> 1).max(1));
        }
    }
}

/// Meets along a chain and back, over good lines, so that what the first has reaches the last
/// through all others.
fn meet_along(nodes: &mut [Node]) {
    let pairs = (1..nodes.len()).map(|right| (right - 1, right));
    for (left, right) in pairs.clone().chain(pairs.rev()) {
        let (left, right) = pair(nodes, left, right).unwrap();
        let meeting = Meeting::hold(left, right);
        assert!(meeting.is_complete());
        for side in [0, 1] {
            let received = &meeting.summary(side).received;
            assert_eq!((received.pending, received.refused.len()), (0, 0));
            assert_eq!(meeting.summary(side).forked, []);
        }
        assert_eq!(left.log_heads(), right.log_heads());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn all_nodes_converge_once_lines_are_good(count in 2..6_usize, steps in vec(step(), 1..40)) {
        let mut nodes: Vec<Node> = (1..=count as u64).map(Node::new).collect();
        let mut origins = 0x1234_5678_9abc_def1;
        for step in &steps {
            play(&mut nodes, step, &mut origins);
        }
        meet_along(&mut nodes);
        let heads = nodes[0].log_heads();
        for node in &mut nodes {
            prop_assert_eq!(node.log_heads(), heads.clone());
            node.forget_pending();
        }
        let [left, right, ..] = &mut nodes[..] else { unreachable!() };
        prop_assert_eq!(Meeting::hold(left, right).sent.len(), 2, "equal nodes settle in one round trip");
    }
}

#[test]
fn events_come_through_a_third_node() {
    let (mut left, mut middle, mut right) = (Node::new(1), Node::new(2), Node::new(3));
    left.append(3, 10);
    Meeting::hold(&mut left, &mut middle);
    middle.append(1, 10);
    Meeting::hold(&mut middle, &mut right);
    assert_eq!(right.log_heads(), middle.log_heads());
    let meeting = Meeting::hold(&mut right, &mut left);
    assert_eq!((meeting.summary(0).sent, left.len()), (1, 4));
}
