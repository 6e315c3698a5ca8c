//! The public interface of the library, item by item, is written down in `docs/public-api.txt`, so
//! that a change of it is seen in a diff.
//!
//! After a change that is meant: `GUNDB_WRITE_PUBLIC_API=1 cargo test -p gundb-tests --test suite
//! public_api`, and read the diff.

use std::collections::BTreeSet;

use super::public_paths::Crate;
use super::tree::{File, files, root};

const LISTING: &str = "docs/public-api.txt";
const SOURCES: &str = "gundb-core/src/";
/// The switch that writes the listing anew.
const WRITE: &str = "GUNDB_WRITE_PUBLIC_API";

/// The listing of a crate named `gundb`, a line for each item.
fn listing(files: &[File]) -> Vec<String> {
    Crate::read(SOURCES, files).items("gundb").into_iter().collect()
}

/// What two listings do not share.
fn violations(written: &str, found: &[String]) -> Vec<String> {
    let written: BTreeSet<&str> = written.lines().collect();
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    let gone = written.difference(&found).map(|line| format!("- {line}"));
    gone.chain(found.difference(&written).map(|line| format!("+ {line}"))).collect()
}

#[test]
fn the_public_interface_is_written_down() {
    let found = listing(&files(&["gundb-core/src/*.rs"]));
    let path = root().join(LISTING);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, found.join("\n") + "\n").expect("the listing can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let violations = violations(&written, &found);
    assert!(
        violations.is_empty(),
        "the public interface is not what {LISTING} says. If you meant it, run again with {WRITE}=1, \
         read the diff, and say what breaks in CHANGELOG.md:\n{}",
        violations.join("\n")
    );
}

/// A crate with one of each that must be told apart.
fn planted(store: &str) -> Vec<String> {
    let lib = "mod store; pub use store::Open; pub use store::Open as Opened; #[doc(hidden)] pub mod secret;";
    listing(&[
        File::new("gundb-core/src/lib.rs", lib),
        File::new("gundb-core/src/store.rs", store),
        File::new("gundb-core/src/secret.rs", "pub fn hidden() {}"),
    ])
}

#[test]
fn planted_changes_of_the_interface_are_found() {
    let store = "#[derive(Clone, Debug)] pub struct Open { pub url: String, secret: u8 } \
                 impl Open { pub fn new(url: &str) -> Self { Self::own() } fn own() {} } \
                 impl<T> From<T> for Open {} struct Private; impl From<Private> for u8 {} \
                 impl Own for Open {} trait Own {} pub struct Unreached;";
    let found = planted(store);
    let expected = [
        "gundb::Open: impl<T> From<T> for Open",
        "gundb::Open: pub fn new(url: &str) -> Self",
        "gundb::Open: pub url: String",
        "gundb::Open: struct derive(Clone, Debug), private fields",
        "gundb::Opened = gundb::Open",
    ];
    assert_eq!(found, expected);
    for (from, to) in [
        ("url: &str", "url: String"),
        ("pub url", "pub path"),
        ("Clone, Debug", "Debug"),
        ("pub struct Open", "#[non_exhaustive] pub struct Open"),
        ("pub fn new", "pub async fn new"),
        ("<T> From<T>", "<T: Copy> From<T>"),
        ("fn own() {}", "pub fn own() {}"),
    ] {
        let changed = planted(&store.replacen(from, to, 1));
        assert!(!violations(&found.join("\n"), &changed).is_empty(), "{from} became {to}");
    }
    let inside = planted(&store.replacen("fn own() {}", "fn owned() -> u8 { 7 }", 1));
    super::assert_none(&violations(&found.join("\n"), &inside));
}
