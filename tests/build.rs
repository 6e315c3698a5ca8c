//! Makes a test of every page with Rust in it (`tests/pages`).
//!
//! A page is one program, read from top to bottom: each block is nested in the one before it, so
//! that it sees what that one defined, and may define a type anew. A block with `fn main` is a
//! program by itself, and runs twice, as its readers run it again. A block marked `no_run` is only
//! compiled. Files of `sqlite://FILE` are in a directory of the page's own, which is empty when the
//! test begins.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const PAGES: [&str; 3] = ["README.md", "docs", "docs/guide"];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where"));
    let mut tests = String::new();
    for page in PAGES {
        println!("cargo::rerun-if-changed={}", root.join(page).display());
        for path in pages(&root.join(page)) {
            let text = fs::read_to_string(&path).expect("a page is UTF-8");
            let relative =
                path.strip_prefix(&root).expect("a page of the repository").display().to_string();
            let blocks = blocks(&text);
            if !blocks.is_empty() {
                tests.push_str(&test(&relative, &blocks, &out));
            }
        }
    }
    fs::write(out.join("pages.rs"), tests).expect("the tests can be written");
}

/// The page, or those of a folder.
fn pages(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("the folder is there");
    let mut pages: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

/// A fenced block of Rust.
struct Block {
    line: usize,
    is_run: bool,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut blocks, mut open) = (Vec::new(), None);
    for (index, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                let mut words = info.split(',');
                let is_rust = words.next() == Some("rust");
                let is_run = words.all(|word| word != "no_run");
                open = Some((is_rust, Block { line: index + 1, is_run, text: String::new() }));
            }
            (Some(_), Some(_)) => {
                blocks.extend(open.take().filter(|(is_rust, _)| *is_rust).map(|(_, block)| block))
            }
            (None, Some((_, block))) => {
                writeln!(block.text, "{line}").expect("a string takes text")
            }
            (None, None) => {}
        }
    }
    blocks
}

fn test(page: &str, blocks: &[Block], out: &Path) -> String {
    let name: String = page
        .trim_end_matches(".md")
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    let name = format!("page_{}", name.to_lowercase());
    let files = out.join(&name).display().to_string().replace('%', "%25").replace('?', "%3F");
    let (mut programs, mut body) = (String::new(), String::new());
    let mut depth = 0;
    for (index, block) in blocks.iter().enumerate() {
        let text = block.text.replace("\"sqlite://", &format!("\"sqlite://{files}/"));
        let source = format!("// {page}:{}", block.line);
        if text.contains("fn main()") {
            write!(
                programs,
                "{source}\nmod program_{index} {{\n{}}}\n",
                text.replace("async fn main()", "pub async fn main()")
            )
            .expect("a string takes text");
            let run = format!(
                "tokio::task::spawn_blocking(program_{index}::main).await.expect(\"it ends\")?;\n"
            );
            body.push_str(&run.repeat(2));
            continue;
        }
        let opening = if block.is_run { "{" } else { "if std::hint::black_box(false) {" };
        write!(body, "{source}\n{opening}\n{text}").expect("a string takes text");
        depth += 1;
    }
    let closing = "}\n".repeat(depth);
    format!(
        "mod {name} {{\n{programs}#[tokio::test(flavor = \"multi_thread\", worker_threads = 2)]\n\
         async fn runs() -> gundb::Result<()> {{\nsuper::empty({:?});\n{body}{closing}Ok(())\n}}\n}}\n",
        out.join(&name)
    )
}
