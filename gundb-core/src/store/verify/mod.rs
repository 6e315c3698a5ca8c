//! Checks the invariants of a store on its own data, as far as one node can.

mod chain;
mod folds;

use super::backend::{Connection, Failure, Transaction};
use super::catalog::Catalog;
use super::handle::Gundb;
use super::identity;
use super::rebuild::Origins;
use super::recorded::Recorded;
use crate::error::{Error, Result};
use crate::model::{Hash, Origin};
use crate::sql::Direction;
use crate::sql::event::{self, Behind, Scope};
use chain::Chain;
use folds::Folds;

/// Records read at once.
const PAGE_RECORDS: u64 = 1000;
/// Findings listed; further ones are only counted.
const FINDINGS_MAX: usize = 100;

/// What a verification saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Origin and highest contiguous sequence held.
    pub version_vector: Vec<(Origin, u64)>,
    /// How many records the store holds.
    pub records: u64,
    /// How many streams it holds.
    pub streams: u64,
    /// Its views.
    pub views: Vec<ViewReport>,
    /// What is wrong; the first 100 findings.
    pub findings: Vec<Finding>,
    /// How many findings there are in all.
    pub findings_total: u64,
}

/// A view's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewReport {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// Canonical hash of all rows: equal on every node and database that holds the same events.
    pub hash: Hash,
    /// How many events it could not take.
    pub skipped: u64,
}

/// Something that breaks an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which invariant, `I1` to `I8`.
    pub invariant: &'static str,
    /// What, and where.
    pub what: String,
}

/// Findings as they come.
#[derive(Default)]
struct Findings {
    listed: Vec<Finding>,
    total: u64,
}

impl Findings {
    fn add(&mut self, invariant: &'static str, what: String) {
        self.total += 1;
        if self.listed.len() < FINDINGS_MAX {
            self.listed.push(Finding { invariant, what });
        }
    }

    fn check(&mut self, holds: bool, invariant: &'static str, what: impl FnOnce() -> String) {
        if !holds {
            self.add(invariant, what());
        }
    }
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings_total == 0
    }
}

impl Gundb {
    /// Reads everything in one snapshot, recomputes hashes, numbers, clocks and views, and compares.
    ///
    /// # Errors
    /// A database that can't be read at all; what is wrong in it is a finding, not an error.
    pub async fn verify(&self) -> Result<Report> {
        let mut snapshot =
            Transaction::begin_read(&self.shared.pools).await.map_err(|failure| failure.error)?;
        let report = self.verify_in(snapshot.connection()).await.map_err(|failure| failure.error);
        snapshot.rollback().await;
        report
    }

    async fn verify_in(&self, connection: &mut Connection) -> Result<Report, Failure> {
        let store = identity::peek(connection).await?;
        let store = store.ok_or_else(|| Error::corrupt("the table gundb_store is empty"))?;
        let catalog = Catalog::load(connection, store.catalog).await?;
        let origins = Origins::load(connection).await?;
        let mut findings = Findings::default();
        let mut chain = Chain::load(connection, self.shared.space, store).await?;
        let mut folds = Folds::new(&catalog);
        let mut behind = Behind::Nothing;
        loop {
            let page = event::page(
                connection.dialect(),
                &Scope::Records,
                behind,
                0,
                Direction::Ascending,
                PAGE_RECORDS,
            );
            let page = connection.fetch(page).await?;
            let Some(last) = verify_page(page, &mut chain, &mut folds, &origins, &mut findings)? else {
                break;
            };
            behind = Behind::Position(last.cast_signed());
        }
        chain.finish(connection, &mut findings).await?;
        let views = folds.finish(connection, &mut findings).await?;
        Ok(Report {
            version_vector: chain.version_vector(),
            records: chain.records(),
            streams: chain.streams(),
            views,
            findings: findings.listed,
            findings_total: findings.total,
        })
    }
}

/// Position of the last record of a page.
fn verify_page(
    page: Vec<super::backend::Cells>,
    chain: &mut Chain,
    folds: &mut Folds<'_>,
    origins: &Origins,
    findings: &mut Findings,
) -> Result<Option<u64>> {
    let mut last = None;
    for cells in page {
        let record = Recorded::from_cells(cells)?;
        last = Some(record.position);
        chain.check(&record, findings);
        folds.fold(&record, origins);
    }
    Ok(last)
}
