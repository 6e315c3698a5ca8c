//! The simulation as tests: scenarios by name, histories that once broke. Many seeds are played by
//! the test `histories`.

mod once_broken;
mod planted;
mod scenarios;
mod stories;

use std::time::Duration;

use gundb_tests::sim::{Many, Played, Script, play, shortest};

/// Plays a script; if it breaks, fails with the shortest one that breaks.
fn holds(script: &Script) -> Played {
    let played = play(script);
    if let Some(broken) = &played.broken {
        panic!("{}", shortest(script, broken, Duration::from_secs(20)));
    }
    played
}

#[test]
fn seeds_hold_on_both_databases_at_once() {
    let many = Many { seeds: 10_000..10_010, nodes: None, events: None, postgres: 1, twice: 0 };
    if let Err(broken) = many.play() {
        panic!("{}", shortest(&broken.script, &broken.what, Duration::from_secs(120)));
    }
}
