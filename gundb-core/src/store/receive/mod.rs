//! Receiving: records of other nodes, in whatever order and however often they come, go the way of
//! the store's own.
//!
//! Nothing that is received can be refused for what it says: an append's rules don't apply, no
//! constraint can be violated. A batch becomes visible as a whole, once all that it refers to is
//! here; until then it waits in `gundb_pending`.
//!
//! This file has the phases: runs are opened without a lock, then the store is locked, and one
//! transaction does all the rest.
//!
//! | phase | file |
//! |---|---|
//! | logs as far as they are held; what candidates refer to, read in sets | `logs.rs`, `known.rs` |
//! | the candidates, those that waited among them | `batches.rs`, `candidate.rs` |
//! | which batches become visible, in which order; what is malformed. Pure | `deliver.rs` |
//! | ids for names that nobody registered | `names.rs` |
//! | each record to where the store's own records go as well | `take.rs`, `store/batch/place.rs` |
//! | rows that an event is late for | `refold.rs`, `store/refold/` |
//! | what is left waits, what can't be taken is listed | `pending.rs` |
//! | bounds of what waits, with room for a batch of what comes just now | `kept.rs` |
//! | runs that say of a held record that it is another one | `forks.rs` |

mod batches;
mod candidate;
mod deliver;
mod forks;
mod kept;
mod known;
mod logs;
mod names;
mod pending;
mod refold;
mod take;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Mutex;

use crate::error::Result;
use crate::model::Origin;
use crate::replication::protocol::OpenRun;
use crate::replication::{Received, Run};
use crate::sql::{Statement, store};
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::batch::{Batch, load};
use crate::store::counters::Folded;
use crate::store::identity;
use crate::store::retry::retried;
use crate::store::shared::Shared;
use crate::store::write::Recent;

use batches::Batches;
use candidate::{Waiting, refers_to};
use known::Known;
use logs::Held;
pub(in crate::store) use take::SAME_ID;

/// Takes runs in; what became of their records.
///
/// # Errors
/// The database failed: nothing of these runs is stored, or the outcome is unknown; they may be
/// given again.
pub(in crate::store) async fn receive(
    shared: &Shared,
    recent: &Mutex<Recent>,
    runs: Vec<Run>,
) -> Result<Received> {
    let (runs, refused) = opened(shared, runs);
    // After an unknown outcome as well: what came in then is known by its dot, and is not taken
    // twice.
    let received = retried(|| receive_once(shared, recent, &runs)).await?;
    let mut all = refused;
    all.add(received);
    Ok(all)
}

/// The runs that are one chain each, of this space; the others are refused by themselves.
fn opened(shared: &Shared, runs: Vec<Run>) -> (Vec<OpenRun>, Received) {
    let (mut opened, mut refused) = (Vec::new(), Received::default());
    for run in runs {
        match run.clone().open().and_then(|run| logs::of_space(run, shared.space)) {
            Ok(run) => opened.push(run),
            Err(error) => refused.refuse(&run, &error),
        }
    }
    (opened, refused)
}

async fn receive_once(
    shared: &Shared,
    recent: &Mutex<Recent>,
    runs: &[OpenRun],
) -> Result<Received, Failure> {
    let mut recent = recent.lock().await;
    recent.forget();
    let (mut transaction, locked, _) =
        Transaction::begin_locked(&shared.pools, store::LOCK, Vec::new()).await?;
    let store = identity::locked(locked)?;
    match receive_in(transaction.connection(), shared, store, runs).await {
        Ok((received, Some(Writes { statements, next_position, parked, folded }))) => {
            let begun = Instant::now();
            transaction.commit_with(statements).await?;
            shared.note_commit(next_position, begun.elapsed());
            shared.counting.parked(parked);
            shared.counting.folded(folded);
            Ok(received)
        }
        Ok((received, None)) => {
            transaction.rollback().await;
            Ok(received)
        }
        Err(failure) => {
            transaction.rollback().await;
            Err(failure)
        }
    }
}

/// What is left to be written with the commit, and what it then came to.
struct Writes {
    statements: Vec<Statement>,
    next_position: i64,
    parked: usize,
    folded: Folded,
}

/// The origins of the logs that records belong or refer to.
fn touched(runs: &[OpenRun], woken: &[Waiting]) -> BTreeSet<Origin> {
    let records = runs.iter().flat_map(|run| &run.records).map(|(record, _)| record);
    let came = runs.iter().map(|run| run.origin).chain(records.flat_map(refers_to));
    came.chain(woken.iter().flat_map(Waiting::touches)).collect()
}

/// Under the store's lock: what can be delivered gets its position, late rows are folded again, the
/// rest waits. The last statements are left to be written with the commit; none where nothing
/// changed.
async fn receive_in(
    connection: &mut Connection,
    shared: &Shared,
    store: crate::sql::store::StoreRow,
    runs: &[OpenRun],
) -> Result<(Received, Option<Writes>), Failure> {
    let dialect = connection.dialect();
    // Read: another process may have registered views since; what waits may be what these runs are
    // needed by.
    let catalog = shared.catalog_of(connection, store.catalog).await?;
    let woken = pending::woken(connection, &store, runs).await?;
    let mut held = Held::load(connection, store.log, touched(runs, &woken)).await?;
    // Decide: only whole batches whose references are all here are delivered, so that nobody sees a
    // part (I7, I10). A log that contradicts itself is noted before anything of it is taken.
    let mut batches = Batches::new(runs, &held);
    batches.add_pending(woken, &held);
    let mut known = Known::load(connection, shared.space, &batches, &held).await?;
    forks::note(&held, runs, &known, &mut batches);
    let delivered = deliver::deliver(&mut batches, &mut held, &mut known);
    // Place: what is delivered gets positions in causal order. Nothing may be refused from here on:
    // an error would stop this store from ever receiving it.
    let now = shared.clock.now();
    let covered = delivered.iter().flat_map(|one| take::covered(one, &held)).collect();
    let foreign_heads = load::foreign_heads_at(connection, &store, covered).await?;
    let logs = held.logs(connection, shared).await?;
    let mut batch = Batch::empty(now, store, logs, foreign_heads, Arc::clone(&catalog));
    held.create_logs(connection, &mut batch).await?;
    names::register(connection, shared, &mut batch, &delivered).await?;
    take::take_all(connection, &mut batch, known, &held, &delivered).await?;
    let changed = pending::Changes::of(connection, &batch.store, &mut batches, &mut held).await?;
    // Answer without a write where nothing came that was not here: repeated runs must cost little.
    let received = batches.received(delivered.len() as u64, changed.count);
    if delivered.is_empty() && changed.is_nothing() && batches.parked.is_empty() {
        return Ok((received, None));
    }
    // Write: events first, because rows that are folded again read them; then rows, what waits, and
    // last the store's row, by which others see that something changed.
    connection.write(batch.event_writes(dialect)).await?;
    refold::late_rows(connection, &mut batch).await?;
    batch.store.pending = changed.count.cast_signed();
    let mut writes = batch.row_writes(dialect);
    writes.extend(changed.writes(dialect));
    let unusable = std::mem::take(&mut batches.parked);
    let parked = unusable.len();
    writes.extend(pending::park(connection, unusable).await?);
    writes.push(batch.store_write(dialect));
    let (next_position, folded) = (batch.store.next_position, batch.rows.take_folded());
    Ok((received, Some(Writes { statements: writes, next_position, parked, folded })))
}
