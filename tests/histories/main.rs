//! Two thousand histories of two to seven nodes, each from a seed; fifty of them twice. One seed:
//! `cargo run -p gundb-tests --bin simulate -- --seed 7 --trace yes`.

use std::time::Duration;

use gundb_tests::sim::{Broken, Many, counts, minimise};

fn many(seeds: std::ops::Range<u64>) -> Many {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    Many { seeds, nodes: None, events: None, postgres: 0, threads, twice: 0 }
}

fn hold(many: &Many) {
    if let Err(broken) = many.play() {
        let Broken { script, what } = *broken;
        let seed = script.seed;
        let (script, what) = minimise(&script, &what, Duration::from_secs(120));
        let text = serde_json::to_string(&script).expect("a script is JSON");
        panic!("seed {seed}: {what}\nin {:#?}\nwhich is, for `simulate --script`,\n{text}", script.steps);
    }
}

#[test]
fn two_thousand_seeds_hold_and_go_one_way() {
    hold(&Many { twice: 50, ..many(0..2000) });
    let never: Vec<_> = counts().into_iter().filter(|(_, count)| *count == 0).collect();
    assert!(never.is_empty(), "what has to happen sometimes never did: {never:?}");
}

#[test]
fn seeds_hold_on_both_databases_at_once() {
    hold(&Many { postgres: 1, threads: 1, ..many(10_000..10_010) });
}
