//! Files are short: half of them have 150 lines or less, none has more than 600.

use super::tree::{File, files};

const MEDIAN_LINES_MAX: usize = 150;
const LINES_MAX: usize = 600;

fn violations(files: &[File]) -> Vec<String> {
    let mut sizes: Vec<(usize, &str)> =
        files.iter().map(|file| (file.text.lines().count(), file.path.as_str())).collect();
    sizes.sort_unstable();
    let long = sizes.iter().filter(|(lines, _)| *lines > LINES_MAX);
    let mut violations: Vec<String> = long
        .map(|(lines, path)| format!("{path} has {lines} lines; the most is {LINES_MAX}"))
        .collect();
    match sizes.get(sizes.len() / 2) {
        Some((median, _)) if *median > MEDIAN_LINES_MAX => {
            violations.push(format!(
                "the median file has {median} lines; the most is {MEDIAN_LINES_MAX}"
            ));
        }
        Some(_) => {}
        None => violations.push("there are no files".to_owned()),
    }
    violations
}

#[test]
fn files_are_short() {
    super::assert_none(&violations(&files(&["*.rs"])));
}

#[test]
fn planted_long_files_are_found() {
    let file = |lines: usize| File::new(&format!("{lines}.rs"), &"\n".repeat(lines));
    assert_eq!(
        violations(&[file(10), file(20), file(601)]),
        ["601.rs has 601 lines; the most is 600"]
    );
    assert_eq!(
        violations(&[file(10), file(151), file(600)]),
        ["the median file has 151 lines; the most is 150"]
    );
    super::assert_none(&violations(&[file(10), file(150), file(600)]));
    assert_eq!(violations(&[]).len(), 1);
}
