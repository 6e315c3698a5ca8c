//! A bank account with a queryable view takes at most 45 lines: including `main`, not counting the
//! write side and blank lines.

use super::tree::{File, files};

const EXAMPLE: &str = "gundb-core/examples/bank.rs";
const LINES_MAX: usize = 45;
/// What makes it an example of the rule: a short file that says less proves nothing.
const PARTS: [&str; 5] = ["derive(Event)", "derive(View)", "fn main()", "::query()", "index"];

fn violations(files: &[File]) -> Vec<String> {
    let Some(File { path, text }) = files.first() else {
        return vec![format!("{EXAMPLE} is not there")];
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let (count, wide) =
        (lines.clone().count(), lines.filter(|line| line.chars().count() > 100).count());
    let mut violations = Vec::new();
    if count > LINES_MAX {
        violations.push(format!("{path} has {count} lines; the most is {LINES_MAX}"));
    }
    if wide > 0 {
        violations.push(format!("{path} has lines that rustfmt would break"));
    }
    violations.extend(
        PARTS
            .iter()
            .filter(|part| !text.contains(**part))
            .map(|part| format!("{path} lacks {part}")),
    );
    violations
}

#[test]
fn the_bank_fits_in_its_lines() {
    super::assert_none(&violations(&files(&[EXAMPLE])));
}

#[test]
fn planted_long_banks_are_found() {
    let [example] = &files(&[EXAMPLE])[..] else { panic!("there is one example") };
    let longer = format!("{}{}", example.text, "// more\n\n".repeat(LINES_MAX));
    assert_eq!(violations(&[File::new(EXAMPLE, &longer)]).len(), 1);
    assert_eq!(violations(&[File::new(EXAMPLE, &"x".repeat(101))]).len(), 1 + PARTS.len());
    assert_eq!(violations(&[]).len(), 1);
}
