//! Test vectors in `docs`: files that hold exactly what this code makes, for those who write the
//! formats anew.

use std::fs;
use std::path::Path;

use serde::Serialize;

/// Fails where a file of `docs` isn't what this code makes of the vectors; `GUNDB_WRITE_VECTORS=1`
/// writes it anew.
pub(crate) fn assert_held(file: &str, vectors: &impl Serialize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(file);
    let made = serde_json::to_string_pretty(vectors).unwrap() + "\n";
    if std::env::var_os("GUNDB_WRITE_VECTORS").is_some_and(|value| value == "1") {
        fs::write(&path, &made).unwrap();
    }
    let held = fs::read_to_string(&path).unwrap();
    let differs = held.lines().zip(made.lines()).position(|(held, made)| held != made);
    assert!(
        held == made,
        "the format changed: {} is not what this code makes, from line {} on",
        path.display(),
        differs.map_or(held.lines().count().min(made.lines().count()), |line| line) + 1,
    );
}
