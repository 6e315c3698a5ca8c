//! Requests that are written together, phase by phase: in one round trip without the lock, where
//! all is known; else lock, ask, plan, commit.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use super::ask::Draft;
use super::recent::Recent;
use super::request::{Changes, Outcome, Request};
use super::settle::{Last, settled};
use crate::error::Result;
use crate::sql::store::StoreRow;
use crate::sql::{Statement, store};
use crate::store::backend::{Cells, Connection, Failure, Transaction};
use crate::store::batch::{Batch, ForeignHeads, load};
use crate::store::catalog::Catalog;
use crate::store::identity;
use crate::store::shared::Shared;

/// Requests that are written together.
pub(super) struct Group<'a> {
    pub(super) shared: &'a Shared,
    pub(super) requests: &'a [Request],
    /// Wall time before the lock.
    pub(super) now: Timestamp,
}

/// What is known before the lock, and what has to be asked.
struct Prepared {
    draft: Draft,
    questions: Vec<Statement>,
    /// What the requests do to the views.
    changes: Vec<Changes>,
}

/// What the lock showed.
struct Locked {
    row: StoreRow,
    draft: Draft,
    answers: Vec<Vec<Cells>>,
    changes: Vec<Changes>,
}

/// A batch that is made ready, and what became of each request in it.
struct Planned {
    batch: Batch,
    outcomes: Vec<Outcome>,
}

/// What a try without the lock came to.
enum Tried {
    Written(Vec<Outcome>),
    /// Nothing is written: this is what the lock begins with.
    NotYet(Box<Prepared>),
}

