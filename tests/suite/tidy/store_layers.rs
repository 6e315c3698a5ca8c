//! Inside the store, too, a file names only layers below its own.

use super::imports::{Imports, Module};
use super::tree::{File, files};

const SOURCES: &str = "gundb-core/src/";

/// The layers of the store, the lowest first. Those of one line don't name each other.
const LAYERS: [&[&str]; 11] = [
    &["backend", "entropy", "catch_ups", "counters"],
    &["catalog", "identity", "retry"],
    &["events", "rows", "migrate"],
    &["shared", "batch", "conflict"],
    &["refold", "write"],
    &["receive", "catch_up"],
    &["writer"],
    &["handle"],
    &[
        "append",
        "commits",
        "conflicts",
        "query",
        "readable",
        "register",
        "replicate",
        "streams",
        "tokens",
        "types",
        "verify",
    ],
    &["models", "open", "raw", "read", "rebuild"],
    &["views"],
];

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|layers| layers.contains(&layer))
}

fn of_store(module: &Module) -> Option<&str> {
    match module.as_slice() {
        [store, layer, ..] if store == "store" => Some(layer),
        _ => None,
    }
}

fn violations(files: &[File]) -> Vec<String> {
    let imports = Imports::of(SOURCES, files);
    let mut violations = Vec::new();
    for (module, named) in imports.each() {
        let Some(layer) = of_store(module) else { continue };
        if rank(layer).is_none() {
            violations.push(format!("{}: there is no layer `{layer}`", module.join("/")));
        }
        for other in named.iter().filter_map(of_store).filter(|other| *other != layer) {
            if rank(layer) <= rank(other) {
                violations
                    .push(format!("{}: layer `{layer}` may not name `{other}`", module.join("/")));
            }
        }
    }
    violations
}

#[test]
fn files_of_the_store_name_only_layers_below() {
    super::assert_none(&violations(&files(&["gundb-core/src/*.rs"])));
}

fn planted(files: &[(&str, &str)]) -> Vec<String> {
    let file = |(path, text): &(&str, &str)| File::new(&format!("{SOURCES}store/{path}"), text);
    violations(&files.iter().map(file).collect::<Vec<_>>())
}

#[test]
fn planted_violations_are_found() {
    let rows = ("rows/mod.rs", "mod entry; mod touched; pub(in crate::store) use touched::Rows;");
    let (entry, touched) =
        (("rows/entry.rs", "pub struct Entry;"), ("rows/touched.rs", "pub struct Rows;"));
    for (wrong, said) in [
        (
            ("backend/row.rs", "use crate::store::rows::Rows;"),
            "layer `backend` may not name `rows`",
        ),
        (
            ("events/logs.rs", "use super::super::rows::{Rows};"),
            "layer `events` may not name `rows`",
        ),
        (("catalog/mod.rs", "fn f() { crate::store::rows::Rows::new() }"), "may not name `rows`"),
        (("helpers.rs", ""), "there is no layer `helpers`"),
    ] {
        let found = planted(&[rows, entry, touched, wrong]);
        assert_eq!(found.len(), 1, "{wrong:?}: {found:?}");
        assert!(found[0].contains(said), "{found:?}");
    }
}

#[test]
fn lists_of_contents_tests_and_visibilities_are_fine() {
    let rows = ("rows/mod.rs", "mod entry; mod touched; pub(in crate::store) use touched::Rows;");
    let entry =
        ("rows/entry.rs", "pub(in crate::store::write) struct Entry; // crate::store::write");
    let touched = (
        "rows/touched.rs",
        "use super::entry::Entry; mod tests { use crate::store::write::Request; }",
    );
    let write = ("write/mod.rs", "use crate::store::rows::Rows; use crate::model::Event;");
    super::assert_none(&planted(&[rows, entry, touched, write]));
}
