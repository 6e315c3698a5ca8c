//! No two files name each other, neither directly nor through others: each can be read after those
//! that it names.

use super::imports::Imports;
use super::tree::{File, files};

/// The sources of each crate; those of tests are one crate by file, and nothing there is shared.
const CRATES: [&str; 6] = [
    "gundb-core/src/",
    "gundb-derive/src/",
    "gundb-rules/src/",
    "gundb-cli/src/",
    "tests/src/",
    "benches/src/",
];

fn circles(sources: &str, files: &[File]) -> Vec<String> {
    let imports = Imports::of(sources, files);
    let circles = imports.circles();
    circles
        .iter()
        .map(|module| format!("{sources}{} is in a circle of files", module.join("/")))
        .collect()
}

#[test]
fn files_name_each_other_in_no_circle() {
    for sources in CRATES {
        let files = files(&[&format!("{sources}*.rs")]);
        assert!(!files.is_empty(), "{sources} has no files");
        super::assert_none(&circles(sources, &files));
    }
}

#[test]
fn planted_circles_are_found() {
    let list = ("rows.rs", "mod entry; mod touched; pub(crate) use touched::Rows;");
    let touched = ("rows/touched.rs", "use super::entry::Entry;");
    for files in [
        // Naming what is passed on names the file where it is.
        vec![list, touched, ("rows/entry.rs", "use crate::rows::Rows;")],
        // A file that uses what it passes on is no list of contents.
        vec![
            ("rows.rs", "mod entry; pub use entry::Entry; fn f(_: Entry) {}"),
            ("rows/entry.rs", "use super::Plan;"),
        ],
        vec![
            ("rows.rs", "mod entry; fn f() { entry::new() }"),
            ("rows/entry.rs", "fn g() { super::f() }"),
        ],
        vec![("rows.rs", "mod entry; use entry::Entry;"), ("rows/entry.rs", "use super::Plan;")],
        // Through a third file.
        vec![
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "use crate::c::C;"),
            ("c.rs", "use crate::a::A;"),
        ],
    ] {
        let circle = files.iter().filter(|file| **file != list).count();
        let files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
        assert_eq!(circles("", &files).len(), circle);
    }
}

#[test]
fn lists_of_contents_lie_in_no_circle() {
    let files = [
        ("rows.rs", "mod entry; mod touched; pub(crate) use {entry::Entry, touched::Rows};"),
        ("rows/entry.rs", "pub(in crate::rows) struct Entry; // crate::rows::Rows"),
        ("rows/touched.rs", "use super::Entry; mod tests { use crate::rows::Rows; }"),
    ];
    let files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
    super::assert_none(&circles("", &files));
}
