//! The command lines of the pages are run, and do what the pages show.
//!
//! A `sh` block is run as it is. In a `console` block each line after `$ ` is run, and what follows
//! is what it prints, where `…` stands for anything. A page is one shell in one directory, which
//! has the files in it that pages name.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Begins a line that separates commands.
const MARK: char = '\u{1e}';

/// A command of a page.
struct Step {
    line: usize,
    command: String,
    /// What it prints, if the page shows it.
    shown: Option<String>,
}

impl Step {
    fn is_refused(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.starts_with("error: "))
    }
}

#[test]
fn the_guide() {
    play(include_str!("../../../docs/guide/07-command-line.md"), 28);
}

#[test]
fn model_files() {
    play(include_str!("../../../docs/model.md"), 1);
}

#[test]
fn first_steps() {
    play(include_str!("../../../docs/cli.md"), 1);
}

#[test]
fn two_logs() {
    play(include_str!("../../../docs/guide/08-two-logs.md"), 12);
}

#[test]
fn backups() {
    play(include_str!("../../../docs/backups.md"), 1);
}

#[test]
fn what_is_shown_is_compared() {
    for (shown, printed, is_same) in [
        ("a\nb\n", "a\nb", true),
        ("a … c\n", "a b c\n", true),
        ("…\nd\n", "a\nb\nd\n", true),
        ("a\n", "b\n", false),
        ("a …\n", "a 1\nb\n", false),
        ("…\nd\n", "a\nb\n", false),
        ("", "a\n", false),
    ] {
        assert_eq!(is_like(shown, printed), is_same, "{shown:?} {printed:?}");
    }
}

/// Runs a page, which has at least this many commands.
fn play(page: &str, steps_min: usize) {
    let steps = steps(page);
    assert!(steps.len() >= steps_min, "the page has {} commands", steps.len());
    let printed = run(&steps);
    let mut printed = printed.split(MARK);
    for step in &steps {
        let (text, code) = (printed.next().unwrap_or_default(), printed.next().unwrap_or_default());
        let is_good = code.trim() == "0";
        assert_eq!(is_good, !step.is_refused(), "line {}: {}\n{text}", step.line, step.command);
        let Some(shown) = &step.shown else { continue };
        assert!(is_like(shown, text), "line {}: {}\nprinted\n{text}", step.line, step.command);
    }
}

/// What the commands print, and the code that each ends with.
fn run(steps: &[Step]) -> String {
    let directory = TempDir::with_prefix("gundb-pages-").unwrap();
    for file in files() {
        std::fs::copy(&file, directory.path().join(file.file_name().unwrap())).unwrap();
    }
    let binary = Path::new(env!("CARGO_BIN_EXE_gundb")).parent().unwrap();
    let mut path = vec![binary.to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut script = "exec 2>&1\n".to_owned();
    for step in steps {
        write!(script, "{}\nprintf '{MARK}%d{MARK}' \"$?\"\n", step.command).unwrap();
    }
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(script).current_dir(directory.path()).stdin(Stdio::null());
    shell.env("PATH", std::env::join_paths(path).unwrap()).env_remove("DATABASE_URL");
    String::from_utf8(shell.output().unwrap().stdout).expect("the output is UTF-8")
}

/// What pages name and don't write themselves: the bank's model, the commit graph, and all of
/// `docs/logs`.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let logs = std::fs::read_dir(root.join("docs/logs")).unwrap().map(|file| file.unwrap().path());
    let single =
        ["docs/model/bank.json", "tests/data/commits.jsonl.gz"].map(|path| root.join(path));
    logs.chain(single).collect()
}

/// The commands of a page, in order.
fn steps(page: &str) -> Vec<Step> {
    let (mut steps, mut block): (Vec<Step>, Option<&str>) = (Vec::new(), None);
    for (line, text) in (1..).zip(page.lines()) {
        match (text.strip_prefix("```"), block) {
            (Some(info), None) => {
                block = Some(info);
                if info == "sh" {
                    steps.push(Step { line, command: "set -e".to_owned(), shown: None });
                }
            }
            (Some(_), Some(info)) => {
                block = None;
                if let Some(step) = steps.last_mut().filter(|_| info == "sh") {
                    step.command.push_str("\nset +e");
                }
            }
            (None, Some("sh")) => {
                if let Some(step) = steps.last_mut() {
                    write!(step.command, "\n{text}").unwrap();
                }
            }
            (None, Some("console")) => match (text.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => {
                    steps.push(Step {
                        line,
                        command: command.to_owned(),
                        shown: Some(String::new()),
                    });
                }
                (None, Some(Step { shown: Some(shown), .. })) => writeln!(shown, "{text}").unwrap(),
                (None, _) => panic!("line {line}: a console begins with a command"),
            },
            _ => {}
        }
    }
    steps
}

/// Whether a command printed what is shown.
fn is_like(shown: &str, printed: &str) -> bool {
    let (shown, printed): (Vec<_>, Vec<_>) =
        (shown.lines().collect(), printed.trim_end().lines().collect());
    are_like(&shown, &printed)
}

fn are_like(shown: &[&str], printed: &[&str]) -> bool {
    match (shown, printed) {
        ([], []) => true,
        (["…", rest @ ..], _) => (0..=printed.len()).any(|skip| are_like(rest, &printed[skip..])),
        ([first, shown @ ..], [line, printed @ ..]) => {
            is_line(first, line.trim_end()) && are_like(shown, printed)
        }
        _ => false,
    }
}

fn is_line(shown: &str, line: &str) -> bool {
    let mut parts = shown.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}
