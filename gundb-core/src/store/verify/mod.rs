//! Checks the invariants of a store on its own data, as far as one node can.
//!
//! Every table is read once, in one snapshot: first what names and counts things, then the records
//! by position, each against all before it, then what is derived from them. Wrong data never ends a
//! verification.

mod beside;
mod catalog;
mod causality;
mod chain;
mod facts;
mod findings;
mod folds;
mod heads;
mod logs;
mod record;
mod report;
mod rows;
mod scan;
mod store;
mod streams;
mod views;

use crate::error::Result;
use crate::model::Space;
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::catalog::CodeRegistry;
use crate::store::events::Origins;
use crate::store::handle::Gundb;
use crate::store::identity;
use catalog::Names;
use chain::Chain;
use folds::Folds;
use scan::Scan;
use store::Store;

pub use findings::Finding;
pub use report::{VerifiedView, VerifyReport};

/// Verifications that are begun, where views are swapped meanwhile.
const ATTEMPTS: usize = 3;

/// # Verifying
impl Gundb {
    /// Reads everything in one snapshot, recomputes hashes, numbers, clocks and views, and
    /// compares.
    ///
    /// # Errors
    /// A database that can't be reached; what is wrong in it, or missing, is a finding, not an
    /// error.
    pub async fn verify(&self) -> Result<VerifyReport> {
        for _ in 1..ATTEMPTS {
            let before = self.catalog_number().await?;
            let report = self.verify_once().await?;
            // On Postgres a table that was swapped meanwhile is gone from an older snapshot, too.
            if report.is_sound() || self.catalog_number().await? == before {
                return Ok(report);
            }
        }
        self.verify_once().await
    }

    async fn verify_once(&self) -> Result<VerifyReport> {
        let mut snapshot =
            Transaction::begin_read(&self.shared.pools).await.map_err(|failure| failure.error)?;
        let report = verify(snapshot.connection(), self.shared.space, &self.shared.codes)
            .await
            .map_err(|failure| failure.error);
        snapshot.rollback().await;
        report
    }

    /// Number of the catalog as it stands; none where it can't be read, which is a finding.
    async fn catalog_number(&self) -> Result<Option<i64>> {
        let mut connection = self.shared.pools.reader().await?;
        Ok(identity::read(&mut connection).await.ok().map(|store| store.catalog))
    }
}

async fn verify(
    connection: &mut Connection,
    space: Space,
    codes: &CodeRegistry,
) -> Result<VerifyReport, Failure> {
    let mut scan = Scan::begin(connection).await?;
    let store = Store::read(&mut scan, space).await?;
    let names = Names::read(&mut scan).await?;
    let views = views::read(&mut scan, &store, &names, codes).await?;
    let mut folds = Folds::begin(&mut scan, views, space, names.registered()).await?;
    let mut chain = Chain::begin(&mut scan, space, &store, &names).await?;
    let origins: Origins = chain.logs.origins().collect();
    chain.read(&mut scan, |event| folds.fold(event, &origins)).await?;
    chain.finish(&mut scan).await?;
    let mut views = compared(folds, &mut scan).await?;
    views.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(VerifyReport {
        version_vector: chain.logs.version_vector(),
        records: chain.records,
        streams: chain.streams.count(),
        waiting: chain.waiting,
        parked: chain.parked,
        views,
        findings: scan.findings.listed,
        findings_total: scan.findings.total,
    })
}

/// The tables, and what is kept beside them, against the folds.
async fn compared(folds: Folds, scan: &mut Scan<'_>) -> Result<Vec<VerifiedView>, Failure> {
    beside::compare(&folds, scan).await?;
    let mut reports = Vec::new();
    for fold in folds.folds {
        reports.push(rows::compare(fold, scan).await?);
    }
    Ok(reports)
}
