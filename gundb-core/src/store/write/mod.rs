//! The one write path: a batch of requests becomes one transaction, in sets.
//!
//! All that can be refused is refused from data in memory, before anything of the request is staged, so
//! one caller's mistake never touches a neighbour in the batch.

mod admit;
mod ask;
mod content;
mod recent;
mod request;
mod settle;
mod stage;
mod unique;

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Mutex;

use crate::error::{Error, Result};
use crate::model::{Planted, is_planted};
use crate::sql::store::StoreRow;
use crate::sql::{Statement, store};
use crate::store::backend::{Cells, Connection, Failure, Transaction};
use crate::store::batch::{Batch, ForeignHeads, load};
use crate::store::identity;
use crate::store::retry::attempted;
use crate::store::shared::Shared;
use ask::Draft;
use request::Changes;
use settle::{Last, settled};

pub(super) use recent::Recent;
pub(super) use request::{Outcome, PreparedEvent, Refusal, Request, Stored, StreamRequest, Unchecked};

/// Writes a batch of requests in one transaction; what became of each, in their order. Where the database refuses the
/// whole for what is in it, each is written alone, so that only the culprit fails.
pub(super) async fn write(
    shared: &Shared,
    recent: &Mutex<Recent>,
    requests: &[Request],
) -> Vec<Result<Outcome>> {
    // Wall time before the lock: a clock is code of the application's.
    let now = shared.clock.now();
    let tried = attempted(|| write_once(shared, recent, now, requests)).await;
    let failure = match tried {
        Ok(outcomes) => return outcomes.into_iter().map(Ok).collect(),
        Err(failure) => failure,
    };
    if requests.len() == 1 || !failure.is_about_content() {
        return requests.iter().map(|_| Err(failure.error.repeated())).collect();
    }
    let mut outcomes = Vec::with_capacity(requests.len());
    for request in requests {
        let alone = attempted(|| write_once(shared, recent, now, std::slice::from_ref(request))).await;
        let alone = alone.map_err(|failure| failure.error);
        outcomes.push(alone.and_then(|outcomes| {
            outcomes.into_iter().next().ok_or_else(|| Error::corrupt("a write without an outcome"))
        }));
    }
    outcomes
}

async fn write_once(
    shared: &Shared,
    recent: &Mutex<Recent>,
    now: Timestamp,
    requests: &[Request],
) -> Result<Vec<Outcome>, Failure> {
    // Nobody waits for it: a store has one writer task.
    let mut recent = recent.lock().await;
    // Put back when all went well.
    let mut taken = std::mem::take(&mut *recent);
    let outcomes = write_with(shared, &mut taken, now, requests).await?;
    *recent = taken;
    Ok(outcomes)
}

/// Reads what is not known, plans each request, writes and commits. Where all is known, one round trip is enough: what was planned is
/// written only if nobody else wrote meanwhile. Else the store is locked first.
async fn write_with(
    shared: &Shared,
    recent: &mut Recent,
    now: Timestamp,
    requests: &[Request],
) -> Result<Vec<Outcome>, Failure> {
    let (dialect, catalog) = (shared.pools.dialect(), shared.catalog());
    let changes: Vec<_> = requests.iter().map(|request| request.changes(&catalog)).collect();
    recent.doubt();
    let expected = recent.expected(&catalog);
    let (mut draft, mut questions) = Draft::new(dialect, Arc::clone(&catalog), recent, requests, &changes);
    if let Some(store) = expected.filter(|_| draft.is_complete()) {
        let nonces = shared.nonces(requests.len())?;
        let mut batch = draft.into_batch(
            Vec::new(),
            store,
            ForeignHeads::default(),
            shared.known_origins(),
            now,
            nonces,
        )?;
        let outcomes = batch.append_all(requests, &changes);
        // What is refused must be refused on what is there, and is looked at under the lock.
        if batch.is_changed() {
            let last = Last::of(&batch);
            match Transaction::at_once(&shared.pools, batch.writes(dialect)).await {
                Ok(()) => {
                    write_later(shared, &mut batch).await?;
                    recent.keep(batch);
                    return Ok(outcomes);
                }
                // Somebody else wrote meanwhile, or what is remembered is not what is there.
                Err(failure) if failure.is_about_content() => recent.forget(),
                Err(failure) => return settled(shared, recent, &last, failure, outcomes).await,
            }
        } else {
            recent.keep(batch);
        }
        (draft, questions) = Draft::new(dialect, catalog, recent, requests, &changes);
    }
    let draft = (draft, questions);
    let planned = lock_and_plan(shared, recent, now, draft, changes, requests).await;
    let (transaction, mut batch, outcomes) = planned?;
    if batch.is_changed() {
        let last = Last::of(&batch);
        if let Err(failure) = transaction.commit_with(batch.writes(dialect)).await {
            return settled(shared, recent, &last, failure, outcomes).await;
        }
        write_later(shared, &mut batch).await?;
    } else {
        transaction.rollback().await;
    }
    recent.keep(batch);
    Ok(outcomes)
}

