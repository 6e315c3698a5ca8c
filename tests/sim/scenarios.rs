//! The faults that must be survived, by their numbers and names. Every script ends in all oracles.

use gundb::prelude::*;
use gundb::transport::sync;
use gundb_tests::backend::Backend;
use gundb_tests::sim::{
    Act, Flavour, ForeignRecord, Jump, POISON, Part, ThingEvent, Views, Weights,
};

use crate::holds;
use crate::stories::*;

/// Histories of one kind of fault.
fn flavour(nodes: usize, weights: Weights) -> Flavour {
    let weights = Weights { append: 10, ..weights };
    Flavour { nodes, postgres: 0, events: 40, weights, keys: 2, pause_ms_max: 2 }
}

fn seeds(flavour: &Flavour, seeds: u64) {
    (0..seeds).for_each(|seed| drop(holds(&flavour.script(seed))));
}

#[test]
fn s01_deliveries_come_in_any_order_twice_and_in_pieces() {
    (2..=7)
        .for_each(|nodes| seeds(&flavour(nodes, Weights { deliver: 12, ..Weights::default() }), 2));
}

#[test]
fn s02_rings_chains_stars_and_meshes() {
    let nodes = 5;
    let write = |round| (0..nodes).map(move |node| append(node, "a", [scored(round), titled("x")]));
    for pairs in [
        (0..nodes).map(|node| (node, (node + 1) % nodes)).collect::<Vec<_>>(),
        (1..nodes).map(|node| (node - 1, node)).collect(),
        (1..nodes).map(|node| (0, node)).collect(),
    ] {
        let round =
            |round| write(round).chain(pairs.iter().map(|(first, second)| meet(*first, *second)));
        holds(&script(nodes, (0..3).flat_map(round).collect()));
    }
    seeds(&flavour(6, Weights { meet: 8, ..Weights::default() }), 3);
}

#[test]
fn s03_a_carrier_between_two_who_never_meet_dies_midway() {
    holds(&script(
        3,
        vec![
            append(0, "a", [made("x"), tagged("t")]),
            append(1, "a", [untagged("t"), titled("y")]),
            meet(0, 2),
            cut(2, 1, 3),
            crash(2, Views::All),
            meet(1, 2),
            append(1, "a", [priced(3)]),
            cut(2, 0, 2),
            crash(2, Views::All),
        ],
    ));
}

#[test]
fn s06_what_comes_before_its_predecessor_waits_unseen() {
    let write = (0..6).map(|round| append(0, "a", [said("x"), scored(round)]));
    let lossy = (0..8).map(|salt| deliver(0, 1, salt, 2));
    holds(&script(
        2,
        write.chain(lossy).chain([crash(1, Views::All), deliver(0, 1, 9, 0)]).collect(),
    ));
}

#[test]
fn s07_a_store_that_fails_at_any_table_changes_nothing() {
    let tables = [
        "gundb_event",
        "gundb_stream",
        "gundb_store",
        "gundb_log",
        "gundb_head",
        "gundb_pending",
        "gundb_fold",
        "things",
        "scores",
        "teams",
        "kept",
        "lines",
        "gundb_stream_heads",
        "gundb_conflict",
        "gundb_skipped",
    ];
    let mut acts = vec![append(1, "b", [made("early")]), append(0, "a", [made("x")])];
    for table in tables {
        acts.push(failing(
            0,
            table,
            append(0, "a", [said(POISON), titled("y"), ThingEvent::Removed]),
        ));
        acts.push(append(1, "a", [scored(1), titled("z"), said("x")]));
        acts.push(failing(0, table, deliver(1, 0, 3, 2)));
        acts.push(failing(0, table, meet(1, 0)));
        acts.push(crash(0, Views::All));
        acts.push(append(0, "a", [made("again")]));
    }
    holds(&script(2, acts));
}

#[test]
fn s13_a_late_event_below_many_newer_ones() {
    let mut acts = vec![
        append(1, "a", [made("late"), said("late"), tagged("late")]),
        clock(0, Jump::By(1000)),
    ];
    let newer: Vec<ThingEvent> =
        (0..1000).map(|round| if round % 5 == 0 { said("x") } else { scored(round) }).collect();
    for _ in 0..10 {
        let parts = vec![Part { key: "a".to_owned(), events: newer.clone() }];
        acts.push(Act::Append { node: 0, parts, id: None });
    }
    acts.extend([meet(0, 1), append(1, "a", [untagged("late")]), meet(1, 0)]);
    let mut script = script(2, acts);
    script.look_every = 100;
    holds(&script);
}

#[test]
fn s14_clocks_are_a_year_off_jump_back_and_stand() {
    let year = 365 * 24 * 3600 * 1000;
    holds(&script(
        3,
        vec![
            clock(0, Jump::By(year)),
            append(0, "a", [titled("from the future")]),
            meet(0, 1),
            append(1, "a", [titled("later")]),
            clock(0, Jump::By(-2 * year)),
            append(0, "a", [priced(1)]),
            clock(2, Jump::Freeze),
            append(2, "a", [titled("frozen")]),
            append(2, "a", [priced(2)]),
            meet(2, 0),
            clock(2, Jump::Thaw),
            append(2, "a", [titled("last")]),
        ],
    ));
    seeds(&flavour(3, Weights { clock: 10, meet: 5, ..Weights::default() }), 4);
}

