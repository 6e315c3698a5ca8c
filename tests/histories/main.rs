//! Two thousand histories of two to seven nodes, each from a seed; fifty of them twice. One seed:
//! `cargo run -p gundb-tests --bin simulate -- --seed 7 --trace yes`.

use std::path::Path;
use std::time::Duration;

use gundb_tests::sim::{Many, counts, shortest};

#[test]
fn two_thousand_seeds_hold_and_go_one_way() {
    let many = Many { seeds: 0..2000, nodes: None, events: None, postgres: 0, twice: 50 };
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    if let Err(broken) = many.play_in(Path::new(env!("CARGO_BIN_EXE_simulate")), cores) {
        panic!("{}", shortest(&broken.script, &broken.what, Duration::from_secs(120)));
    }
    let never: Vec<_> = counts().into_iter().filter(|(_, count)| *count == 0).collect();
    assert!(never.is_empty(), "what has to happen sometimes never did: {never:?}");
}
