//! A view's table, row by row, against the reference fold.

use super::folds::Fold;
use super::report::VerifiedView;
use super::scan::Scan;
use crate::error::Result;
use crate::fold::{Plan, Row, RowState, ViewHash, cell_bytes, key_bytes};
use crate::model::words::{self, counted};
use crate::model::{ColumnDescription, Role, Value};
use crate::sql::view_query::{self, Wanted};
use crate::sql::view_table;
use crate::store::backend::{Cells, Failure};

/// A row as the table has it; what can't be read in it equals nothing.
struct Found {
    cells: Vec<Result<Value>>,
    version: Result<u64>,
    clock: Result<String>,
    order: Result<Vec<u8>>,
}

/// Compares all rows, in the order of their keys.
pub(super) async fn compare(mut fold: Fold, scan: &mut Scan<'_>) -> Result<VerifiedView, Failure> {
    check_forms(&fold, scan).await?;
    let name = fold.name().to_owned();
    let (mut rows, mut hash) = (0, ViewHash::default());
    let all = view_query::query(scan.dialect(), &fold.view.stored, &Wanted::default());
    scan.each("I5", &format!("view `{name}`"), all, |cells, findings| {
        rows += 1;
        let (plan, found) = (&fold.view.plan, Found::read(cells, &fold.view.plan));
        let key = found.key(plan)?;
        match fold.rows.remove(&key_bytes(&key)) {
            Some(RowState::Live(expected)) => {
                let wrong = found.wrong_columns(plan, &expected);
                findings.check(wrong.is_empty(), "I5", || {
                    format!("view `{name}`, row {}: {}", words::key(&key), differing(&wrong))
                });
            }
            _ => findings
                .add("I5", format!("view `{name}`: row {} comes from no event", words::key(&key))),
        }
        let cells: Vec<Value> =
            found.cells.into_iter().map(|cell| cell.unwrap_or(Value::Null)).collect();
        hash.row(&cells);
        Ok(())
    })
    .await?;
    let missing = fold.rows.values().filter(|state| matches!(state, RowState::Live(_))).count();
    scan.findings.check(missing == 0, "I5", || {
        format!("view `{name}`: it lacks {} that its events give", counted(missing, "row"))
    });
    Ok(VerifiedView { name, rows, hash: hash.finish(), skipped: fold.skipped.len() as u64 })
}

/// Cells that read alike, but are not alike to plain SQL.
async fn check_forms(fold: &Fold, scan: &mut Scan<'_>) -> Result<(), Failure> {
    let (name, description) = (fold.name(), &fold.view.stored);
    let Some(misfits) = view_table::misfits(scan.dialect(), description) else { return Ok(()) };
    scan.each("I5", &format!("view `{name}`"), misfits, |mut cells, findings| {
        for column in &description.columns {
            let count = cells.int()?;
            findings.check(count == 0, "I5", || {
                let (cells, name_of_type) = (counted(count, "cell"), column.column_type.name());
                format!(
                    "view `{name}`, column `{}`: not of type `{name_of_type}` in {cells}",
                    column.name
                )
            });
        }
        Ok(())
    })
    .await
}

/// Which columns of a row are not what they should be.
fn differing(columns: &[&str]) -> String {
    let names = columns.join("`, `");
    match columns {
        [_] => format!("column `{names}` differs from what its events give"),
        _ => format!("columns `{names}` differ from what its events give"),
    }
}

/// Whether two cells show the same: 2.0 and 2.00 are equal, and don't.
fn shows_same(found: &Value, expected: &Value) -> bool {
    cell_bytes(std::slice::from_ref(found)) == cell_bytes(std::slice::from_ref(expected))
}

impl Found {
    /// Reads the columns of [`view_query::query`].
    fn read(mut cells: Cells, plan: &Plan) -> Self {
        Self {
            cells: plan.description.columns.iter().map(|column| cells.value(column)).collect(),
            version: cells.number(),
            clock: cells.text(),
            order: cells.bytes(),
        }
    }

    /// The cells of its key.
    fn key(&self, plan: &Plan) -> Result<Vec<Value>> {
        let cell = |index: &usize| match &self.cells[*index] {
            Ok(cell) => Ok(cell.clone()),
            Err(error) => Err(error.repeated()),
        };
        plan.key.iter().map(cell).collect()
    }

    fn wrong_columns<'a>(&self, plan: &'a Plan, expected: &Row) -> Vec<&'a str> {
        let columns = &plan.description.columns;
        // What code makes of a cell is known only where the code is.
        let unknown = |column: &ColumnDescription| plan.is_blind() && column.role == Role::Code;
        let cells = columns.iter().zip(self.cells.iter().zip(&expected.cells));
        let cells = cells.map(|(column, (found, expected))| {
            found.as_ref().is_ok_and(|found| shows_same(found, expected) || unknown(column))
        });
        let names = columns.iter().map(|column| column.name.as_str());
        let hidden = [
            (
                "gundb_version",
                self.version.as_ref().is_ok_and(|version| *version == expected.version),
            ),
            (
                "gundb_clock",
                self.clock.as_ref().is_ok_and(|clock| *clock == expected.clock.to_string()),
            ),
            (
                "gundb_order",
                self.order.as_ref().is_ok_and(|order| *order == expected.order.to_bytes()),
            ),
        ];
        names.zip(cells).chain(hidden).filter(|(_, fits)| !fits).map(|(name, _)| name).collect()
    }
}
