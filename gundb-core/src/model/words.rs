//! Words of messages: numbers with their nouns, cells and keys as people write them.

use std::fmt::Display;

use super::json;
use super::value::Value;

/// `1 row`, `2 rows`.
pub(crate) fn counted(count: impl Display, noun: &str) -> String {
    let count = count.to_string();
    let plural = if count == "1" { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// `a`, `b` or `c`.
pub(crate) fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// A cell as JSON has it, and what JSON has not by its name; the beginning of one that is long.
pub(crate) fn cell(value: &Value) -> String {
    match value {
        Value::Real(real) if !real.is_finite() => real.to_string(),
        other => json::shown(&other.to_json()),
    }
}

/// The key of a row: its one cell, or all of them in parentheses.
pub(crate) fn key(cells: &[Value]) -> String {
    match cells {
        [one] => cell(one),
        several => format!("({})", several.iter().map(cell).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{cell, counted, key};
    use crate::model::Value;

    #[test]
    fn one_thing_has_no_plural() {
        assert_eq!([0, 1, 2].map(|count| counted(count, "row")), ["0 rows", "1 row", "2 rows"]);
    }

    #[test]
    fn cells_read_as_json() {
        let cells = [Value::Text("a@x".to_owned()), Value::Int(7), Value::Null];
        assert_eq!(key(&cells), r#"("a@x", 7, null)"#);
        assert_eq!(key(&cells[..1]), r#""a@x""#);
        assert_eq!(cell(&Value::Real(f64::NAN)), "NaN");
    }
}
