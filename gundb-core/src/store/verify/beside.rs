//! What views keep beside their tables, against the reference fold: memories, skipped events,
//! conflicts.

use std::collections::BTreeSet;

use super::folds::{Fold, Folds};
use super::scan::Scan;
use crate::error::{Error, Result};
use crate::fold::{Memory, conflicts};
use crate::model::words::counted;
use crate::sql::{Statement, view};
use crate::store::backend::{Cells, Failure};
use crate::store::receive::SAME_ID;

pub(super) async fn compare(all: &Folds, scan: &mut Scan<'_>) -> Result<(), Failure> {
    let folds = &all.folds;
    let dialect = scan.dialect();
    let memories = folds.iter().flat_map(Fold::memories).collect();
    let memory = |cells: &mut Cells| Ok((cells.bytes()?, cells.text()?));
    table(scan, "gundb_fold", view::all_memories(dialect), memories, memory).await?;
    let skipped = folds.iter().flat_map(Fold::skipped).collect();
    table(scan, "gundb_skipped", view::all_skipped(dialect), skipped, Cells::int).await?;
    let same_id = |(key, id)| (0, (SAME_ID.to_owned(), key, id));
    let conflicts = folds.iter().flat_map(Fold::conflicts);
    let conflicts = conflicts.chain(all.facts.ambiguous(all.space).map(same_id)).collect();
    let conflict = |cells: &mut Cells| Ok((cells.text()?, cells.bytes()?, cells.text()?));
    table(scan, "gundb_conflict", view::all_conflicts(dialect), conflicts, conflict).await
}

/// Compares a table, whose first column is the view's id, with the entries that it should have.
async fn table<E: Ord>(
    scan: &mut Scan<'_>,
    name: &str,
    rows: Statement,
    mut expected: BTreeSet<(i64, E)>,
    read: impl Fn(&mut Cells) -> Result<E>,
) -> Result<(), Failure> {
    scan.each("I5", name, rows, |mut cells, _| {
        let (view, entry) = (cells.int()?, read(&mut cells)?);
        if expected.remove(&(view, entry)) {
            return Ok(());
        }
        Err(Error::corrupt(format!("it is not what the events leave to view {view}")))
    })
    .await?;
    let missing = expected.len();
    scan.findings.check(missing == 0, "I5", || {
        format!("{name} lacks {} that the events leave", counted(missing, "row"))
    });
    Ok(())
}

impl Fold {
    /// What must be remembered of keys.
    fn memories(&self) -> impl Iterator<Item = (i64, (Vec<u8>, String))> {
        let memories = self.rows.iter().map(|(key, state)| (key, Memory::of(state)));
        let kept = memories.filter(|(_, memory)| *memory != Memory::default());
        kept.map(|(key, memory)| (self.view.id, (key.clone(), memory.to_text())))
    }

    fn skipped(&self) -> impl Iterator<Item = (i64, i64)> {
        self.skipped.iter().map(|position| (self.view.id, *position))
    }

    fn conflicts(&self) -> impl Iterator<Item = (i64, (String, Vec<u8>, String))> {
        self.rows.iter().flat_map(|(key, state)| {
            let of_row = conflicts(&self.view.plan, state).into_iter();
            of_row.map(|(kind, column)| (self.view.id, (kind.to_owned(), key.clone(), column)))
        })
    }
}