/// A planted bug: rows of views come in a transaction of their own.
async fn write_later(shared: &Shared, batch: &mut Batch) -> Result<(), Failure> {
    let later = std::mem::take(&mut batch.later);
    if later.is_empty() {
        return Ok(());
    }
    Transaction::at_once(&shared.pools, later).await
}

/// Locks the store, and plans the requests on what is there then.
async fn lock_and_plan(
    shared: &Shared,
    recent: &mut Recent,
    now: Timestamp,
    (draft, questions): (Draft, Vec<Statement>),
    changes: Vec<Changes>,
    requests: &[Request],
) -> Result<(Transaction, Batch, Vec<Outcome>), Failure> {
    let seen = seen_before(shared).await?;
    let locked = Transaction::begin_locked(&shared.pools, store::LOCK, questions).await;
    let (mut transaction, locked, answers) = match locked {
        // Asked on what this process knows, a question may be about a table that was changed since.
        Err(failure) if failure.is_about_content() => {
            recent.forget();
            Transaction::begin_locked(&shared.pools, store::LOCK, Vec::new()).await?
        }
        locked => locked?,
    };
    let begun = Begun { locked, seen, draft, answers, changes };
    match plan(transaction.connection(), shared, recent, now, begun, requests).await {
        Ok((batch, outcomes)) => Ok((transaction, batch, outcomes)),
        Err(failure) => {
            transaction.rollback().await;
            Err(failure)
        }
    }
}

/// A planted bug: the store's row as it is before the lock on it is had.
async fn seen_before(shared: &Shared) -> Result<Option<StoreRow>, Failure> {
    match is_planted(Planted::ReadBeforeLock) {
        true => identity::peek(&mut shared.pools.reader().await?).await,
        false => Ok(None),
    }
}

/// What the lock showed, and what was made ready before it.
struct Begun {
    locked: Vec<Cells>,
    seen: Option<StoreRow>,
    draft: Draft,
    answers: Vec<Vec<Cells>>,
    changes: Vec<Changes>,
}

/// Plans the requests on what is there now; asks again where that is not what the draft was made of.
async fn plan(
    connection: &mut Connection,
    shared: &Shared,
    recent: &mut Recent,
    now: Timestamp,
    begun: Begun,
    requests: &[Request],
) -> Result<(Batch, Vec<Outcome>), Failure> {
    let Begun { locked, seen, mut draft, mut answers, mut changes } = begun;
    let store = seen.unwrap_or(identity::locked(locked)?);
    let current = recent.is_current(&store);
    if !current {
        recent.forget();
        if !draft.is_answered(&answers, store.catalog) {
            let catalog = shared.catalog_of(connection, store.catalog).await?;
            changes = requests.iter().map(|request| request.changes(&catalog)).collect();
            let questions;
            (draft, questions) = Draft::new(connection.dialect(), catalog, recent, requests, &changes);
            answers = connection.fetch_each(questions).await?;
        }
    }
    recent.was_current(current);
    let foreign_heads = Box::pin(load::foreign_heads(connection, &store)).await?;
    let nonces = shared.nonces(requests.len())?;
    let mut batch = draft.into_batch(answers, store, foreign_heads, shared.known_origins(), now, nonces)?;
    batch.logs.origins = Box::pin(shared.origins_up_to(connection, batch.logs.last)).await?;
    Box::pin(load::latest_head(connection, &mut batch)).await?;
    Box::pin(load::head_clocks(connection, &mut batch)).await?;
    batch.nonces.extend(shared.nonces(batch.merges_max())?);
    let outcomes = batch.append_all(requests, &changes);
    Ok((batch, outcomes))
}
