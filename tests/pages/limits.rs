//! `docs/limits.md` says what the constants in the code say.

use std::fs;

use gundb::model::json;

use crate::root;

const PAGE: &str = "docs/limits.md";
/// The constants that all belong on the page, but those that only the format knows.
const EVERY: &str = "gundb-core/src/model/limits.rs";
const NOT_SHOWN: [&str; 1] = ["HLC_FREE_MAX"];

/// A row of a table: what it says, and the constant that it names.
struct Row {
    limit: String,
    file: String,
    name: String,
}

fn rows(page: &str) -> Vec<Row> {
    let row = |line: &str| {
        let mut cells = line.trim_matches('|').split('|').rev();
        let mut spans = cells.next()?.split('`').skip(1).step_by(2).map(str::to_owned);
        Some(Row {
            file: spans.next()?,
            name: spans.next()?,
            limit: cells.next()?.trim().to_owned(),
        })
    };
    page.lines().filter(|line| line.starts_with('|')).filter_map(row).collect()
}

/// The number that a cell of the page says, with its unit.
fn said(limit: &str) -> Option<u64> {
    let digits: String = limit.chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
    let number: u64 = digits.replace(',', "").parse().ok()?;
    let unit = limit[digits.len()..].split_whitespace().next();
    Some(
        number
            * match unit {
                Some("KiB") => 1 << 10,
                Some("MiB") => 1 << 20,
                _ => 1,
            },
    )
}

/// The value of a constant, from its text: numbers and their products.
fn value(source: &str, name: &str) -> Option<u64> {
    let (_, rest) = source.split_once(&format!("const {name}: "))?;
    let (_, text) = rest.split_once(';')?.0.split_once(" = ")?;
    let factor = |text: &str| match text.trim() {
        "i32::MAX as u32" => Some(i32::MAX as u64),
        number => number.replace('_', "").parse().ok(),
    };
    text.split('*').map(factor).product()
}

#[test]
fn limits_are_those_of_the_code() {
    let page = fs::read_to_string(root().join(PAGE)).unwrap();
    let rows = rows(&page);
    assert!(rows.len() > 25, "there are {} rows", rows.len());
    for Row { limit, file, name } in &rows {
        let source =
            fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let value = value(&source, name);
        assert!(value.is_some(), "{file} has no constant {name} that can be read");
        assert_eq!(said(limit), value, "{PAGE}: {name} of {file}");
    }
    let source = fs::read_to_string(root().join(EVERY)).unwrap();
    for constant in
        source.lines().filter_map(|line| line.strip_prefix("pub const ")?.split(':').next())
    {
        let is_shown = rows.iter().any(|row| row.name == constant && row.file == EVERY);
        assert!(is_shown || NOT_SHOWN.contains(&constant), "{PAGE} lacks {constant}");
    }
}

#[test]
fn json_is_nested_as_deep_as_the_page_says() {
    let page = fs::read_to_string(root().join(PAGE)).unwrap();
    assert!(page.contains("may be nested 127 levels deep"));
    let nested = |levels| "[".repeat(levels) + &"]".repeat(levels);
    assert!(json::parse(&nested(127)).is_ok());
    assert!(json::parse(&nested(128)).is_err());
}

#[test]
fn other_numbers_are_found() {
    assert_eq!(
        (said("1,024 bytes"), said("4 MiB"), said("many")),
        (Some(1024), Some(4 << 20), None)
    );
    let source =
        "const A: usize = 1_000;\npub const B: u64 = 4 * 1024 * 1024;\nconst C: u32 = D + 1;";
    assert_eq!((value(source, "A"), value(source, "B")), (Some(1000), Some(4 << 20)));
    assert_eq!((value(source, "C"), value(source, "D")), (None, None));
}
