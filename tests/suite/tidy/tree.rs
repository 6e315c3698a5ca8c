//! What is in the repository, as git sees it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A text file; its path is relative to the repository and has forward slashes.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    pub(super) fn new(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }
}

/// The repository's root.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The paths that match git's patterns, tracked or new, except ignored and deleted ones.
pub(super) fn paths(patterns: &[&str]) -> Vec<String> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["-c", "core.quotePath=off", "ls-files", "--cached", "--others"]);
    let output = git.args(["--exclude-standard", "--deduplicate", "--"]).args(patterns).output();
    let output = output.expect("git lists the files of the repository");
    assert!(output.status.success(), "git: {}", String::from_utf8_lossy(&output.stderr));
    let listing = String::from_utf8(output.stdout).expect("paths are UTF-8");
    listing.lines().filter(|path| root().join(path).is_file()).map(str::to_owned).collect()
}

/// The files that match git's patterns; in a binary file, what is not text is replaced.
pub(super) fn files(patterns: &[&str]) -> Vec<File> {
    let read = |path: String| {
        let bytes = std::fs::read(root().join(&path)).expect("a listed file can be read");
        File { text: String::from_utf8_lossy(&bytes).into_owned(), path }
    };
    paths(patterns).into_iter().map(read).collect()
}
