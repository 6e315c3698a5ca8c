//! A layer of gundb-core names only layers below it.
//!
//! A layer is `src/X.rs` with all under `src/X/`. `lib.rs`, `prelude`, `guide` (documents) and
//! `__private` lie above all layers: they name what they like; no layer names them, nor anything
//! through the root's re-exports.

use super::root_paths::named_from_root;
use super::tree::{File, files};

/// Each layer, and the layers it rests on; what those rest on is allowed too.
const LAYERS: [(&str, &[&str]); 11] = [
    ("error", &[]),
    ("model", &["error"]),
    ("clock", &["model"]),
    ("fold", &["model", "clock"]),
    ("replication", &["model", "clock"]),
    ("sql", &["model"]),
    ("store", &["fold", "replication", "sql"]),
    ("view", &["store"]),
    ("aggregate", &["store"]),
    ("subscription", &["store"]),
    ("transport", &["store", "replication"]),
];
const ABOVE_ALL: [&str; 4] = ["lib", "prelude", "guide", "__private"];
const SOURCES: &str = "gundb-core/src/";

fn rests_on(layer: &str, other: &str) -> bool {
    let below = LAYERS.iter().find(|(name, _)| *name == layer).map_or(&[][..], |(_, below)| *below);
    below.iter().any(|below| *below == other || rests_on(below, other))
}

fn violations(files: &[File]) -> Vec<String> {
    files.iter().flat_map(violations_in).collect()
}

fn violations_in(File { path, text }: &File) -> Vec<String> {
    let module =
        path.strip_prefix(SOURCES).expect("a source of gundb-core").trim_end_matches(".rs");
    let layer = module.split('/').next().expect("split yields something");
    if ABOVE_ALL.contains(&layer) {
        return Vec::new();
    }
    if !LAYERS.iter().any(|(name, _)| *name == layer) {
        return vec![format!("{path}: there is no layer `{layer}`")];
    }
    let depth = module.trim_end_matches("/mod").split('/').count();
    named_from_root(text, depth)
        .iter()
        .filter(|other| *other != layer && !rests_on(layer, other))
        .map(|other| format!("{path}: layer `{layer}` may not name `crate::{other}`"))
        .collect()
}

#[test]
fn layers_name_only_layers_below() {
    super::assert_none(&violations(&files(&["gundb-core/src/*.rs"])));
}

#[test]
fn planted_layer_violations_are_found() {
    for (path, text) in [
        ("model.rs", "fn f() { crate::store::open() }"),
        ("model/event.rs", "use crate::{error::Error, store::{self, Store}};"),
        ("clock/hlc.rs", "vec![super::super::fold::rule()]"),
        ("fold/rule.rs", "mod tests { use super::super::super::replication::Digest; }"),
        ("sql.rs", "use gundb::clock::Hlc;"),
        ("store/open.rs", "use crate::view;"),
        ("view.rs", "use crate::prelude::*;"),
        ("view.rs", "use crate::*;"),
        ("helpers.rs", ""),
    ] {
        assert_eq!(
            violations(&[File::new(&format!("{SOURCES}{path}"), text)]).len(),
            1,
            "{path}: {text}"
        );
    }
}

#[test]
fn layers_below_comments_and_strings_are_fine() {
    for (path, text) in [
        ("lib.rs", "pub use crate::store::Store;"),
        ("store/open.rs", "use crate::{error::Error, model, sql::{self, statements}};"),
        (
            "model/event.rs",
            "use super::stream; mod tests { use super::super::super::error::Error; }",
        ),
        (
            "model.rs",
            "/// In [`crate::store`].\npub(crate) fn f() -> &str { \"crate::store\" } // crate::store",
        ),
        ("transport/bundle.rs", "use crate::{replication, store}; use crate::model::Event;"),
    ] {
        super::assert_none(&violations(&[File::new(&format!("{SOURCES}{path}"), text)]));
    }
}
