//! The items of a crate that others can name: found from `lib.rs` through public modules and `pub
//! use`, as the compiler finds them. What is `doc(hidden)` is nobody's.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Item, ItemImpl, Type};

use super::public_lines::{
    is_hidden, is_public, lines_of, methods_of, name_of, spelled, spelled_impl,
};
use super::public_paths::{Crate, Found, Id, Module, child, leaves};

impl Crate {
    /// A line for each public item, under the shortest path that leads to it.
    pub(super) fn items(&self, name: &str) -> BTreeSet<String> {
        let mut paths = BTreeMap::new();
        let mut lines = BTreeSet::new();
        let mut todo = VecDeque::from([(name.to_owned(), Vec::new())]);
        while let Some((path, module)) = todo.pop_front() {
            for (index, item) in self.modules[&module].iter().enumerate() {
                match item {
                    Item::Use(one) if is_public(&one.vis) && !is_hidden(&one.attrs) => {
                        for (used, alias) in leaves(&one.tree) {
                            let path = format!("{path}::{alias}");
                            let found = self.find(&module, &used);
                            if found.is_empty() {
                                lines.insert(format!("{path} = {}", used.join("::")));
                            }
                            for found in found {
                                match found {
                                    Found::Module(module) => todo.push_back((path.clone(), module)),
                                    Found::Item(id) if self.is_shown(&id) => {
                                        note(&mut paths, id, &path, &mut lines);
                                    }
                                    Found::Item(_) => {}
                                }
                            }
                        }
                    }
                    Item::Mod(one) if is_public(&one.vis) && !is_hidden(&one.attrs) => {
                        let inner = child(&module, &one.ident.to_string());
                        todo.push_back((format!("{path}::{}", one.ident), inner));
                    }
                    Item::Use(_) | Item::Mod(_) | Item::Impl(_) => {}
                    item => {
                        if let Some(name) = name_of(item, true) {
                            let id = (module.clone(), index);
                            note(&mut paths, id, &format!("{path}::{name}"), &mut lines);
                        }
                    }
                }
            }
        }
        for ((module, index), path) in &paths {
            let own = lines_of(&self.modules[module][*index]);
            lines.extend(own.into_iter().map(|line| format!("{path}: {line}")));
        }
        self.add_impls(&paths, &mut lines);
        lines
    }

    fn is_shown(&self, (module, index): &Id) -> bool {
        name_of(&self.modules[module][*index], true).is_some()
    }

    fn add_impls(&self, paths: &BTreeMap<Id, String>, lines: &mut BTreeSet<String>) {
        let is_trait =
            |(module, index): &Id| matches!(self.modules[module][*index], Item::Trait(_));
        let traits = paths.iter().filter(|(id, _)| is_trait(id)).map(|(_, path)| last(path));
        let traits: BTreeSet<&str> = traits.collect();
        let all = self
            .modules
            .iter()
            .flat_map(|(module, items)| items.iter().map(move |item| (module, item)));
        for (module, item) in all {
            match item {
                Item::Impl(one) => lines.extend(self.lines_of_impl(module, one, paths)),
                // Who calls a macro in the middle of a module implements a trait for many types.
                Item::Macro(call) if call.ident.is_none() && !is_private(module) => {
                    let made =
                        self.macro_made(&spelled(&call.mac.path)).map(|made| made.to_string());
                    let made = made.unwrap_or_default();
                    if made
                        .split(|char: char| !char.is_alphanumeric())
                        .any(|word| traits.contains(word))
                    {
                        lines.insert(format!(
                            "by macro in {}: {}",
                            module.join("::"),
                            spelled(&call.mac)
                        ));
                    }
                }
                _ => {}
            }
        }
    }

    fn lines_of_impl(
        &self,
        module: &Module,
        one: &ItemImpl,
        paths: &BTreeMap<Id, String>,
    ) -> Vec<String> {
        let public = |path: &syn::Path| match self.find(module, &names(path)).pop() {
            Some(Found::Item(id)) => (true, paths.get(&id)),
            found => (found.is_some(), None),
        };
        let of = self_path(one).and_then(|path| public(path).1);
        let Some((_, of_trait, _)) = &one.trait_ else {
            let Some(of) = of else { return Vec::new() };
            let found = methods_of(one, &|name| self.macro_body(name));
            return found.into_iter().map(|line| format!("{of}: {line}")).collect();
        };
        match (of, public(of_trait)) {
            // A trait of the crate's own that nobody else can name.
            (_, (true, None)) => Vec::new(),
            (Some(of), _) => vec![format!("{of}: {}", spelled_impl(one, false))],
            (None, (_, Some(of))) => vec![format!("{of}: {}", spelled_impl(one, true))],
            (None, _) => Vec::new(),
        }
    }

    /// What a macro of no arguments stands for.
    fn macro_body(&self, name: &str) -> Option<TokenStream> {
        let groups = self.macro_made(name)?.into_iter().filter_map(|token| match token {
            TokenTree::Group(group) => Some(group.stream()),
            _ => None,
        });
        groups.last()
    }
}

/// Keeps the first path to an item, which is the shortest; others are other names of it.
fn note(paths: &mut BTreeMap<Id, String>, id: Id, path: &str, lines: &mut BTreeSet<String>) {
    let known = paths.entry(id).or_insert_with(|| path.to_owned());
    if known != path {
        lines.insert(format!("{path} = {known}"));
    }
}

/// What derived code alone may name.
fn is_private(module: &Module) -> bool {
    module.first().is_some_and(|first| first == "__private")
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

fn names(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

fn self_path(one: &ItemImpl) -> Option<&syn::Path> {
    match &*one.self_ty {
        Type::Path(path) => Some(&path.path),
        _ => None,
    }
}
