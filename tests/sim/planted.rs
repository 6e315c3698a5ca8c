//! What finds planted bugs (`tests/planted/`).

use gundb_tests::sim::Many;

#[test]
#[ignore = "the test `histories` plays these seeds, too; a planted bug must break one of them"]
fn two_hundred_seeds_hold() {
    let many = Many { seeds: 0..200, nodes: None, events: None, postgres: 0, twice: 0 };
    if let Err(broken) = many.play() {
        panic!("seed {}: {}", broken.script.seed, broken.what);
    }
}
