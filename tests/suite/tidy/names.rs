//! What ARCHITECTURE.md names in back-ticks exists.
//!
//! A span without spaces or any of `:<>*{}()…"'` that has a slash or ends in `.rs`, `.sql`, `.md`
//! or `.toml` is a path, from the repository's root or from `gundb-core/src`. A span that starts
//! with `crate::` or `gundb::` is a path in gundb-core: modules lead as far as they go, and each
//! name after them occurs as a word in that module.

use super::tree::{File, files};

const CORE: &str = "gundb-core/src";
const NOT_IN_PATHS: &str = ":<>*{}()…\"' ";

/// `document` against the tree.
fn violations(document: &str, tree: &[File]) -> Vec<String> {
    let missing = spans(document).filter(|span| !exists(span, tree));
    missing.map(|span| format!("`{span}` does not exist")).collect()
}

/// What stands in single back-ticks outside fenced blocks.
fn spans(document: &str) -> impl Iterator<Item = &str> {
    document.split("```").step_by(2).flat_map(|prose| prose.split('`').skip(1).step_by(2))
}

fn exists(span: &str, tree: &[File]) -> bool {
    if let Some(path) = span.strip_prefix("crate::").or(span.strip_prefix("gundb::")) {
        return names_exist(path, tree);
    }
    let has_suffix = [".rs", ".sql", ".md", ".toml"].iter().any(|suffix| span.ends_with(suffix));
    let is_path =
        (span.contains('/') || has_suffix) && !span.contains(|c| NOT_IN_PATHS.contains(c));
    !is_path || path_exists(span, tree) || path_exists(&format!("{CORE}/{span}"), tree)
}

fn path_exists(path: &str, tree: &[File]) -> bool {
    let folder = format!("{}/", path.trim_end_matches('/'));
    tree.iter().any(|file| file.path == path || file.path.starts_with(&folder))
}

fn names_exist(path: &str, tree: &[File]) -> bool {
    let mut names = path.trim_end_matches(['!', '(', ')']).split("::").peekable();
    let mut module = CORE.to_owned();
    while let Some(name) =
        names.next_if(|name| !files_of(&format!("{module}/{name}"), tree).is_empty())
    {
        module = format!("{module}/{name}");
    }
    let files = if module == CORE {
        files_of(&format!("{CORE}/lib"), tree)
    } else {
        files_of(&module, tree)
    };
    names.all(|name| files.iter().any(|file| has_word(&file.text, name)))
}

fn files_of<'a>(module: &str, tree: &'a [File]) -> Vec<&'a File> {
    let (file, folder) = (format!("{module}.rs"), format!("{module}/"));
    tree.iter().filter(|other| other.path == file || other.path.starts_with(&folder)).collect()
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|other| other == word)
}

#[test]
fn names_in_the_architecture_exist() {
    let documents = files(&["ARCHITECTURE.md"]);
    let document = documents.first().expect("there is an ARCHITECTURE.md");
    super::assert_none(&violations(&document.text, &files(&["*", ":!*.lock"])));
}

#[test]
fn planted_dead_names_are_found() {
    let tree =
        [File::new("gundb-core/src/store/write.rs", "fn append() {}"), File::new("docs/a.md", "")];
    let dead = "`docs/b.md` `gundb-core/source/` `README.md` `store/read.rs` \
                `crate::view` `gundb::store::write::receive`";
    assert_eq!(violations(dead, &tree).len(), 6, "{:?}", violations(dead, &tree));
    let alive = "`docs/a.md` `gundb-core/src/` `store/write.rs` `crate::store::write::append` \
                 `write!` `sqlite://a.db`\n\
                 ```\n`docs/b.md`\n```\n`SELECT a/b` `migrations/{sqlite,postgres}`";
    super::assert_none(&violations(alive, &tree));
}
