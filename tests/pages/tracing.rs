//! `docs/tracing.md` has every line that the library logs.

use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

const SOURCE: &str = "gundb-core/src";
const LEVELS: [&str; 5] = ["trace", "debug", "info", "warn", "error"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// The target of what a file logs: its module.
fn target(path: &Path) -> String {
    let path = path.strip_prefix(root().join(SOURCE)).unwrap().with_extension("");
    let names = path
        .iter()
        .map(|name| name.to_str().unwrap())
        .filter(|name| *name != "mod" && *name != "lib");
    std::iter::once("gundb").chain(names).collect::<Vec<_>>().join("::")
}

/// Level and fields of each line that a file logs; fields stand before the message.
fn logged(text: &str) -> Vec<(String, Vec<String>)> {
    let mut logged = Vec::new();
    for level in LEVELS {
        for call in text.split(&format!("tracing::{level}!(")).skip(1) {
            let before = call.split('"').next().unwrap_or_default();
            let names = before.split(',').map(|field| field.split('=').next().unwrap_or_default());
            let fields = names
                .map(|name| name.trim().trim_start_matches(['%', '?']))
                .filter(|name| !name.is_empty());
            logged.push((level.to_uppercase(), fields.map(str::to_owned).collect()));
        }
    }
    logged
}

#[test]
fn the_page_has_every_line_that_is_logged() {
    let page = fs::read_to_string(root().join("docs/tracing.md")).unwrap();
    let mut rows: Vec<String> =
        page.lines().filter(|line| line.contains("| `gundb::")).map(str::to_owned).collect();
    assert!(!rows.is_empty());
    for path in sources(&root().join(SOURCE)) {
        let text = fs::read_to_string(&path).unwrap();
        for (level, fields) in logged(&text) {
            let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
            let begin = format!("| {level} | `{}` | {} |", target(&path), fields.join(", "));
            let row = rows.iter().position(|row| row.starts_with(&begin));
            rows.remove(
                row.unwrap_or_else(|| {
                    panic!("docs/tracing.md has no row that begins with {begin}")
                }),
            );
        }
        let spans = ["#[instrument", "_span!("].iter().find(|span| text.contains(**span));
        assert_eq!(spans, None, "docs/tracing.md says that there are no spans");
    }
    assert!(rows.is_empty(), "docs/tracing.md has rows for what is not logged: {rows:?}");
}

#[test]
fn lines_are_read_as_they_are_written() {
    let text = "tracing::warn!(\n a = %x, b = y, %error,\n \"what, happened\"\n); tracing::info!(\"no fields\");";
    let fields = ["a", "b", "error"].map(str::to_owned).to_vec();
    assert_eq!(logged(text), [("INFO".to_owned(), Vec::new()), ("WARN".to_owned(), fields)]);
}
