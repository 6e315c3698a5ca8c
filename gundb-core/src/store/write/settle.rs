//! A commit without an answer: whether its events are stored is found out before anything is tried
//! again.
//!
//! The store is locked on another connection. The locking statement waits for the lost transaction
//! where that still runs, so under the lock it is over, with one exception: a write in one round
//! trip may be on its way to the server, and come later. It is written only where the store's row
//! is still in the revision that it was planned on, so the row is moved on where the events are not
//! there. Whether they are is shown by the last one's hash, which covers all before it and the
//! random numbers of each call.

use std::time::Instant;

use super::recent::Recent;
use super::request::Outcome;
use crate::model::Hash;
use crate::sql::store;
use crate::store::backend::{Cells, Connection, Failure, Transaction};
use crate::store::batch::Batch;
use crate::store::events::Logged;
use crate::store::identity;
use crate::store::retry::retried;
use crate::store::shared::Shared;

/// The last event of a batch, by which it is known.
pub(super) struct Last {
    log: i64,
    sequence: u64,
    hash: Hash,
    next_position: i64,
}

impl Last {
    pub(super) fn of(batch: &Batch) -> Self {
        let own = &batch.logs.own;
        let next_position = batch.store.next_position;
        Self { log: own.id, sequence: own.sequence, hash: own.hash, next_position }
    }
}

/// What became of a commit that failed: `outcomes`, where it went through after all.
///
/// # Errors
/// The failure itself where it was known what it did, or where the database does not answer; else
/// one that says to try again, since nothing was written, and nothing will be.
pub(super) async fn settled(
    shared: &Shared,
    recent: &mut Recent,
    last: &Last,
    failure: Failure,
    outcomes: Vec<Outcome>,
) -> Result<Vec<Outcome>, Failure> {
    // What was read before is not what the tables hold, however this ends.
    recent.forget();
    if !failure.is_outcome_unknown() {
        return Err(failure);
    }
    tracing::warn!(error = %failure.error, "a commit had no answer; looking whether it was done");
    let begun = Instant::now();
    match Box::pin(retried(|| look(shared, last))).await {
        Ok(true) => {
            shared.note_commit(last.next_position, begun.elapsed());
            Ok(outcomes)
        }
        Ok(false) => Err(Failure::again(&format!(
            "commits had no answer, again and again; nothing was stored: try again ({})",
            failure.error
        ))),
        Err(error) => {
            tracing::warn!(%error, "the database does not say whether the commit was done");
            Err(failure)
        }
    }
}

async fn look(shared: &Shared, last: &Last) -> Result<bool, Failure> {
    let begun = Transaction::begin_locked(&shared.pools, store::LOCK, Vec::new()).await;
    let (mut transaction, row, _) = begun?;
    let found = look_under_lock(transaction.connection(), row, last).await;
    transaction.end(found).await
}

/// Under the store's lock: whether the event is there; if not, the row is moved on, so that it
/// can't come any more.
async fn look_under_lock(
    connection: &mut Connection,
    row: Vec<Cells>,
    last: &Last,
) -> Result<bool, Failure> {
    let row = identity::locked(row)?;
    let held = Logged::at(connection, vec![(last.log, last.sequence)]).await?;
    let is_stored = held.iter().any(|record| record.hash == last.hash);
    if !is_stored {
        connection.execute(store::save(connection.dialect(), &row)).await?;
    }
    Ok(is_stored)
}
