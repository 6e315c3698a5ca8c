//! The one write path: a batch of requests becomes one transaction, in sets.
//!
//! All that can be refused is refused from data in memory, before anything of the request is staged, so
//! one caller's mistake never touches a neighbour in the batch.

mod admit;
mod load;
mod persist;
mod request;
mod rows;
mod stage;
mod state;
mod unique;

use std::sync::Arc;

use jiff::Timestamp;

use super::backend::{Failure, Transaction};
use super::catalog::Catalog;
use super::handle::Shared;
use super::identity;
use super::retry::retried;
use crate::error::Result;

pub(super) use request::{PreparedEvent, Refusal, Request, Stored, StreamRequest};
pub(super) use rows::{Rows, row_from};
use state::Batch;

/// What became of one request.
pub(super) type Outcome = Result<Stored, Refusal>;

/// Writes a batch of requests in one transaction; what became of each, in their order.
///
/// # Errors
/// The transaction failed: nothing of the batch is stored (or, where the connection broke in the commit, it is not known).
pub(super) async fn write(shared: &Shared, requests: &[Request]) -> Result<Vec<Outcome>> {
    // Wall time before the lock: a clock is code of the application's.
    let now = shared.clock.now();
    retried(|| write_once(shared, now, requests)).await
}

async fn write_once(shared: &Shared, now: Timestamp, requests: &[Request]) -> Result<Vec<Outcome>, Failure> {
    let mut transaction = Transaction::begin(&shared.pools).await?;
    let written = write_in(&mut transaction, shared, now, requests).await;
    if let Ok((outcomes, false)) = written {
        transaction.rollback().await;
        return Ok(outcomes);
    }
    transaction.end(written).await.map(|(outcomes, _)| outcomes)
}

/// Lock, load, plan each request, persist; whether anything was written.
async fn write_in(
    transaction: &mut Transaction,
    shared: &Shared,
    now: Timestamp,
    requests: &[Request],
) -> Result<(Vec<Outcome>, bool), Failure> {
    let connection = transaction.connection();
    let store = identity::lock(connection).await?;
    let catalog = newest_catalog(shared, connection, store.catalog).await?;
    let changes: Vec<_> = requests.iter().map(|request| request.changes(&catalog)).collect();
    let mut batch = Batch::load(connection, now, store, catalog, requests, &changes).await?;
    let mut outcomes = Vec::with_capacity(requests.len());
    for (request, changes) in requests.iter().zip(&changes) {
        outcomes.push(batch.append(request, changes));
    }
    let anything = batch.is_changed();
    if anything {
        batch.persist(connection).await?;
    }
    Ok((outcomes, anything))
}

/// The catalog that the locked row names: another process may have registered something since.
async fn newest_catalog(
    shared: &Shared,
    connection: &mut super::backend::Connection,
    number: i64,
) -> Result<Arc<Catalog>, Failure> {
    let known = shared.catalog();
    if known.number == number {
        return Ok(known);
    }
    Ok(shared.renew_catalog(Catalog::load(connection, number, &shared.codes).await?))
}
