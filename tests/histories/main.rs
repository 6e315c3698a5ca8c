//! Some hundred seeds; the release build plays thousands (`simulate --histories 2000 --sometimes yes`).

use gundb_tests::sim::{Broken, Many, minimise};

fn many(seeds: std::ops::Range<u64>) -> Many {
    Many { seeds, nodes: None, events: None, postgres: 0, threads: 2, twice: 0 }
}

fn hold(many: &Many) {
    if let Err(broken) = many.play() {
        let Broken { script, what } = *broken;
        let seed = script.seed;
        let (script, what) = minimise(&script, &what, std::time::Duration::from_secs(60));
        panic!("seed {seed}: {what}\nin {:#?}", script.steps);
    }
}

#[test]
fn many_seeds_hold() {
    hold(&many(0..60));
}

#[test]
fn one_seed_goes_one_way() {
    hold(&Many { seeds: 500..510, twice: 10, ..many(0..0) });
}

#[test]
fn seeds_hold_on_both_databases_at_once() {
    hold(&Many { seeds: 1000..1006, postgres: 1, twice: 0, threads: 1, ..many(0..0) });
}