#[test]
fn s15_more_events_in_a_millisecond_than_its_counter_holds() {
    let many: Vec<ThingEvent> = (0..1000).map(scored).collect();
    let parts = || vec![Part { key: "a".to_owned(), events: many.clone() }];
    let frozen = (0..100).map(|_| Act::Append { node: 0, parts: parts(), id: None });
    let foreign_records = (0..3).map(|_| foreign(1, ForeignRecord::UnknownField));
    let acts = [clock(0, Jump::Freeze), clock(1, Jump::Freeze)]
        .into_iter()
        .chain(frozen)
        .chain(foreign_records);
    let mut script =
        at_one_moment(2, acts.chain([meet(0, 1), append(1, "a", [titled("x")])]).collect());
    script.look_every = 1000;
    holds(&script);
}

#[test]
fn s16_concurrent_writes_of_one_row_and_one_element() {
    for (here, there) in [
        (titled("x"), titled("y")),
        (titled("x"), ThingEvent::Removed),
        (ThingEvent::Removed, ThingEvent::Removed),
        (made("x"), ThingEvent::Removed),
        (tagged("t"), untagged("t")),
        (untagged("t"), tagged("t")),
    ] {
        let acts = || {
            let begun = [append(0, "a", [made("begun"), tagged("t")]), meet(0, 1)];
            let apart = [append(0, "a", [here.clone()]), append(1, "a", [there.clone()])];
            let later = [meet(0, 1), append(1, "a", [scored(1)]), meet(2, 1)];
            begun.into_iter().chain(apart).chain(later).collect()
        };
        holds(&script(3, acts()));
        holds(&at_one_moment(3, acts()));
    }
}

#[test]
fn s17_partial_updates_of_one_row_on_two_nodes() {
    let begun = [append(0, "a", [made("x"), priced(1)]), meet(0, 1)];
    let apart =
        [append(0, "a", [titled("y")]), append(1, "a", [priced(2)]), append(1, "b", [priced(3)])];
    holds(&script(
        2,
        begun.into_iter().chain(apart).chain([append(0, "b", [titled("z")])]).collect(),
    ));
}

#[test]
fn s18_a_batch_over_streams_is_seen_whole_or_not_at_all() {
    let parts = |round| vec![part("a", [scored(round), said("x")]), part("b", [scored(-round)])];
    let batch = |round| Act::Append { node: 0, parts: parts(round), id: None };
    let write = (1..5).map(batch);
    let pieces = (0..10).map(|salt| deliver(0, 1, salt, 3));
    let cuts = (1..8).map(|messages| cut(0, 1, messages));
    holds(&script(2, write.chain(pieces).chain(cuts).collect()));
}

#[tokio::test]
async fn s19_a_token_holds_elsewhere_once_its_events_are_there() {
    let files = [Backend::Sqlite.fresh().await, Backend::Sqlite.fresh().await];
    let here = Gundb::builder().events::<ThingEvent>().open(files[0].url()).await.unwrap();
    let there = Gundb::builder().events::<ThingEvent>().open(files[1].url()).await.unwrap();
    let appended = here.append("a", Expect::New, [made("x")]).await.unwrap();
    let stream = StreamRef::new("thing", "a");
    assert_eq!(here.stream(&stream).await.unwrap().unwrap().version, 1);
    let at = || Expect::At(appended.token());
    let early = there.append("a", at(), [scored(1)]).await.unwrap_err();
    assert!(early.is_conflict(), "{early}");
    sync(&here, &there).await.unwrap();
    there.append("a", at(), [scored(1)]).await.unwrap();
}

#[test]
fn s20_one_key_is_created_twice_and_a_timed_out_append_is_tried_elsewhere() {
    let fact = || scored(5);
    holds(&script(
        3,
        vec![
            append(0, "a", [made("here")]),
            append(1, "a", [made("there")]),
            with_id(0, "a", fact(), 1),
            with_id(1, "a", fact(), 1),
            with_id(1, "a", fact(), 1),
            meet(0, 2),
            with_id(2, "a", fact(), 1),
            meet(1, 2),
            with_id(2, "a", made("other"), 2),
            with_id(0, "a", ThingEvent::Removed, 2),
        ],
    ));
}

#[test]
fn s22_old_and_new_software_together() {
    let all =
        [ForeignRecord::UnknownEvent, ForeignRecord::UnknownStream, ForeignRecord::UnknownField];
    let foreign_records = all.into_iter().map(|what| foreign(0, what));
    let acts = vec![
        crash(1, Views::None),
        append(1, "a", [said("x"), scored(1)]),
        meet(0, 1),
        crash(1, Views::Rules),
        append(1, "a", [said("y"), made("z")]),
        append(0, "a", [said("late")]),
        meet(0, 1),
        rebuild(1, "things"),
        crash(1, Views::All),
    ];
    holds(&script(2, foreign_records.chain(acts).collect()));
}

#[test]
fn s24_poison_hinders_nobody_else() {
    holds(&script(
        2,
        vec![
            append(0, "a", [said("x"), said(POISON), said("y")]),
            foreign(0, ForeignRecord::NoJson),
            foreign(0, ForeignRecord::WrongType),
            append(1, "a", [said(POISON), titled("z")]),
            append(1, "b", [said("fine")]),
            meet(0, 1),
            rebuild(1, "lines"),
            append(0, "a", [said("on")]),
        ],
    ));
}

#[test]
fn s28_both_databases_with_keys_numbers_and_times_of_every_kind() {
    let weights = Weights { meet: 4, deliver: 4, foreign: 1, crash: 1, ..Weights::default() };
    seeds(&Flavour { postgres: 1, keys: 8, ..flavour(2, weights) }, 3);
}
