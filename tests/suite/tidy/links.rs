//! Links between documents lead somewhere: every `](target)` outside fenced blocks that is neither
//! a URL nor an anchor.

use std::path::Path;

use super::tree::{File, files, root};

fn violations(documents: &[File], exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let dead = documents.iter().flat_map(|document| {
        let folder = Path::new(&document.path).parent().expect("a file is in a folder");
        let dead = targets(&document.text).filter(|target| !exists(&folder.join(target)));
        dead.map(|target| format!("{}: {target} does not exist", document.path))
    });
    dead.collect()
}

fn targets(document: &str) -> impl Iterator<Item = &str> {
    let prose = document.split("```").step_by(2);
    let links = prose
        .flat_map(|prose| prose.split("](").skip(1))
        .filter_map(|rest| rest.split([')', ' ', '#']).next());
    links.filter(|target| !target.is_empty() && !target.contains(':'))
}

#[test]
fn links_lead_somewhere() {
    super::assert_none(&violations(&files(&["*.md"]), |path| root().join(path).exists()));
}

#[test]
fn planted_dead_links_are_found() {
    let text = "[a](b.md#c), [b](../x.md \"title\"), ![i](i.png), [u](https://example.org/x), [#](#c)\n\
                ```\n[d](d.md)\n```";
    let found = violations(&[File::new("docs/a.md", text)], |path| path == Path::new("docs/i.png"));
    assert_eq!(found, ["docs/a.md: b.md does not exist", "docs/a.md: ../x.md does not exist"]);
}
