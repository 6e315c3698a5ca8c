//! Columns whose cells must be unique, for appends of this store.
//!
//! Admission only: what another node appended may hold a value twice, and is never refused for it.
//! So no index of a view is unique, and who holds a value is looked up under the store's lock.

use std::collections::BTreeMap;

use super::request::Refusal;
use crate::error::{Error, Result};
use crate::fold::{Change, EventContext, RowState};
use crate::model::{Value, words};
use crate::store::batch::Batch;
use crate::store::rows::{Moved, RowKey};

impl Batch {
    /// Refuses a request that would give two rows one value; else notes which rows hold what after
    /// it.
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
        moved.into_iter().for_each(|moved| self.answered.holders.moves(moved));
        Ok(())
    }

    /// The unique cells that change, as they will be after the whole request.
    fn moved<'a>(&self, new: impl Iterator<Item = &'a (usize, Change)>) -> Vec<Moved> {
        let mut rows: BTreeMap<RowKey, (&'a Change, RowState)> = BTreeMap::new();
        let context = EventContext::tried(self.logs.own.origin, self.now.as_microsecond());
        for (view, change) in new {
            let plan = &self.catalog.views[*view].plan;
            if !plan.has_unique() {
                continue;
            }
            let row = (*view, change.row.clone());
            let state = self.rows.state(&row);
            let (_, state) =
                rows.entry(row).or_insert_with(|| (change, state.cloned().unwrap_or_default()));
            change.apply(plan, state, &context);
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

    /// Another row that will hold the value after the request.
    fn other_holder<'a>(&'a self, one: &Moved, moved: &'a [Moved]) -> Option<&'a Vec<Value>> {
        if one.after == Value::Null {
            return None;
        }
        let same_column = |other: &&Moved| {
            other.row.0 == one.row.0 && other.column == one.column && other.row != one.row
        };
        if let Some(other) = moved.iter().filter(same_column).find(|other| other.after == one.after)
        {
            return Some(&other.key);
        }
        let moves =
            |row: &Vec<u8>| moved.iter().filter(same_column).any(|other| other.row.1 == *row);
        let held = self.answered.holders.of(one)?;
        held.iter().find(|(row, _)| **row != one.row.1 && !moves(row)).map(|(_, key)| key)
    }
}
