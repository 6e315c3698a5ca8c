//! Histories that broke once, made short.

use gundb_tests::sim::{Strange, ThingEvent};

use crate::holds;
use crate::stories::*;

#[test]
fn a_refused_receipt_teaches_no_names() {
    // What the failed transaction saw of new logs was believed afterwards, though they got other numbers then.
    holds(&script(
        4,
        vec![
            append(2, "a", [titled("x")]),
            append(3, "a", [scored(-3)]),
            append(0, "a", [made("x"), priced(1)]),
            append(1, "a", [untagged("x")]),
            meet(3, 2),
            failing(1, "gundb_head", meet(3, 1)),
            meet(0, 1),
        ],
    ));
}

#[test]
fn a_row_that_is_built_again_remembers_who_removed_it() {
    holds(&script(2, vec![append(1, "a", [ThingEvent::Removed]), rebuild(1, "kept"), rebuild(1, "things")]));
}

#[test]
fn a_row_that_is_built_again_knows_its_first_event() {
    holds(&script(
        2,
        vec![append(1, "a", [scored(1)]), rebuild(1, "scores"), rebuild(1, "counts"), meet(0, 1)],
    ));
}

#[test]
fn a_row_without_sums_knows_its_first_event() {
    let late = vec![append(0, "a", [scored(1)]), append(1, "a", [scored(2)]), append(1, "a", [scored(3)])];
    holds(&script(2, [late, vec![meet(0, 1), append(1, "a", [scored(4)])]].concat()));
}

#[test]
fn an_event_type_that_was_only_received_is_no_damage() {
    holds(&script(2, vec![stranger(0, Strange::UnknownEvent), stranger(1, Strange::UnknownStream)]));
}

#[test]
fn one_id_with_two_facts_is_no_damage() {
    holds(&script(2, vec![with_id(0, "a", scored(0), 1), with_id(1, "a", made("x"), 1), meet(0, 1)]));
}
