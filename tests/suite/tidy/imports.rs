//! Which files of a crate name which others. What a file passes on (`pub use`) counts as named in
//! the file where it is defined: a `mod.rs` that only passes on is a list of contents, and rests on
//! no other file. One that also uses what it passes on names it.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenTree;
use syn::{Item, UseTree, Visibility};

use super::tokens::{inside, is_ident, is_punct, tokens};
use super::tree::File;

/// A module by the names that lead to it from the crate's root.
pub(super) type Module = Vec<String>;

/// The files of a crate, and what each names.
pub(super) struct Imports {
    modules: BTreeSet<Module>,
    /// Where a module passes a name on from.
    passed_on: BTreeMap<(Module, String), Module>,
    named: BTreeMap<Module, BTreeSet<Module>>,
}

impl Imports {
    /// Of the files below a folder of sources; tests are left out.
    pub(super) fn of(sources: &str, files: &[File]) -> Self {
        let is_test = |path: &str| path.contains("/tests/") || path.ends_with("tests.rs");
        let module = |file: &File| {
            let path = file
                .path
                .strip_prefix(sources)
                .expect("a file of the crate")
                .trim_end_matches(".rs");
            path.trim_end_matches("/mod").split('/').map(str::to_owned).collect::<Module>()
        };
        let files: BTreeMap<Module, &File> = files
            .iter()
            .filter(|file| !is_test(&file.path))
            .map(|file| (module(file), file))
            .collect();
        let modules = files.keys().cloned().collect();
        let mut imports = Self { modules, passed_on: BTreeMap::new(), named: BTreeMap::new() };
        let uses: Vec<(&Module, Vec<Use>)> =
            files.iter().map(|(module, file)| (module, uses(&file.text))).collect();
        for (module, uses) in &uses {
            for one in uses.iter().filter(|one| one.is_passed_on) {
                if let Some((found, _)) = imports.resolve(module, &one.path) {
                    imports.passed_on.insert(((*module).clone(), one.name().clone()), found);
                }
            }
        }
        for (module, uses) in uses {
            let tokens = tokens(&files[module].text);
            let words = words(&tokens);
            let is_used = |one: &Use| words.contains(one.name());
            let paths = uses
                .into_iter()
                .filter(|one| !one.is_passed_on || is_used(one))
                .map(|one| one.path);
            let paths = paths.chain(inline_paths(&tokens));
            let named = paths
                .filter_map(|path| imports.named(module, &path))
                .filter(|other| other != module);
            imports.named.insert(module.clone(), named.collect());
        }
        imports
    }

    /// What each module names.
    pub(super) fn each(&self) -> impl Iterator<Item = (&Module, &BTreeSet<Module>)> {
        self.named.iter()
    }

    /// The module that a path ends in, wherever it is passed on.
    fn named(&self, module: &Module, path: &[String]) -> Option<Module> {
        let (mut found, rest) = self.resolve(module, path)?;
        while let Some(next) =
            rest.first().and_then(|name| self.passed_on.get(&(found.clone(), name.clone())))
        {
            found.clone_from(next);
        }
        Some(found)
    }

    /// The longest beginning of a path that is a module, and what follows.
    fn resolve(&self, module: &Module, path: &[String]) -> Option<(Module, Vec<String>)> {
        let mut names = path.iter().peekable();
        let mut base = match path.first()?.as_str() {
            "crate" => Vec::new(),
            "super" | "self" => module.clone(),
            child => {
                let mut child_module = module.clone();
                child_module.push(child.to_owned());
                self.modules.contains(&child_module).then(|| module.clone())?
            }
        };
        while let Some(name) =
            names.next_if(|name| ["crate", "super", "self"].contains(&name.as_str()))
        {
            if name == "super" {
                base.pop();
            }
        }
        let mut whole = base;
        let start = whole.len();
        whole.extend(names.cloned());
        let length =
            (1..=whole.len()).rev().find(|length| self.modules.contains(&whole[..*length]))?;
        let rest = whole.split_off(length.max(start.min(length)));
        Some((whole, rest))
    }

    /// The files in circles: each names itself, through others of them.
    pub(super) fn circles(&self) -> Vec<&Module> {
        self.named.keys().filter(|module| self.reaches_itself(module)).collect()
    }

