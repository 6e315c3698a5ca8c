//! Queries over view tables.
//!
//! The text is written here, part by part, and not by the builder: what a reader sees in `explain` is what was meant,
//! with every parenthesis, and raw SQL stands in it as the caller wrote it. Values are bound, each in its column's form.

mod condition;
mod groups;
mod keyset;
mod like;
mod plan;
mod raw;
mod total;
mod writer;

use super::capability::Dialect;
use super::statement::{Direction, Statement, clamped};
use super::view_table::HIDDEN;
use crate::model::{ColumnDescription, Value, ViewDescription};
use writer::Writer;

pub(crate) use condition::Condition;
pub(crate) use groups::{cells, group_counts, group_decimals, group_extremes, group_sums};
pub(crate) use like::Pattern;
pub(crate) use plan::{explain, plan_numbers, shown_values};
pub(crate) use raw::{Piece, pieces, raw_read, single_read};
pub(crate) use total::{any, count, extreme};

/// What a query asks of a view table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// All of them hold.
    pub(crate) conditions: Vec<Condition>,
    /// Before the key, which ends every order.
    pub(crate) order: Vec<(String, Direction)>,
    /// Only rows behind the row with these cells in the columns of [`order`].
    pub(crate) behind: Option<Vec<Value>>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
}

impl Wanted {
    /// Whether it ends before its rows do.
    fn is_cut(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }
}

/// A column of an order.
pub(crate) type Ordered<'a> = (&'a ColumnDescription, Direction);

/// The whole order of a query: its columns once each, then the key's, so that it is total; what stands behind a whole key
/// orders nothing, and is left away.
pub(crate) fn order<'a>(view: &'a ViewDescription, wanted: &Wanted) -> Vec<Ordered<'a>> {
    let asked = wanted.order.iter().map(|(name, direction)| (named(view, name), *direction));
    let keys: Vec<_> = view.key_columns().collect();
    let mut order: Vec<Ordered<'a>> = Vec::new();
    let mut keys_left = keys.len();
    for (column, direction) in asked.chain(keys.iter().map(|key| (*key, Direction::Ascending))) {
        if keys_left == 0 {
            break;
        }
        if order.iter().all(|(other, _)| other.name != column.name) {
            keys_left -= usize::from(keys.iter().any(|key| key.name == column.name));
            order.push((column, direction));
        }
    }
    order
}

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
fn rows(out: &mut Writer, view: &ViewDescription, wanted: &Wanted) {
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
fn source(out: &mut Writer, view: &ViewDescription, wanted: &Wanted) {
    out.text(" FROM ");
    out.table(&view.table);
    let mut word = " WHERE ";
    for condition in &wanted.conditions {
        out.text(word);
        condition::write(out, view, condition);
        word = " AND ";
    }
    if let Some(values) = &wanted.behind {
        out.text(word);
        keyset::write(out, &order(view, wanted), values);
    }
}

/// Numbers of ours stand in the text: a planner that knows the limit chooses the index.
fn bounds(out: &mut Writer, limit: Option<u64>, offset: Option<u64>) {
    if limit.is_some() || offset.is_some() {
        out.text(&format!(" LIMIT {}", clamped(limit.unwrap_or(u64::MAX))));
    }
    if let Some(offset) = offset {
        out.text(&format!(" OFFSET {}", clamped(offset)));
    }
}

/// A column by its name.
fn named<'a>(view: &'a ViewDescription, name: &str) -> &'a ColumnDescription {
    let column = view.columns.iter().find(|column| column.name == name);
    column.expect("the columns of a query are checked before it is written")
}
