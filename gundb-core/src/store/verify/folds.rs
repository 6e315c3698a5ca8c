//! The reference fold: every view from nothing, against its table.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Findings, ViewReport};
use crate::error::Result;
use crate::fold::{RowState, ViewHash, key_bytes};
use crate::model::Value;
use crate::sql::view_table::{self, Wanted};
use crate::store::backend::{Connection, Failure};
use crate::store::catalog::{Catalog, RegisteredView};
use crate::store::rebuild::{Origins, change, place_of};
use crate::store::recorded::Recorded;
use crate::store::write::row_from;

/// Rows compared at once.
const PAGE_ROWS: u64 = 1000;

/// All views, folded again from nothing. Holds every row in memory.
pub(super) struct Folds<'a> {
    views: Vec<Fold<'a>>,
}

struct Fold<'a> {
    view: &'a Arc<RegisteredView>,
    rows: HashMap<Vec<u8>, RowState>,
    skipped: u64,
}

impl<'a> Folds<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let fold = |view| Fold { view, rows: HashMap::new(), skipped: 0 };
        Self { views: catalog.views.iter().map(fold).collect() }
    }

    pub(super) fn fold(&mut self, event: &Recorded, origins: &Origins) {
        for fold in self.views.iter_mut().filter(|fold| fold.view.plan.folds(event.event_type())) {
            match change(fold.view, event) {
                Ok(Some(change)) => {
                    let state = fold.rows.entry(key_bytes(&change.key)).or_default();
                    change.apply(&fold.view.plan, state, &place_of(event, origins));
                }
                Ok(None) => {}
                Err(_) => fold.skipped += 1,
            }
        }
    }

    pub(super) async fn finish(
        self,
        connection: &mut Connection,
        findings: &mut Findings,
    ) -> Result<Vec<ViewReport>, Failure> {
        let mut reports = Vec::new();
        for fold in self.views {
            reports.push(fold.compare(connection, findings).await?);
        }
        Ok(reports)
    }
}

impl Fold<'_> {
    async fn compare(
        mut self,
        connection: &mut Connection,
        findings: &mut Findings,
    ) -> Result<ViewReport, Failure> {
        let name = self.view.plan.name().to_owned();
        let mut hash = ViewHash::default();
        let mut rows = 0;
        loop {
            let wanted = Wanted { limit: Some(PAGE_ROWS), offset: Some(rows), ..Wanted::default() };
            let page = view_table::query(connection.dialect(), &self.view.plan.description, &wanted);
            let page = connection.fetch(page).await?;
            if page.is_empty() {
                break;
            }
            for cells in page {
                rows += 1;
                let row = row_from(cells, self.view)?;
                hash.row(&row.cells);
                let key: Vec<Value> =
                    self.view.plan.key.iter().map(|index| row.cells[*index].clone()).collect();
                let same = match self.rows.remove(&key_bytes(&key)) {
                    Some(RowState::Live(expected)) => {
                        expected.cells == row.cells
                            && expected.version == row.version
                            && expected.clock == row.clock
                            && expected.order == row.order
                    }
                    _ => false,
                };
                findings.check(same, "I5", || {
                    format!("view `{name}`: row {key:?} is not the fold of its events")
                });
            }
        }
        let missing = self.rows.values().filter(|state| matches!(state, RowState::Live(_))).count();
        findings.check(missing == 0, "I5", || format!("view `{name}`: {missing} rows are missing"));
        Ok(ViewReport { name, rows, hash: hash.finish(), skipped: self.skipped })
    }
}
