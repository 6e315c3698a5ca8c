//! What a source file names from the root of its crate: what follows `crate::`, or `gundb::`, or as
//! many `super::` as lead to the root, in groups too.

use std::collections::BTreeSet;

use proc_macro2::TokenTree;

use super::tokens::{inside, is_ident, is_punct, tokens};

/// The first names after the root. `depth`: how many `super::` lead from the file's module to the
/// root.
pub(super) fn named_from_root(source: &str, depth: usize) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    collect(&tokens(source), depth, &mut named);
    named
}

fn collect(tokens: &[TokenTree], depth: usize, named: &mut BTreeSet<String>) {
    let mut at = 0;
    while at < tokens.len() {
        let rest = &tokens[at..];
        let climbs = rest.chunks(3).take_while(|chunk| is_climb(chunk)).count();
        let is_root = is_ident(&rest[0], "crate") || is_ident(&rest[0], "gundb");
        if is_root && is_separator(&rest[1..]) {
            first_names(&rest[3..], named);
        } else if climbs == depth {
            first_names(&rest[3 * climbs..], named);
        }
        let is_module = at >= 2 && is_ident(&tokens[at - 2], "mod");
        collect(&inside(&rest[0]), depth + usize::from(is_module), named);
        at += (3 * climbs).max(1);
    }
}

fn is_climb(tokens: &[TokenTree]) -> bool {
    is_ident(&tokens[0], "super") && is_separator(&tokens[1..])
}

fn is_separator(tokens: &[TokenTree]) -> bool {
    tokens.len() >= 2 && is_punct(&tokens[0], ':') && is_punct(&tokens[1], ':')
}

/// `name…`, or every `name…` in `{name…, name…}`.
fn first_names(path: &[TokenTree], named: &mut BTreeSet<String>) {
    match path.first() {
        Some(group @ TokenTree::Group(_)) => inside(group)
            .split(|token| is_punct(token, ','))
            .for_each(|path| first_names(path, named)),
        Some(first) => drop(named.insert(first.to_string())),
        None => {}
    }
}
