//! The rules of the house, enforced by reading the tree. Each rule is a pure function from files to
//! violations, and each is shown a planted violation, so that it can't pass by looking at nothing.

mod circles;
mod example;
mod imports;
mod layers;
mod links;
mod migrations;
mod names;
mod planted;
mod public_api;
mod public_items;
mod public_lines;
mod public_paths;
mod root_paths;
mod sizes;
mod sql_text;
mod store_layers;
mod tokens;
mod tree;

/// The text of a file of the repository.
pub(crate) fn page(path: &str) -> String {
    std::fs::read_to_string(tree::root().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn assert_none(violations: &[String]) {
    assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), violations.join("\n"));
}
