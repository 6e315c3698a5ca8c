//! The store's own row and its epochs.

use super::findings::Findings;
use super::scan::Scan;
use crate::error::Result;
use crate::model::Space;
use crate::sql::store::{self, StoreRow};
use crate::store::backend::Failure;
use crate::store::identity;

/// What the tables gundb_store and gundb_epoch say.
pub(super) struct Store {
    /// None where the row is gone or can't be read.
    row: Option<StoreRow>,
    /// Epoch and its first position.
    epochs: Vec<(i64, i64)>,
}

/// What the other tables say of what the row counts.
pub(super) struct Counted {
    pub(super) next_position: u64,
    pub(super) last_stream: i64,
    pub(super) hlc: u64,
    pub(super) foreign_heads: usize,
    pub(super) catalog: i64,
    pub(super) pending: i64,
}

impl Store {
    pub(super) async fn read(scan: &mut Scan<'_>, space: Space) -> Result<Self, Failure> {
        let mut read = Self { row: None, epochs: Vec::new() };
        scan.each("I1", "gundb_store", store::read(scan.dialect()), |cells, _| {
            read.row = Some(identity::store_row(cells)?);
            Ok(())
        })
        .await?;
        scan.each("I1", "gundb_epoch", store::epochs(scan.dialect()), |mut cells, _| {
            read.epochs.push((cells.int()?, cells.int()?));
            Ok(())
        })
        .await?;
        match &read.row {
            None => scan.findings.add("I1", "gundb_store has no row that can be read"),
            Some(row) => scan.findings.check(row.space == space.uuid().as_bytes(), "I1", || {
                "gundb_store names another space than when it was opened".to_owned()
            }),
        }
        Ok(read)
    }

    /// The log that the store writes.
    pub(super) fn own_log(&self) -> Option<i64> {
        self.row.as_ref().map(|row| row.log)
    }

    /// The last position that was given away.
    pub(super) fn last_position(&self) -> Option<i64> {
        self.row.as_ref().map(|row| row.next_position.saturating_sub(1))
    }

    /// The row against what was counted.
    pub(super) fn compare(&self, counted: &Counted, findings: &mut Findings) {
        let Some(row) = &self.row else { return };
        let Counted { next_position, last_stream, hlc, foreign_heads, catalog, pending } = *counted;
        findings.check(row.pending == pending, "I1", || {
            format!(
                "the store's count of waiting records is {}, but should be {pending}",
                row.pending
            )
        });
        findings.check(row.next_position.cast_unsigned() == next_position, "I4", || {
            format!("the next position is {}, but should be {next_position}", row.next_position)
        });
        findings.check(row.next_stream > last_stream, "I1", || {
            format!("the next stream is {}, but stream {last_stream} is there", row.next_stream)
        });
        findings.check(u64::try_from(row.hlc).is_ok_and(|own| own >= hlc), "I8", || {
            format!("the store's HLC is {}, but an event has {hlc}", row.hlc)
        });
        findings.check(
            usize::try_from(row.foreign_heads).ok() == Some(foreign_heads),
            "I1",
            || {
                format!(
                    "the store's count of foreign heads is {}, but should be {foreign_heads}",
                    row.foreign_heads
                )
            },
        );
        findings.check(row.catalog >= catalog, "I1", || {
            format!("the store's catalog number is {}, but a schema is of {catalog}", row.catalog)
        });
        self.compare_epochs(row, findings);
    }

    /// Epochs follow each other from position 1 on; the store lives in the last.
    fn compare_epochs(&self, row: &StoreRow, findings: &mut Findings) {
        let first = self.epochs.first().is_some_and(|(_, position)| *position == 1);
        let ascending = self.epochs.is_sorted_by_key(|(_, position)| *position);
        let last = self
            .epochs
            .last()
            .is_some_and(|(epoch, position)| *epoch == row.epoch && *position <= row.next_position);
        findings.check(first && ascending && last, "I1", || {
            format!(
                "gundb_epoch does not lead to the store's epoch {}: {:?}",
                row.epoch, self.epochs
            )
        });
    }
}
