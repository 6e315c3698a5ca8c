//! One answer about all rows of a query: how many, whether any, their sum, the least and the greatest.

use super::condition::Condition;
use super::writer::Writer;
use super::{Wanted, bounds, named, source};
use crate::model::{Value, ViewDescription};
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

/// The sum of an integer column in two parts, high · 2^32 + low, of which neither can overflow: SQLite's sum fails
/// beyond 64 bits, that of Postgres goes on. Every row adds less than 2^32 to either.
pub(crate) fn sum(dialect: Dialect, view: &ViewDescription, wanted: &Wanted, column: &str) -> Statement {
    let mut out = over(dialect, view, wanted);
    out.text("SELECT COALESCE(CAST(SUM(");
    out.stored(column);
    out.text(" >> 32) AS BIGINT), 0), COALESCE(CAST(SUM(");
    out.stored(column);
    out.text(" & 4294967295) AS BIGINT), 0)");
    from(&mut out, view, wanted);
    out.finish()
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
    out.column(named(view, column));
    out.text(direction.word());
    bounds(&mut out, Some(1), None);
    out.finish()
}

/// A statement over the rows of a query as [`from`] has them.
fn over(dialect: Dialect, view: &ViewDescription, wanted: &Wanted) -> Writer {
    Writer::new(dialect, if wanted.is_cut() { CUT } else { &view.table })
}

/// The rows of a query as something to select from: a limit is taken first.
fn from(out: &mut Writer, view: &ViewDescription, wanted: &Wanted) {
    if !wanted.is_cut() {
        return source(out, view, wanted);
    }
    out.text(" FROM (SELECT *");
    out.within(&view.table, |out| super::rows(out, view, wanted));
    out.text(") AS ");
    out.table(CUT);
}
