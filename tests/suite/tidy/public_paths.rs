//! The modules of a crate, and what a path means in one of them.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use syn::{Attribute, Item, UseTree};

use super::public_lines::{name_of, spelled};
use super::tree::File;

/// A module by the names that lead to it from the crate's root.
pub(super) type Module = Vec<String>;
/// An item by its module and its number there.
pub(super) type Id = (Module, usize);

pub(super) struct Crate {
    pub(super) modules: BTreeMap<Module, Vec<Item>>,
}

/// What a path leads to.
pub(super) enum Found {
    Module(Module),
    Item(Id),
}

impl Crate {
    /// The files below a folder of sources; tests are left out.
    pub(super) fn read(sources: &str, files: &[File]) -> Self {
        let mut all = Self { modules: BTreeMap::new() };
        for file in files.iter().filter(|file| !file.path.contains("/tests")) {
            let path = file.path.strip_prefix(sources).expect("a file of the crate");
            let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
            let module = path.split('/').filter(|name| *name != "lib").map(str::to_owned).collect();
            let parsed = syn::parse_file(&file.text).expect("the file is Rust");
            all.add(module, parsed.items);
        }
        all
    }

    fn add(&mut self, module: Module, mut items: Vec<Item>) {
        items.retain(|item| !is_test(item));
        for item in &items {
            if let Item::Mod(syn::ItemMod { ident, content: Some((_, inner)), .. }) = item {
                self.add(child(&module, &ident.to_string()), inner.clone());
            }
        }
        self.modules.insert(module, items);
    }

    /// The rules of a macro, if its name is unlike others; of several, all.
    pub(super) fn macro_made(&self, name: &str) -> Option<TokenStream> {
        let made = self.modules.values().flatten().filter_map(|item| match item {
            Item::Macro(made) if made.ident.as_ref().is_some_and(|ident| ident == name) => {
                Some(made.mac.tokens.clone())
            }
            _ => None,
        });
        made.reduce(|mut all, more| {
            all.extend(more);
            all
        })
    }

    /// What a path means in a module: items of several kinds may share a name.
    pub(super) fn find(&self, module: &Module, path: &[String]) -> Vec<Found> {
        let Some((first, rest)) = path.split_first() else {
            return vec![Found::Module(module.clone())];
        };
        let mut parent = module.clone();
        match first.as_str() {
            "crate" => return self.find(&Vec::new(), rest),
            "self" => return self.find(module, rest),
            "super" => {
                parent.pop();
                return self.find(&parent, rest);
            }
            _ => {}
        }
        let inner = child(module, first);
        if self.modules.contains_key(&inner) && !rest.is_empty() {
            return self.find(&inner, rest);
        }
        let mut found = Vec::new();
        for (index, item) in self.modules.get(module).into_iter().flatten().enumerate() {
            match item {
                Item::Use(one) => {
                    let uses = leaves(&one.tree)
                        .into_iter()
                        .filter(|(used, alias)| alias == first && used != path);
                    for (used, _) in uses {
                        let used = used.into_iter().chain(rest.iter().cloned()).collect::<Vec<_>>();
                        found.extend(self.find(module, &used));
                    }
                }
                item if rest.is_empty() && name_of(item, false).as_ref() == Some(first) => {
                    found.push(Found::Item((module.clone(), index)));
                }
                _ => {}
            }
        }
        if found.is_empty() && self.modules.contains_key(&inner) {
            found.push(Found::Module(inner));
        }
        found
    }
}

pub(super) fn child(module: &Module, name: &str) -> Module {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

fn is_test(item: &Item) -> bool {
    let attrs: &[Attribute] = match item {
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        _ => &[],
    };
    attrs.iter().any(|attribute| spelled(&attribute.meta) == "cfg(test)")
}

/// The paths of a `use`, and the names that they get.
pub(super) fn leaves(tree: &UseTree) -> Vec<(Vec<String>, String)> {
    match tree {
        UseTree::Path(step) => {
            let ident = step.ident.to_string();
            let inner = leaves(&step.tree).into_iter();
            let longer = inner.map(|(path, alias)| {
                let alias = if path.is_empty() { ident.clone() } else { alias };
                ([vec![ident.clone()], path].concat(), alias)
            });
            longer.collect()
        }
        UseTree::Name(name) if name.ident == "self" => vec![(Vec::new(), String::new())],
        UseTree::Name(name) => vec![(vec![name.ident.to_string()], name.ident.to_string())],
        UseTree::Rename(rename) => {
            vec![(vec![rename.ident.to_string()], rename.rename.to_string())]
        }
        UseTree::Glob(_) => Vec::new(),
        UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
    }
}
