//! Conditions on the rows of a view, as a tree, and their SQL.
//!
//! Every condition means the same on every database, NULL and NOT included: SQL's three-valued
//! logic, text compared by bytes, patterns with the case they are written in.

use super::like::{self, Pattern};
use super::named::named;
use super::raw::raw_text;
use super::writer::Writer;
use crate::model::{ColumnDescription, Value, ViewDescription};
use crate::sql::statement::Comparison;

/// This many conditions stand beside each other; more are written as a balanced tree, because
/// parsers bound its depth.
const FLAT_MAX: usize = 16;

/// A condition on the rows of a view. Columns are named; values have the types of their columns.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    /// A column compared with a value; equal to null asks for NULL.
    Compare(String, Comparison, Value),
    /// A column that equals one of some values, of which none is null.
    In(String, Vec<Value>),
    /// A text column that fits a pattern.
    Like(String, String),
    /// A text column with a text somewhere in it.
    Contains(String, String),
    /// SQL text with `?` for each of the values.
    Raw(String, Vec<Value>),
    /// The contrary.
    Not(Box<Condition>),
    /// All of them; of none, true.
    All(Vec<Condition>),
    /// One of them at least; of none, false.
    Any(Vec<Condition>),
    /// A mistake that is reported when the query runs.
    Refused(String),
}

impl Condition {
    /// The contrary. Twice the contrary is the condition itself, of NULL too.
    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Refused(message) => Self::Refused(message),
            other => Self::Not(Box::new(other)),
        }
    }

    /// A column that equals one of the values, null among them as well.
    pub(crate) fn is_in(column: &str, values: impl IntoIterator<Item = Value>) -> Self {
        let (nulls, values): (Vec<_>, Vec<_>) =
            values.into_iter().partition(|value| *value == Value::Null);
        let mut any = Vec::new();
        if !values.is_empty() {
            any.push(Self::In(column.to_owned(), values));
        }
        if !nulls.is_empty() {
            any.push(Self::Compare(column.to_owned(), Comparison::Equal, Value::Null));
        }
        Self::Any(any)
    }

    /// Text that begins with `prefix`: a range, so that an index serves.
    pub(crate) fn starts_with(column: &str, prefix: String) -> Self {
        let mut range = Vec::with_capacity(2);
        let end = like::end_of_prefix(&prefix).map(Value::Text);
        range.push(Self::Compare(
            column.to_owned(),
            Comparison::GreaterOrEqual,
            Value::Text(prefix),
        ));
        range.extend(end.map(|end| Self::Compare(column.to_owned(), Comparison::Less, end)));
        Self::All(range)
    }
}

/// Writes a condition so that it can stand between `AND`s.
pub(super) fn write(out: &mut Writer, view: &ViewDescription, condition: &Condition) {
    match condition {
        Condition::Compare(name, comparison, value) => {
            compare(out, named(view, name), *comparison, value)
        }
        Condition::In(name, values) => {
            let column = named(view, name);
            out.column(column);
            out.text(" IN (");
            out.list(", ", values, |out, value| out.operand(column, value));
            out.text(")");
        }
        Condition::Like(name, pattern) => like(out, named(view, name), pattern),
        Condition::Contains(name, part) => {
            out.text(out.dialect.capability().position);
            out.text("(");
            out.stored(name);
            out.text(", ");
            out.value(named(view, name), &Value::Text(part.clone()));
            out.text(") > 0");
        }
        Condition::Raw(text, binds) => {
            out.text("(");
            raw_text(out, text, binds);
            out.text(")");
        }
        Condition::Not(inner) => {
            out.text("NOT (");
            write(out, view, inner);
            out.text(")");
        }
        Condition::All(parts) => joined(out, view, parts, " AND ", "TRUE"),
        Condition::Any(parts) => joined(out, view, parts, " OR ", "FALSE"),
        Condition::Refused(_) => out.text("FALSE"),
    }
}

fn joined(
    out: &mut Writer,
    view: &ViewDescription,
    parts: &[Condition],
    word: &str,
    of_none: &str,
) {
    match parts {
        [] => out.text(of_none),
        [only] => write(out, view, only),
        few if few.len() <= FLAT_MAX => {
            out.text("(");
            out.list(word, few, |out, part| write(out, view, part));
            out.text(")");
        }
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            out.text("(");
            joined(out, view, left, word, of_none);
            out.text(word);
            joined(out, view, right, word, of_none);
            out.text(")");
        }
    }
}

fn compare(out: &mut Writer, column: &ColumnDescription, comparison: Comparison, value: &Value) {
    out.column(column);
    let sign = match (comparison, value) {
        (Comparison::Equal, Value::Null) => return out.text(" IS NULL"),
        (Comparison::NotEqual, Value::Null) => return out.text(" IS NOT NULL"),
        (Comparison::Equal, _) => " = ",
        (Comparison::NotEqual, _) => " <> ",
        (Comparison::Less, _) => " < ",
        (Comparison::LessOrEqual, _) => " <= ",
        (Comparison::Greater, _) => " > ",
        (Comparison::GreaterOrEqual, _) => " >= ",
    };
    out.text(sign);
    out.operand(column, value);
}

/// A pattern's text before its first wildcard is a range beside it, so that an index serves on
/// every database.
fn like(out: &mut Writer, column: &ColumnDescription, pattern: &str) {
    let pattern = Pattern::parse(pattern).expect("a pattern is checked before it is written");
    let Some(prefix) = pattern.prefix() else {
        return compare(out, column, Comparison::Equal, &Value::Text(pattern.literal()));
    };
    let (word, translated) = (out.dialect.capability().like)(&pattern);
    out.text("(");
    if !prefix.is_empty() {
        compare(out, column, Comparison::GreaterOrEqual, &Value::Text(prefix.clone()));
        out.text(" AND ");
        if let Some(end) = like::end_of_prefix(&prefix) {
            compare(out, column, Comparison::Less, &Value::Text(end));
            out.text(" AND ");
        }
    }
    out.stored(&column.name);
    out.text(word);
    out.value(column, &Value::Text(translated));
    out.text(")");
}
