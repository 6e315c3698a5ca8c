//! The rows of a query: from where, which, in what order, how many.

use super::wanted::{Wanted, order};
use super::writer::Writer;
use super::{condition, keyset};
use crate::model::ViewDescription;
use crate::sql::capability::Dialect;
use crate::sql::statement::{Statement, clamped};
use crate::sql::view_table::HIDDEN;

/// Rows that a query wants: all columns, then the hidden ones.
pub(crate) fn query(dialect: Dialect, view: &ViewDescription, wanted: &Wanted) -> Statement {
    let mut out = Writer::new(dialect, &view.table);
    out.text("SELECT ");
    out.list(", ", &view.columns, Writer::read);
    for hidden in HIDDEN {
        out.text(", ");
        out.stored(hidden);
    }
    rows(&mut out, view, wanted);
    out.finish()
}

/// From where, which, in what order, how many.
pub(super) fn rows(out: &mut Writer, view: &ViewDescription, wanted: &Wanted) {
    source(out, view, wanted);
    out.text(" ORDER BY ");
    out.list(", ", order(view, wanted), |out, (column, direction)| {
        out.column(column);
        out.text(direction.word());
        if column.nullable {
            // Null is less than everything, on every database.
            out.text(direction.nulls_word());
        }
    });
    bounds(out, wanted.limit, wanted.offset);
}

/// From where, and which.
pub(super) fn source(out: &mut Writer, view: &ViewDescription, wanted: &Wanted) {
    out.text(" FROM ");
    out.table(&view.table);
    let mut word = " WHERE ";
    for condition in &wanted.conditions {
        out.text(word);
        condition::write(out, view, condition);
        word = " AND ";
    }
    if let Some(values) = &wanted.after {
        out.text(word);
        keyset::write(out, &order(view, wanted), values);
    }
}

/// Numbers of ours stand in the text: a planner that knows the limit chooses the index.
pub(super) fn bounds(out: &mut Writer, limit: Option<u64>, offset: Option<u64>) {
    if limit.is_some() || offset.is_some() {
        out.text(&format!(" LIMIT {}", clamped(limit.unwrap_or(u64::MAX))));
    }
    if let Some(offset) = offset {
        out.text(&format!(" OFFSET {}", clamped(offset)));
    }
}
