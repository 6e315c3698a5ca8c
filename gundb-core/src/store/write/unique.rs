//! Columns whose cells must be unique, for appends of this store.
//!
//! Admission only: what another node appended may hold a value twice, and is never refused for it. So no index of a view
//! is unique, and who holds a value is looked up under the store's lock.

use std::collections::{BTreeMap, HashMap};

use super::ask::{Asked, Question};
use super::request::Refusal;
use super::rows::RowKey;
use super::state::Batch;
use crate::error::{Error, Result};
use crate::fold::{Change, Place, RowState, key_bytes};
use crate::model::{Value, words};
use crate::sql::{Dialect, view_table};
use crate::store::backend::Cells;
use crate::store::catalog::Catalog;

/// A view's place in the catalog, a column's place in it, and the canonical bytes of a value.
type Cell = (usize, usize, Vec<u8>);

/// Which rows hold the values that a batch may bring: their keys, by their canonical bytes.
#[derive(Debug, Default)]
pub(super) struct Holders(HashMap<Cell, BTreeMap<Vec<u8>, Vec<Value>>>);

impl Holders {
    /// What is to be asked to know who holds the values that the changes bring.
    pub(super) fn questions<'a>(
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
    pub(super) fn note(
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

    fn moves(&mut self, moved: Moved) {
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
struct Moved {
    row: RowKey,
    key: Vec<Value>,
    column: usize,
    before: Value,
    after: Value,
}

impl Moved {
    fn cell(&self, value: &Value) -> Cell {
        (self.row.0, self.column, key_bytes(std::slice::from_ref(value)))
    }
}

impl Batch {
    /// Refuses a request that would give two rows one value; else notes which rows hold what behind it.
    pub(super) fn keep_unique<'a>(
        &mut self,
        new: impl Iterator<Item = &'a (usize, Change)>,
    ) -> Result<(), Refusal> {
        let moved = self.moved(new);
        for one in &moved {
            if let Some(other) = self.other_holder(one, &moved) {
                let registered = &self.catalog.views[one.row.0];
                return Err(Refusal::Unfit(Error::not_unique(format!(
                    "view `{}`, column `{}`: the row {} already has the value {}, so the row {} can't have it (the column is \
                     unique); use another value, or change that row first",
                    registered.plan.name(),
                    registered.plan.column(one.column).name,
                    words::key(other),
                    words::cell(&one.after),
                    words::key(&one.key)
                ))));
            }
        }
        moved.into_iter().for_each(|moved| self.holders.moves(moved));
        Ok(())
    }

    /// The unique cells that change, as they will be behind the whole request.
    fn moved<'a>(&self, new: impl Iterator<Item = &'a (usize, Change)>) -> Vec<Moved> {
        let mut rows: BTreeMap<RowKey, (&'a Change, RowState)> = BTreeMap::new();
        let place = Place::tried(self.logs.own.origin, self.now.as_microsecond());
        for (view, change) in new {
            let plan = &self.catalog.views[*view].plan;
            if !plan.has_unique() {
                continue;
            }
            let row = (*view, change.row.clone());
            let state = self.rows.state(&row);
            let (_, state) = rows.entry(row).or_insert_with(|| (change, state.cloned().unwrap_or_default()));
            change.apply(plan, state, &place);
        }
        let mut moved = Vec::new();
        for (row, (change, after)) in rows {
            let plan = &self.catalog.views[row.0].plan;
            let before = self.rows.state(&row);
            for column in plan.unique_columns() {
                let value = |state: Option<&RowState>| plan.held(column, state);
                let (before, after) = (value(before), value(Some(&after)));
                if before != after {
                    let (row, key) = (row.clone(), change.key.clone());
                    moved.push(Moved { row, key, column, before, after });
                }
            }
        }
        moved
    }

    /// Another row that will hold the value behind the request.
    fn other_holder<'a>(&'a self, one: &Moved, moved: &'a [Moved]) -> Option<&'a Vec<Value>> {
        if one.after == Value::Null {
            return None;
        }
        let same_column =
            |other: &&Moved| other.row.0 == one.row.0 && other.column == one.column && other.row != one.row;
        if let Some(other) = moved.iter().filter(same_column).find(|other| other.after == one.after) {
            return Some(&other.key);
        }
        let moves = |row: &Vec<u8>| moved.iter().filter(same_column).any(|other| other.row.1 == *row);
        let held = self.holders.0.get(&one.cell(&one.after))?;
        held.iter().find(|(row, _)| **row != one.row.1 && !moves(row)).map(|(_, key)| key)
    }
}
