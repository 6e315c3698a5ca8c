//! Rows after a given row in an order: what paging by key asks, in a form that indexes serve.
//!
//! With a row's values v of the ordered columns c: where all columns go one way and none is null,
//! `(c1, c2) > (v1, v2)`. Else, with the first column as a bound of its own for the index, `c1 >=
//! v1 AND (c1 > v1 OR (c1 = v1 AND …))`.

use super::wanted::Ordered;
use super::writer::Writer;
use crate::model::{ColumnDescription, Value};
use crate::sql::statement::Direction;

/// Writes the condition that a row comes after `values`, the cells of the ordered columns of
/// another row.
pub(super) fn write(out: &mut Writer, order: &[Ordered<'_>], values: &[Value]) {
    let Some(((column, direction), rest)) = order.split_first() else {
        return out.text("FALSE");
    };
    if let Some(sign) = one_way(order) {
        return compared(out, order, sign, values);
    }
    let (value, others) = (&values[0], &values[1..]);
    out.text("(");
    if let Some(bound) = bound(column, *direction, value) {
        part(out, column, bound, value);
        out.text(" AND ");
    }
    out.text("(");
    for beyond in beyond(column, *direction, value) {
        part(out, column, beyond, value);
        out.text(" OR ");
    }
    out.text("(");
    part(out, column, if *value == Value::Null { " IS NULL" } else { " = " }, value);
    out.text(" AND ");
    write(out, rest, others);
    out.text(")))");
}

/// The sign of a comparison of whole rows, where the order allows one.
fn one_way(order: &[Ordered<'_>]) -> Option<&'static str> {
    let (_, first) = order.first()?;
    let alike = order.iter().all(|(column, direction)| direction == first && !column.nullable);
    alike.then_some(match first {
        Direction::Ascending => " > ",
        Direction::Descending => " < ",
    })
}

fn compared(out: &mut Writer, order: &[Ordered<'_>], sign: &str, values: &[Value]) {
    let several = order.len() > 1;
    out.text(if several { "(" } else { "" });
    out.list(", ", order, |out, (column, _)| out.column(column));
    out.text(if several { ")" } else { "" });
    out.text(sign);
    out.text(if several { "(" } else { "" });
    out.list(", ", order.iter().zip(values), |out, ((column, _), value)| {
        out.operand(column, value)
    });
    out.text(if several { ")" } else { "" });
}

/// What all rows from this value on have in common, where that is one range; null is the least.
fn bound(column: &ColumnDescription, direction: Direction, value: &Value) -> Option<&'static str> {
    match (direction, value) {
        (Direction::Ascending, Value::Null) => None,
        (Direction::Ascending, _) => Some(" >= "),
        (Direction::Descending, Value::Null) => Some(" IS NULL"),
        (Direction::Descending, _) => (!column.nullable).then_some(" <= "),
    }
}

/// What lies strictly after a value: one of these.
fn beyond(column: &ColumnDescription, direction: Direction, value: &Value) -> Vec<&'static str> {
    match (direction, value) {
        (Direction::Ascending, Value::Null) => vec![" IS NOT NULL"],
        (Direction::Ascending, _) => vec![" > "],
        (Direction::Descending, Value::Null) => vec![],
        (Direction::Descending, _) if column.nullable => vec![" < ", " IS NULL"],
        (Direction::Descending, _) => vec![" < "],
    }
}

fn part(out: &mut Writer, column: &ColumnDescription, comparison: &str, value: &Value) {
    out.column(column);
    out.text(comparison);
    if !comparison.ends_with("NULL") {
        out.operand(column, value);
    }
}