    fn reaches_itself(&self, module: &Module) -> bool {
        let (mut seen, mut left) = (BTreeSet::new(), vec![module]);
        while let Some(next) = left.pop() {
            for other in self.named.get(next).into_iter().flatten() {
                if other == module {
                    return true;
                }
                if seen.insert(other) {
                    left.push(other);
                }
            }
        }
        false
    }
}

/// A path of a `use`.
struct Use {
    path: Vec<String>,
    alias: Option<String>,
    is_passed_on: bool,
}

impl Use {
    /// What the file calls it.
    fn name(&self) -> &String {
        self.alias.as_ref().unwrap_or_else(|| &self.path[self.path.len() - 1])
    }
}

fn uses(source: &str) -> Vec<Use> {
    let file = syn::parse_file(source).expect("the file is Rust");
    let mut found = Vec::new();
    for item in file.items {
        if let Item::Use(item) = item {
            let is_passed_on = !matches!(item.vis, Visibility::Inherited);
            leaves(&item.tree, &mut Vec::new(), is_passed_on, &mut found);
        }
    }
    found
}

fn leaves(tree: &UseTree, path: &mut Vec<String>, is_passed_on: bool, found: &mut Vec<Use>) {
    let leaf = |last: Option<String>, alias, path: &Vec<String>| Use {
        path: path.iter().cloned().chain(last).collect(),
        alias,
        is_passed_on,
    };
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            leaves(&step.tree, path, is_passed_on, found);
            path.pop();
        }
        UseTree::Name(name) if name.ident == "self" => found.push(leaf(None, None, path)),
        UseTree::Name(name) => found.push(leaf(Some(name.ident.to_string()), None, path)),
        UseTree::Rename(rename) => {
            found.push(leaf(Some(rename.ident.to_string()), Some(rename.rename.to_string()), path));
        }
        UseTree::Glob(_) => found.push(leaf(None, None, path)),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| leaves(tree, path, is_passed_on, found));
        }
    }
}

/// How many more tokens belong to a `use` or to tests, where one of these begins.
fn passed_over(tokens: &[TokenTree]) -> Option<usize> {
    let (first, second) = (tokens.first()?, tokens.get(1));
    if is_ident(first, "use") {
        return Some(tokens.iter().take_while(|token| !is_punct(token, ';')).count());
    }
    let is_tests = is_ident(first, "mod") && second.is_some_and(|name| is_ident(name, "tests"));
    is_tests.then_some(2)
}

/// The identifiers outside of `use` and of tests.
fn words(tokens: &[TokenTree]) -> BTreeSet<String> {
    let (mut found, mut at) = (BTreeSet::new(), 0);
    while at < tokens.len() {
        let token = &tokens[at];
        if let Some(length) = passed_over(&tokens[at..]) {
            at += length;
        } else if let TokenTree::Ident(word) = token {
            found.insert(word.to_string());
        } else {
            found.extend(words(&inside(token)));
        }
        at += 1;
    }
    found
}

/// Paths outside of `use`, of visibilities and of tests. One that begins with a module of the
/// file's own counts as well: a file that calls its children must not be named by them.
fn inline_paths(tokens: &[TokenTree]) -> Vec<Vec<String>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let token = &tokens[at];
        if let Some(length) = passed_over(&tokens[at..]) {
            at += length;
        } else if matches!(token, TokenTree::Ident(_)) {
            let path = path_at(&tokens[at..]);
            at += 3 * (path.len() - 1);
            found.extend((path.len() > 1).then_some(path));
        } else {
            let inner = inside(token);
            // `pub(in crate::store)` names nobody.
            if inner.first().is_none_or(|first| !is_ident(first, "in")) {
                found.extend(inline_paths(&inner));
            }
        }
        at += 1;
    }
    found
}

/// The names of a path: every third token, with `::` between.
fn path_at(tokens: &[TokenTree]) -> Vec<String> {
    let mut path = vec![tokens[0].to_string()];
    for step in tokens[1..].chunks(3) {
        match step {
            [first, second, TokenTree::Ident(name)]
                if is_punct(first, ':') && is_punct(second, ':') =>
            {
                path.push(name.to_string());
            }
            _ => break,
        }
    }
    path
}
