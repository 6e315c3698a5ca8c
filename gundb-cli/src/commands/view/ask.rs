//! What a view is asked on the command line: filters, orders, totals.

use gundb::view::{Comparison, Direction, FilterValue, RowFilter, Total};

/// Longer signs first: `<=` is not `<` and a value that begins with `=`.
const SIGNS: [(&str, Comparison); 6] = [
    ("!=", Comparison::NotEqual),
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("=", Comparison::Equal),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

/// `balance>=100`, `city is null`, `city is not null`.
pub(super) fn filter(text: &str) -> Result<RowFilter, &'static str> {
    let sign = |at: usize| SIGNS.iter().find(|(sign, _)| text[at..].starts_with(sign));
    let found = text.char_indices().find_map(|(at, _)| sign(at).map(|found| (at, found)));
    if let Some((at, (sign, comparison))) = found {
        let (column, value) = (text[..at].trim(), text[at + sign.len()..].trim());
        return named(column).map(|column| {
            RowFilter::compare(column, *comparison, FilterValue::Text(value.to_owned()))
        });
    }
    let text = text.trim();
    if let Some(column) = text.strip_suffix(" is not null") {
        return named(column.trim()).map(|column| !RowFilter::is_null(column));
    }
    match text.strip_suffix(" is null") {
        Some(column) => named(column.trim()).map(RowFilter::is_null),
        None => Err(
            "it must be COLUMN=VALUE (or with != < <= > >=), `COLUMN is null` or `COLUMN is not null`",
        ),
    }
}

/// `balance`, or `balance:desc`.
pub(super) fn order(text: &str) -> Result<(String, Direction), &'static str> {
    match text.split_once(':') {
        None => named(text).map(|column| (column, Direction::Ascending)),
        Some((column, "asc")) => named(column).map(|column| (column, Direction::Ascending)),
        Some((column, "desc")) => named(column).map(|column| (column, Direction::Descending)),
        Some(_) => Err("it must be COLUMN, COLUMN:asc or COLUMN:desc"),
    }
}

/// `count`, `sum:balance`, `min:balance`, `max:balance`.
pub(super) fn total(text: &str) -> Result<Total, &'static str> {
    match text.split_once(':') {
        None if text == "count" => Ok(Total::Count),
        Some(("sum", column)) => named(column).map(Total::Sum),
        Some(("min", column)) => named(column).map(Total::Min),
        Some(("max", column)) => named(column).map(Total::Max),
        _ => Err("it must be count, sum:COLUMN, min:COLUMN or max:COLUMN"),
    }
}

fn named(column: &str) -> Result<String, &'static str> {
    if column.is_empty() { Err("it names no column") } else { Ok(column.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::{filter, order, total};

    #[test]
    fn signs_are_found_before_values_that_look_like_some() {
        for (text, expected) in [
            ("a>=1", r#"Compare { column: "a", comparison: GreaterOrEqual, value: Text("1") }"#),
            ("a = <b>", r#"Compare { column: "a", comparison: Equal, value: Text("<b>") }"#),
            ("a!=", r#"Compare { column: "a", comparison: NotEqual, value: Text("") }"#),
            ("é<=>", r#"Compare { column: "é", comparison: LessOrEqual, value: Text(">") }"#),
            (
                "a is not null",
                r#"Not(Compare { column: "a", comparison: Equal, value: Cell(Null) })"#,
            ),
            (" a  is null ", r#"Compare { column: "a", comparison: Equal, value: Cell(Null) }"#),
        ] {
            assert_eq!(format!("{:?}", filter(text).unwrap()), expected, "{text}");
        }
        for text in ["", "a", "=1", " is null", "a like b"] {
            assert!(filter(text).is_err(), "{text}");
        }
        assert!(order("a:up").is_err() && order("").is_err() && order("a:desc").is_ok());
        assert!(total("sum").is_err() && total("sum:").is_err() && total("avg:a").is_err());
    }
}
