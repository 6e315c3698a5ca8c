//! Groups of the rows of a query, and a total of each.

use super::named::named;
use super::rows::rows;
use super::total::{by_value, from, over, sum_parts};
use super::wanted::Wanted;
use super::writer::Writer;
use crate::model::{ColumnDescription, ColumnType, ViewDescription};
use crate::sql::capability::Dialect;
use crate::sql::statement::{Direction, Statement};

/// Cells of some columns, in the order of a query.
pub(crate) fn cells(
    dialect: Dialect,
    view: &ViewDescription,
    wanted: &Wanted,
    columns: &[&str],
) -> Statement {
    let mut out = Writer::new(dialect, &view.table);
    out.text("SELECT ");
    out.list(", ", columns, |out, column| out.read(named(view, column)));
    rows(&mut out, view, wanted);
    out.finish()
}

/// Groups, and how many rows each has.
pub(crate) fn group_counts(
    dialect: Dialect,
    view: &ViewDescription,
    wanted: &Wanted,
    keys: &[&str],
) -> Statement {
    grouped(dialect, view, wanted, keys, |out| out.text("COUNT(*)"))
}

/// Groups, and the sum of a column of whole numbers over each, in two parts.
pub(crate) fn group_sums(
    dialect: Dialect,
    view: &ViewDescription,
    wanted: &Wanted,
    keys: &[&str],
    column: &str,
) -> Statement {
    grouped(dialect, view, wanted, keys, |out| sum_parts(out, column))
}

fn grouped(
    dialect: Dialect,
    view: &ViewDescription,
    wanted: &Wanted,
    keys: &[&str],
    total: impl FnOnce(&mut Writer),
) -> Statement {
    let keys = of_names(view, keys);
    let mut out = over(dialect, view, wanted);
    out.text("SELECT ");
    out.list(", ", &keys, |out, key| shown(out, key));
    out.text(if keys.is_empty() { "" } else { ", " });
    total(&mut out);
    from(&mut out, view, wanted);
    by(&mut out, &keys);
    out.finish()
}

/// Groups, and the least (ascending) or greatest (descending) value of a column in each; null where
/// there is none else.
pub(crate) fn group_extremes(
    dialect: Dialect,
    view: &ViewDescription,
    wanted: &Wanted,
    keys: &[&str],
    column: &str,
    direction: Direction,
) -> Statement {
    let (keys, column) = (of_names(view, keys), named(view, column));
    let mut out = over(dialect, view, wanted);
    out.text("SELECT ");
    (0..keys.len()).for_each(|number| out.text(&format!("gundb_key_{number}, ")));
    out.text("gundb_value FROM (SELECT ");
    for (number, key) in keys.iter().enumerate() {
        shown(&mut out, key);
        if is_shown_by_the_longest(key) {
            out.text(" OVER (");
            partition(&mut out, &keys);
            out.text(")");
        }
        out.text(&format!(" AS gundb_key_{number}, "));
        out.column(key);
        out.text(&format!(" AS gundb_order_{number}, "));
    }
    out.read(column);
    out.text(" AS gundb_value, ROW_NUMBER() OVER (");
    partition(&mut out, &keys);
    out.text(" ORDER BY CASE WHEN ");
    out.column(column);
    out.text(" IS NULL THEN 1 ELSE 0 END, ");
    by_value(&mut out, column, direction);
    out.text(") AS gundb_number");
    from(&mut out, view, wanted);
    out.text(") AS gundb_groups WHERE gundb_number = 1 ORDER BY ");
    out.list(", ", keys.iter().enumerate(), |out, (number, key)| {
        let again = out.dialect.capability().sorts_groups;
        out.text(&format!("{again}gundb_order_{number}{}", ascending(key)));
    });
    out.finish()
}

/// Groups with each decimal of a column in them: the decimal, and how many rows have it. Databases
/// don't agree on sums of decimals, so they are summed up by us; rows of one group follow each
/// other.
pub(crate) fn group_decimals(
    dialect: Dialect,
    view: &ViewDescription,
    wanted: &Wanted,
    keys: &[&str],
    column: &str,
) -> Statement {
    let keys = of_names(view, keys);
    let all: Vec<_> = keys.iter().copied().chain([named(view, column)]).collect();
    let mut out = over(dialect, view, wanted);
    out.text("SELECT ");
    out.list(", ", &all, |out, column| shown(out, column));
    out.text(", COUNT(*)");
    from(&mut out, view, wanted);
    by(&mut out, &all);
    out.finish()
}

fn of_names<'a>(view: &'a ViewDescription, names: &[&str]) -> Vec<&'a ColumnDescription> {
    names.iter().map(|name| named(view, name)).collect()
}

/// Groups by columns, in their order.
fn by(out: &mut Writer, columns: &[&ColumnDescription]) {
    if columns.is_empty() {
        return;
    }
    out.text(" GROUP BY ");
    out.list(", ", columns, |out, column| out.column(column));
    out.text(" ORDER BY ");
    out.list(", ", columns, |out, column| {
        out.text(out.dialect.capability().sorts_groups);
        out.column(column);
        out.text(ascending(column));
    });
}

/// Equal decimals may be written with different scales: all nodes show the longest, wherever it
/// stands.
fn is_shown_by_the_longest(column: &ColumnDescription) -> bool {
    column.column_type == ColumnType::Decimal
}

/// A column of a group as it is shown: of texts of equal decimals the greatest is the longest,
/// since each begins with the shorter.
fn shown(out: &mut Writer, column: &ColumnDescription) {
    if !is_shown_by_the_longest(column) {
        return out.read(column);
    }
    out.text("MAX(");
    out.read(column);
    out.text(out.dialect.capability().by_bytes);
    out.text(")");
}

fn ascending(column: &ColumnDescription) -> &'static str {
    // Null is less than everything, on every database.
    if column.nullable { " ASC NULLS FIRST" } else { " ASC" }
}

fn partition(out: &mut Writer, keys: &[&ColumnDescription]) {
    out.text("PARTITION BY ");
    out.list(", ", keys, |out, key| out.column(key));
}
