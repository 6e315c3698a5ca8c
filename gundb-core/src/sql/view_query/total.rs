//! One answer about all rows of a query: how many, whether any, their sum, the least and the
//! greatest.

use super::condition::Condition;
use super::named::named;
use super::rows::{bounds, rows, source};
use super::wanted::Wanted;
use super::writer::Writer;
use crate::model::{ColumnDescription, ColumnType, Value, ViewDescription};
use crate::sql::capability::Dialect;
use crate::sql::statement::{Comparison, Direction, Statement};

/// The rows of a query whose limit is taken first.
const CUT: &str = "gundb_rows";

/// How many rows a query has, as one number.
pub(crate) fn count(dialect: Dialect, view: &ViewDescription, wanted: &Wanted) -> Statement {
    let mut out = over(dialect, view, wanted);
    out.text("SELECT COUNT(*)");
    from(&mut out, view, wanted);
    out.finish()
}

/// A row, if the query has one.
pub(crate) fn any(dialect: Dialect, view: &ViewDescription, wanted: &Wanted) -> Statement {
    let mut out = Writer::new(dialect, &view.table);
    out.text("SELECT 1");
    source(&mut out, view, wanted);
    let limit = Some(wanted.limit.unwrap_or(1).min(1));
    bounds(&mut out, limit, wanted.offset);
    out.finish()
}

/// Writes the sum of a column of whole numbers in two parts, high · 2^32 + low, of which neither
/// can overflow: SQLite's sum fails beyond 64 bits, that of Postgres goes on. Every row adds less
/// than 2^32 to either.
pub(super) fn sum_parts(out: &mut Writer, column: &str) {
    out.text("COALESCE(CAST(SUM(");
    out.stored(column);
    out.text(" >> 32) AS BIGINT), 0), COALESCE(CAST(SUM(");
    out.stored(column);
    out.text(" & 4294967295) AS BIGINT), 0)");
}

/// Writes an order by a column from its least or greatest value on; of equal decimals the longest
/// text comes first, wherever it stands.
pub(super) fn by_value(out: &mut Writer, column: &ColumnDescription, direction: Direction) {
    out.column(column);
    out.text(direction.word());
    if column.column_type == ColumnType::Decimal {
        out.text(", ");
        out.read(column);
        out.text(out.dialect.capability().by_bytes);
        out.text(" DESC");
    }
}

/// The least (ascending) or greatest (descending) value of a column; no row where all are null.
pub(crate) fn extreme(
    dialect: Dialect,
    view: &ViewDescription,
    wanted: &Wanted,
    column: &str,
    direction: Direction,
) -> Statement {
    let mut out = over(dialect, view, wanted);
    out.text("SELECT ");
    out.read(named(view, column));
    if wanted.is_cut() {
        from(&mut out, view, wanted);
        out.text(" WHERE ");
        out.stored(column);
        out.text(" IS NOT NULL");
    } else {
        let mut known = wanted.clone();
        let is_known = Condition::Compare(column.to_owned(), Comparison::NotEqual, Value::Null);
        known.conditions.push(is_known);
        source(&mut out, view, &known);
    }
    out.text(" ORDER BY ");
    by_value(&mut out, named(view, column), direction);
    bounds(&mut out, Some(1), None);
    out.finish()
}

/// A statement over the rows of a query as [`from`] has them.
pub(super) fn over(dialect: Dialect, view: &ViewDescription, wanted: &Wanted) -> Writer {
    Writer::new(dialect, if wanted.is_cut() { CUT } else { &view.table })
}

/// The rows of a query as something to select from: a limit is taken first.
pub(super) fn from(out: &mut Writer, view: &ViewDescription, wanted: &Wanted) {
    if !wanted.is_cut() {
        return source(out, view, wanted);
    }
    out.text(" FROM (SELECT *");
    out.within(&view.table, |out| rows(out, view, wanted));
    out.text(") AS ");
    out.table(CUT);
}
