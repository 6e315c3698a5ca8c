//! The simulation as tests: scenarios by name, histories that once broke. Many seeds are played by the test `histories`.

mod once_broken;
mod scenarios;
mod stories;

use gundb_tests::sim::{Played, Script, minimise, play};

/// Plays a script; where it breaks, fails with the shortest one that does.
fn holds(script: &Script) -> Played {
    let played = play(script);
    if let Some(broken) = &played.broken {
        let (script, broken) = minimise(script, broken, std::time::Duration::from_secs(20));
        let text = serde_json::to_string(&script).unwrap();
        panic!("{broken}\nin {:#?}\nwhich is, for `simulate --script`,\n{text}", script.steps);
    }
    played
}
