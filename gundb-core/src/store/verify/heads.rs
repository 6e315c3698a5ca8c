//! The store's heads, against gundb_head.

use super::causality::Causality;
use super::logs::Logs;
use super::scan::Scan;
use crate::error::Error;
use crate::model::words::counted;
use crate::sql::log;
use crate::store::backend::Failure;

/// Compares them; how many rows gundb_head should have.
pub(super) async fn compare(
    own_log: Option<i64>,
    logs: &Logs,
    causality: &Causality,
    scan: &mut Scan<'_>,
) -> Result<usize, Failure> {
    let own = own_log.and_then(|own| logs.get(own)).map(|log| log.head());
    scan.findings.check(own.is_some() || own_log.is_none(), "I1", || {
        format!("the store writes log {}, which is not in gundb_log", own_log.unwrap_or_default())
    });
    let mut missing = causality.foreign_heads(own);
    let count = missing.len();
    scan.each("I1", "gundb_head", log::head_rows(scan.dialect()), |mut cells, _| {
        let (log, sequence, hash) = (cells.int()?, cells.number()?, cells.bytes()?);
        let origin = logs.get(log).map(|log| log.origin);
        let found = missing.iter().copied().find(|head| {
            Some(head.origin) == origin && head.sequence == sequence && hash.starts_with(&head.hash)
        });
        let head = found
            .ok_or_else(|| Error::corrupt(format!("record {sequence} of log {log} is no head")))?;
        missing.remove(&head);
        Ok(())
    })
    .await?;
    let lacking = missing.len();
    scan.findings
        .check(lacking == 0, "I1", || format!("gundb_head lacks {}", counted(lacking, "head")));
    Ok(count)
}