impl Group<'_> {
    /// Reads what is not known, plans each request, writes and commits; what became of each.
    pub(super) async fn write(&self, recent: &mut Recent) -> Result<Vec<Outcome>, Failure> {
        // Where another process wrote lately, it will do so again: what is remembered would be
        // asked about for nothing.
        recent.doubt();
        let prepared = match self.try_unlocked(recent).await? {
            Tried::Written(outcomes) => return Ok(outcomes),
            Tried::NotYet(prepared) => *prepared,
        };
        // One transaction writes at a time, in any process: only under the lock is what is read
        // what will be there at the commit.
        let (mut transaction, locked) = self.lock(recent, prepared).await?;
        match self.plan(transaction.connection(), recent, locked).await {
            Ok(planned) => self.commit(recent, transaction, planned).await,
            Err(failure) => {
                transaction.rollback().await;
                Err(failure)
            }
        }
    }

    /// Where all that the requests touch is remembered, one round trip is enough: what was planned
    /// is written only if the store's row is still in the revision that the plan was made on, so
    /// that nobody else wrote meanwhile. It saves the lock's round trip.
    async fn try_unlocked(&self, recent: &mut Recent) -> Result<Tried, Failure> {
        let catalog = self.shared.catalog();
        let prepared = self.prepare(recent, Arc::clone(&catalog));
        let expected = recent.expected(&catalog).filter(|_| prepared.draft.is_complete());
        let Some(row) = expected else { return Ok(Tried::NotYet(Box::new(prepared))) };
        let Prepared { draft, changes, .. } = prepared;
        let nonces = self.shared.nonces(self.requests.len())?;
        let (heads, origins) = (ForeignHeads::default(), self.shared.known_origins());
        let mut batch = draft.into_batch(Vec::new(), row, heads, origins, self.now, nonces)?;
        let outcomes = batch.append_all(self.requests, &changes);
        if !batch.is_changed() {
            // What is refused must be refused on what is there, and is looked at under the lock.
            recent.keep(batch);
            return Ok(Tried::NotYet(Box::new(self.drafted(recent, catalog, changes))));
        }
        let last = Last::of(&batch);
        let writes = batch.writes(self.shared.pools.dialect());
        let begun = Instant::now();
        match Transaction::at_once(&self.shared.pools, writes).await {
            Ok(()) => {
                self.committed(&mut batch, begun);
                recent.keep(batch);
                Ok(Tried::Written(outcomes))
            }
            // Somebody else wrote meanwhile, or what is remembered is not what is there.
            Err(failure) if failure.is_about_content() => {
                recent.forget();
                Ok(Tried::NotYet(Box::new(self.drafted(recent, catalog, changes))))
            }
            Err(failure) => {
                settled(self.shared, recent, &last, failure, outcomes).await.map(Tried::Written)
            }
        }
    }

    /// What the requests do to the views of a catalog, and what has to be asked for it. It reads
    /// every payload: once for a catalog.
    fn prepare(&self, recent: &mut Recent, catalog: Arc<Catalog>) -> Prepared {
        let changes = self.requests.iter().map(|request| request.changes(&catalog)).collect();
        self.drafted(recent, catalog, changes)
    }

    /// Takes out of what is remembered what the requests touch, and makes the questions for the
    /// rest. They travel with the lock: a round trip less.
    fn drafted(
        &self,
        recent: &mut Recent,
        catalog: Arc<Catalog>,
        changes: Vec<Changes>,
    ) -> Prepared {
        let dialect = self.shared.pools.dialect();
        let (draft, questions) = Draft::new(dialect, catalog, recent, self.requests, &changes);
        Prepared { draft, questions, changes }
    }

    /// Locks the store's row, and asks.
    async fn lock(
        &self,
        recent: &mut Recent,
        prepared: Prepared,
    ) -> Result<(Transaction, Locked), Failure> {
        let Prepared { draft, questions, changes } = prepared;
        let begun = Transaction::begin_locked(&self.shared.pools, store::LOCK, questions).await;
        let (transaction, row, answers) = match begun {
            // Asked on what this process knows, a question may be about a table that was changed
            // since: only under the lock it is known.
            Err(failure) if failure.is_about_content() => {
                recent.forget();
                Transaction::begin_locked(&self.shared.pools, store::LOCK, Vec::new()).await?
            }
            begun => begun?,
        };
        match identity::locked(row) {
            Ok(row) => Ok((transaction, Locked { row, draft, answers, changes })),
            Err(error) => {
                transaction.rollback().await;
                Err(error.into())
            }
        }
    }

    /// Plans the requests on what is there now. What is refused is refused from data in memory,
    /// before anything of its request is staged.
    async fn plan(
        &self,
        connection: &mut Connection,
        recent: &mut Recent,
        locked: Locked,
    ) -> Result<Planned, Failure> {
        let Locked { row, draft, answers, changes } =
            self.answered_anew(connection, recent, locked).await?;
        let foreign_heads = Box::pin(load::foreign_heads(connection, &row)).await?;
        let nonces = self.shared.nonces(self.requests.len())?;
        let origins = self.shared.known_origins();
        let mut batch = draft.into_batch(answers, row, foreign_heads, origins, self.now, nonces)?;
        batch.logs.origins =
            Box::pin(self.shared.origins_up_to(connection, batch.logs.last)).await?;
        // More heads than a record can refer to are joined first, by records that need nonces of
        // their own.
        Box::pin(load::latest_head(connection, &mut batch)).await?;
        Box::pin(load::head_clocks(connection, &mut batch)).await?;
        batch.answered.nonces.extend(self.shared.nonces(batch.merges_max())?);
        let outcomes = batch.append_all(self.requests, &changes);
        Ok(Planned { batch, outcomes })
    }

    /// Where somebody else wrote since, what was remembered or asked on an older catalog is worth
    /// nothing: it is asked again, under the lock.
    async fn answered_anew(
        &self,
        connection: &mut Connection,
        recent: &mut Recent,
        locked: Locked,
    ) -> Result<Locked, Failure> {
        let current = recent.is_current(&locked.row);
        if !current {
            recent.forget();
        }
        recent.was_current(current);
        if current || locked.draft.is_answered(&locked.answers, locked.row.catalog) {
            return Ok(locked);
        }
        let catalog = self.shared.catalog_of(connection, locked.row.catalog).await?;
        let Prepared { draft, questions, changes } = self.prepare(recent, catalog);
        let answers = connection.fetch_each(questions).await?;
        Ok(Locked { row: locked.row, draft, answers, changes })
    }

    /// Writes and commits in one round trip. A commit without an answer is looked up before any
    /// caller is answered.
    async fn commit(
        &self,
        recent: &mut Recent,
        transaction: Transaction,
        planned: Planned,
    ) -> Result<Vec<Outcome>, Failure> {
        let Planned { mut batch, outcomes } = planned;
        if batch.is_changed() {
            let last = Last::of(&batch);
            let writes = batch.writes(self.shared.pools.dialect());
            let begun = Instant::now();
            if let Err(failure) = transaction.commit_with(writes).await {
                return settled(self.shared, recent, &last, failure, outcomes).await;
            }
            self.committed(&mut batch, begun);
        } else {
            transaction.rollback().await;
        }
        recent.keep(batch);
        Ok(outcomes)
    }

    /// Tells of a commit, and counts it.
    fn committed(&self, batch: &mut Batch, begun: Instant) {
        self.shared.note_commit(batch.store.next_position, begun.elapsed());
        self.shared.counting.folded(batch.rows.take_folded());
    }
}
