//! Planted bugs can be planted and looked for: each patch in `tests/planted/` applies to the
//! toolkit's code of today, and the tests that it names are there. That they find it is what the
//! binary `planted` proves, which takes longer.

use gundb_tests::planted::{Bug, FOLDER, Named};

use super::tree::{File, files};

/// What a planted bug may change: the rest is what finds it.
const PRODUCTION: [&str; 4] =
    ["gundb-core/src/", "gundb-derive/src/", "gundb-rules/src/", "gundb-cli/src/"];
/// What to do with a patch that does not apply.
const AGAIN: &str = "plant the bug in the code by hand, take `git diff -U2`, and put its header \
                     above it (CONTRIBUTING.md)";
/// Modules that `scenarios!` makes.
const BACKENDS: [&str; 2] = ["sqlite", "postgres"];

fn violations(patches: &[File], tree: &[File]) -> Vec<String> {
    if patches.is_empty() {
        return vec![format!("{FOLDER} has no patches")];
    }
    let all = patches.iter().flat_map(|patch| {
        let wrong = wrong(patch, tree).unwrap_or_else(|wrong| vec![format!("{wrong}; {AGAIN}")]);
        wrong.into_iter().map(|wrong| format!("{}: {wrong}", patch.path))
    });
    all.collect()
}

/// What is wrong with a patch that applies.
///
/// # Errors
/// It does not.
fn wrong(patch: &File, tree: &[File]) -> Result<Vec<String>, String> {
    let bug = Bug::parse(&patch.path, &patch.text)?;
    let read =
        |path: &str| tree.iter().find(|file| file.path == path).map(|file| file.text.clone());
    let planted = bug.planted(read)?;
    let aside = planted
        .iter()
        .filter(|(path, _)| !PRODUCTION.iter().any(|folder| path.starts_with(folder)));
    let aside = aside
        .map(|(path, _)| format!("it changes {path}, which is none of {}", PRODUCTION.join(", ")));
    let lost = bug.tests.iter().filter(|test| !exists(test, tree));
    let lost = lost.map(|test| {
        format!("it names the test `{test}`, which does not exist; name one that finds it")
    });
    Ok(aside.chain(lost).collect())
}

/// Whether the file of a test's module has it, as a test or as a scenario.
fn exists(test: &Named, tree: &[File]) -> bool {
    let mut modules: Vec<&str> = test.name.split("::").collect();
    let name = modules.pop().unwrap_or_default();
    let is_scenario = modules.last().is_some_and(|last| BACKENDS.contains(last));
    modules.truncate(modules.len() - usize::from(is_scenario));
    let path = if modules.is_empty() { "main".to_owned() } else { modules.join("/") };
    let path = format!("tests/{}/{path}.rs", test.target);
    let Some(file) = tree.iter().find(|file| file.path == path) else { return false };
    // What is async is a scenario, and one that is not listed is dead code.
    let start = if is_scenario { format!("async fn {name}(") } else { format!("fn {name}()") };
    file.text.lines().any(|line| line.trim_start().starts_with(&start))
}

#[test]
fn planted_bugs_can_be_planted() {
    super::assert_none(&violations(&files(&[&format!("{FOLDER}/*.patch")]), &files(&["*.rs"])));
}

#[test]
fn planted_stale_patches_are_found() {
    let tree = [
        File::new("gundb-core/src/sum.rs", "fn sum() {\n    1 + 1\n}\n"),
        File::new(
            "tests/suite/sums.rs",
            "#[test]\nfn is_two() {\n}\nasync fn is_stored(db: Database) {\n}\n",
        ),
    ];
    let diff = "--- a/gundb-core/src/sum.rs\n+++ b/gundb-core/src/sum.rs\n@@ -1,3 +1,3 @@\n\
                \x20fn sum() {\n-    1 + 1\n+    3\n }\n";
    let found = |header: &str, diff: &str| {
        violations(&[File::new("tests/planted/three.patch", &format!("{header}\n\n{diff}"))], &tree)
    };
    let header =
        "Sums are too large.\n\nTest: suite sums::is_two\nTest: suite sums::postgres::is_stored";
    super::assert_none(&found(header, diff));
    for (header, diff, wrong) in [
        (header, diff.replace("1 + 1", "2 + 0"), "gundb-core/src/sum.rs has changed"),
        (header, diff.replace("sum.rs", "product.rs"), "gundb-core/src/product.rs is not there"),
        (header, diff.replace("+++ b/", "+++ b/x/"), "does more than to change files"),
        (header, String::new(), "no diff"),
        ("Sums are too large.", diff.to_owned(), "Test: TARGET NAME"),
        ("Test: suite sums::is_two", diff.to_owned(), "what the bug is"),
        ("Wrong.\nTest: sums::is_two", diff.to_owned(), "is not `Test: TARGET NAME`"),
        ("Wrong.\nTest: suite sums::is_three", diff.to_owned(), "does not exist"),
        ("Wrong.\nTest: suite sums::is_stored", diff.to_owned(), "does not exist"),
        ("Wrong.\nTest: suite sums::sqlite::is_two", diff.to_owned(), "does not exist"),
        ("Wrong.\nTest: sim sums::is_two", diff.to_owned(), "does not exist"),
    ] {
        let found = found(header, &diff);
        assert!(found.len() == 1 && found[0].contains(wrong), "{wrong}: {found:#?}");
    }
    let test = "--- a/tests/suite/sums.rs\n+++ b/tests/suite/sums.rs\n@@ -2,1 +2,1 @@\n\
                -fn is_two() {\n+fn is_two() {}\n";
    assert_eq!(found(header, test).len(), 1);
    assert_eq!(violations(&[], &tree).len(), 1);
}
