//! Bugs on purpose: patches of the toolkit's code in `tests/planted/`, each with the tests that
//! must fail with it.
//!
//! The binary `planted` plants them one after another in a copy of the sources. A patch is a
//! unified diff after a header, which says what the bug is and, in a line `Test: TARGET NAME` each,
//! which tests of this package find it.
//!
//! *A restored node keeps its origin* can't be planted: renewing origins is not built yet, so that
//! bug is what the code does.

mod sources;
mod trial;

use std::fmt;
use std::path::{Path, PathBuf};

use diffy::patch_set::{FileOperation, ParseOptions, PatchSet};

pub use sources::Sources;
pub use trial::{Ran, Trial};

/// What begins a line of the header that names a test.
const TEST: &str = "Test: ";
/// What begins the first line of the diff.
const DIFF: &str = "--- ";

/// The folder of the patches, in the repository.
pub const FOLDER: &str = "tests/planted";

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A test of this package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The test target that has it, such as `suite`.
    pub target: String,
    /// Its whole name there.
    pub name: String,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.target, self.name)
    }
}

/// A bug that can be planted.
#[derive(Clone, Debug)]
pub struct Bug {
    /// What its file is called.
    pub name: String,
    /// What is wrong with it.
    pub what: String,
    /// The tests that find it, each.
    pub tests: Vec<Named>,
    diff: String,
}

impl Bug {
    /// Reads a patch with its header.
    ///
    /// # Errors
    /// What the header lacks.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let at = text.find(&format!("\n{DIFF}")).ok_or("it has no diff after its header")?;
        let (header, diff) = text.split_at(at + 1);
        let (tests, what): (Vec<_>, Vec<_>) =
            header.lines().filter(|line| !line.is_empty()).partition(|line| line.starts_with(TEST));
        let named = |line: &str| {
            let named = line
                .trim_start_matches(TEST)
                .split_once(' ')
                .filter(|(_, name)| !name.contains(' '));
            let (target, name) = named.ok_or(format!("`{line}` is not `{TEST}TARGET NAME`"))?;
            Ok(Named { target: target.to_owned(), name: name.to_owned() })
        };
        let tests = tests.into_iter().map(named).collect::<Result<Vec<_>, String>>()?;
        if tests.is_empty() || what.is_empty() {
            return Err(format!("its header must say what the bug is, and `{TEST}TARGET NAME`"));
        }
        Ok(Self { name: name.to_owned(), what: what.join(" "), tests, diff: diff.to_owned() })
    }

    /// The files that the bug changes, by their paths in the repository, as they are with it.
    /// `read` gives their text without the bug.
    ///
    /// # Errors
    /// The diff can't be read, or is not about files as they are.
    pub fn planted(
        &self,
        read: impl Fn(&str) -> Option<String>,
    ) -> Result<Vec<(String, String)>, String> {
        let patches = PatchSet::parse(&self.diff, ParseOptions::unidiff());
        let planted = patches.map(|patch| {
            let patch = patch.map_err(|error| error.to_string())?;
            let path = match patch.operation().strip_prefix(1) {
                FileOperation::Modify { original, modified } if original == modified => {
                    original.into_owned()
                }
                _ => return Err("it does more than to change files".to_owned()),
            };
            let text = read(&path).ok_or(format!("{path} is not there"))?;
            let patch = patch.patch().as_text().ok_or("it changes a file that is no text")?;
            let text = diffy::apply(&text, patch)
                .map_err(|error| format!("{path} has changed: {error}"))?;
            Ok((path, text))
        });
        planted.collect()
    }
}

/// All bugs, by their names.
///
/// # Errors
/// A patch that can't be read.
pub fn bugs() -> Result<Vec<Bug>, String> {
    let folder = root().join(FOLDER);
    let listed =
        std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = listed.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "patch"));
    paths.sort();
    let bug = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string());
        text.and_then(|text| Bug::parse(&name, &text))
            .map_err(|error| format!("{}: {error}", path.display()))
    };
    paths.into_iter().map(bug).collect()
}
