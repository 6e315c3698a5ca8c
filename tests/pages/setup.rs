//! `docs/setup.md` and the README name the versions that this repository builds with.

use std::fs;

use crate::root;

/// Lines `name = …` of the `toml` blocks of a page.
fn dependencies(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = blocks.flat_map(str::lines).filter_map(|line| line.split_once(" = "));
    lines.map(|(name, rest)| (name.to_owned(), rest.to_owned())).collect()
}

/// The version in `"1"` or `{ version = "1", … }`.
fn version(text: &str) -> Option<&str> {
    let text = text.split_once("version = ").map_or(text, |(_, rest)| rest);
    text.split('"').nth(1)
}

/// The name, with the features of a dependency that stand in its line.
fn features(text: &str) -> Vec<&str> {
    let Some((_, list)) = text.split_once("features = [") else { return Vec::new() };
    let list = list.split(']').next().unwrap_or_default();
    list.split('"').skip(1).step_by(2).collect()
}

#[test]
fn versions_are_those_of_the_workspace() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let workspace = read("Cargo.toml");
    let (setup, readme) = (read("docs/setup.md"), read("README.md"));
    let known = |name: &str| {
        let line = workspace.lines().find(|line| line.split(" = ").next() == Some(name));
        line.unwrap_or_else(|| panic!("the workspace has no {name}"))
    };
    let mut seen = 0;
    for (name, text) in dependencies(&setup).into_iter().chain(dependencies(&readme)) {
        if name == "gundb" {
            assert!(
                text.contains("package = \"gundb-core\"")
                    && read("gundb-core/Cargo.toml").contains("name = \"gundb\"")
            );
            continue;
        }
        seen += 1;
        let own = known(&name).split_once(" = ").unwrap().1;
        assert_eq!(version(&text), version(own), "{name}");
        // What a page turns on, the workspace turns on as well: so it was built.
        for feature in features(&text) {
            assert!(features(own).contains(&feature), "{name}: {feature}");
        }
    }
    assert!(seen >= 8, "{seen} dependencies were compared");
    let rust = workspace
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .unwrap()
        .trim_matches('"');
    assert!(setup.contains(&format!("| Rust | {rust} or newer")), "{rust}");
    assert!(readme.contains(&format!("You need Rust {rust} ")), "{rust}");
}

#[test]
fn the_readme_shows_the_example() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let shown = readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let example = fs::read_to_string(root().join("gundb-core/examples/bank.rs")).unwrap();
    let (_, example) = example.split_once("\n\n").unwrap();
    assert_eq!(shown, example, "README.md and examples/bank.rs are one program");
}
