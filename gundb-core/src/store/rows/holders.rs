//! Which rows hold the values of unique columns.

use std::collections::{BTreeMap, HashMap};

use super::question::{Asked, Question};
use super::touched::RowKey;
use crate::error::Result;
use crate::fold::{Change, key_bytes};
use crate::model::Value;
use crate::sql::{Dialect, view_table};
use crate::store::backend::Cells;
use crate::store::catalog::Catalog;

/// A view's index in the catalog, a column's index in it, and the canonical bytes of a value.
type Cell = (usize, usize, Vec<u8>);

/// Which rows hold the values that a batch may bring: their keys, by their canonical bytes.
#[derive(Debug, Default)]
pub(in crate::store) struct Holders(HashMap<Cell, BTreeMap<Vec<u8>, Vec<Value>>>);

impl Holders {
    /// What is to be asked to know who holds the values that the changes bring.
    pub(in crate::store) fn questions<'a>(
        dialect: Dialect,
        catalog: &Catalog,
        changes: impl Iterator<Item = &'a (usize, Change)>,
    ) -> Vec<Question> {
        let mut wanted: BTreeMap<(usize, usize), BTreeMap<Vec<u8>, Value>> = BTreeMap::new();
        for (view, change) in changes {
            for (column, value) in change.unique_values(&catalog.views[*view].plan) {
                let bytes = key_bytes(std::slice::from_ref(value));
                wanted.entry((*view, column)).or_default().insert(bytes, value.clone());
            }
        }
        let mut questions = Vec::new();
        for ((view, column), values) in wanted {
            let registered = &catalog.views[view];
            let values: Vec<Value> = values.into_values().collect();
            let asked = Asked::Holders { view, column };
            let column = registered.plan.column(column);
            let statements = view_table::holders(dialect, &registered.stored, column, &values);
            questions.extend(statements.into_iter().map(|statement| (asked, statement)));
        }
        questions
    }

    /// Takes an answer in.
    pub(in crate::store) fn note(
        &mut self,
        catalog: &Catalog,
        view: usize,
        column: usize,
        rows: Vec<Cells>,
    ) -> Result<()> {
        let registered = &catalog.views[view];
        let described = registered.plan.column(column);
        for mut cells in rows {
            let keys = registered.stored.key_columns().map(|key| cells.value(key));
            let key = keys.collect::<Result<Vec<Value>>>()?;
            let cell = (view, column, key_bytes(&[cells.value(described)?]));
            self.0.entry(cell).or_default().insert(key_bytes(&key), key);
        }
        Ok(())
    }

    /// The rows that hold what a cell will have: their keys, by their canonical bytes.
    pub(in crate::store) fn of(&self, moved: &Moved) -> Option<&BTreeMap<Vec<u8>, Vec<Value>>> {
        self.0.get(&moved.cell(&moved.after))
    }

    /// A cell has another value from now on.
    pub(in crate::store) fn moves(&mut self, moved: Moved) {
        if let Some(rows) = self.0.get_mut(&moved.cell(&moved.before)) {
            rows.remove(&moved.row.1);
        }
        if moved.after != Value::Null {
            let cell = moved.cell(&moved.after);
            self.0.entry(cell).or_default().insert(moved.row.1, moved.key);
        }
    }
}

/// A unique cell that a request changes.
pub(in crate::store) struct Moved {
    pub(in crate::store) row: RowKey,
    pub(in crate::store) key: Vec<Value>,
    pub(in crate::store) column: usize,
    pub(in crate::store) before: Value,
    pub(in crate::store) after: Value,
}

impl Moved {
    fn cell(&self, value: &Value) -> Cell {
        (self.row.0, self.column, key_bytes(std::slice::from_ref(value)))
    }
}
