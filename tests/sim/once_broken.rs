//! Histories that broke once, made short.

use gundb_tests::sim::{ForeignRecord, ThingEvent};

use crate::holds;
use crate::stories::*;

#[test]
fn a_refused_receipt_teaches_no_names() {
    // What the failed transaction had learned of new logs was believed afterwards, though they got
    // other numbers then.
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
    holds(&script(
        2,
        vec![append(1, "a", [ThingEvent::Removed]), rebuild(1, "kept"), rebuild(1, "things")],
    ));
}

#[test]
fn a_row_that_is_built_again_knows_its_first_event() {
    holds(&script(
        2,
        vec![append(1, "a", [scored(1)]), rebuild(1, "scores"), rebuild(1, "counts"), meet(0, 1)],
    ));
}

#[test]
fn a_row_of_many_streams_knows_its_first_event() {
    let write = |key| append(0, key, [scored(1)]);
    let again = || crash(0, gundb_tests::sim::Views::All);
    holds(&script(
        2,
        vec![write("a"), again(), write("b"), again(), write("a"), append(1, "c", [scored(2)])],
    ));
}

#[test]
fn an_event_type_that_was_only_received_is_no_damage() {
    holds(&script(
        2,
        vec![foreign(0, ForeignRecord::UnknownEvent), foreign(1, ForeignRecord::UnknownStream)],
    ));
}

#[test]
fn a_view_that_is_behind_counts_what_it_has_not_folded_for_nothing() {
    // Its own event is the later one of two that bring one fact; the earlier one came when nobody
    // could fold it.
    let fact = |node| with_id(node, "a", made("x"), 1);
    let late = [crash(1, gundb_tests::sim::Views::Rules), meet(0, 1)];
    holds(&script(2, [fact(0), fact(1)].into_iter().chain(late).collect()));
}

#[test]
fn one_id_with_two_facts_is_no_damage() {
    holds(&script(
        2,
        vec![with_id(0, "a", scored(0), 1), with_id(1, "a", made("x"), 1), meet(0, 1)],
    ));
}
