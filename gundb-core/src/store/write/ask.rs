//! What a batch asks the database, and what it need not ask.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;

use super::recent::Recent;
use super::request::{Changes, Request};
use crate::error::{Error, Result};
use crate::fold::Change;
use crate::model::StreamId;
use crate::sql::store::StoreRow;
use crate::sql::{Dialect, Statement, event, log, stream};
use crate::store::backend::Cells;
use crate::store::batch::{Batch, ForeignHeads, KnownEvents, Logs, StreamState, load};
use crate::store::catalog::Catalog;
use crate::store::events::{Log, Origins};
use crate::store::rows::{Asked, Holders, Rows};

/// What a batch begins with: what is known already, and what has to be asked.
pub(super) struct Draft {
    catalog: Arc<Catalog>,
    /// The own log, and the one that began last.
    logs: Option<(Log, i64)>,
    streams: HashMap<StreamId, StreamState>,
    known: KnownEvents,
    rows: Rows,
    holders: Holders,
    asked: Vec<Asked>,
    /// Whether something of it was remembered.
    remembers: bool,
}

impl Draft {
    /// Takes what the requests touch out of `recent`; the statements ask for the rest.
    pub(super) fn new(
        dialect: Dialect,
        catalog: Arc<Catalog>,
        recent: &mut Recent,
        requests: &[Request],
        changes: &[Changes],
    ) -> (Self, Vec<Statement>) {
        let (mut streams, mut rows, mut questions) = (HashMap::new(), Rows::default(), Vec::new());
        let logs = recent.logs();
        if logs.is_none() {
            questions.push((Asked::Logs, log::own_and_last(dialect)));
        }
        let parts = || requests.iter().flat_map(|request| &request.streams);
        let mut missing = BTreeSet::new();
        for id in parts().map(|part| part.id) {
            match recent.take_stream(id) {
                Some(stream) => drop(streams.insert(id, stream)),
                None if streams.contains_key(&id) => {}
                None => drop(missing.insert(id.uuid().as_bytes().to_vec())),
            }
        }
        let asking = |asked| move |statement| (asked, statement);
        let missing = stream::by_uuid(dialect, missing.into_iter().collect());
        questions.extend(missing.into_iter().map(asking(Asked::Streams)));
        let ids = parts().flat_map(|part| &part.events).filter_map(|event| event.id);
        let ids: BTreeSet<Vec<u8>> = ids.map(|id| id.as_bytes().to_vec()).collect();
        let ids = event::by_id(dialect, ids.into_iter().collect());
        questions.extend(ids.into_iter().map(asking(Asked::Events)));
        let mut remembers = logs.is_some() || !streams.is_empty();
        let known = |view, key: &[u8]| {
            let row = recent.take_row(&catalog, view, key);
            remembers |= row.is_some();
            row
        };
        questions.extend(rows.questions(dialect, &catalog, changed(changes), known));
        questions.extend(Holders::questions(dialect, &catalog, changed(changes)));
        let (asked, statements) = questions.into_iter().unzip();
        let (known, holders) = (HashMap::new(), Holders::default());
        (Self { catalog, logs, streams, known, rows, holders, asked, remembers }, statements)
    }

    /// Whether these answers, given under the lock, are all that it needs to be what is there.
    pub(super) fn is_answered(&self, answers: &[Vec<Cells>], catalog: i64) -> bool {
        !self.remembers && answers.len() == self.asked.len() && self.catalog.number == catalog
    }

    /// Whether there is nothing to ask.
    pub(super) fn is_complete(&self) -> bool {
        self.asked.is_empty()
    }

    /// The batch, from the answers to the statements in their order. Its logs are those that this
    /// process knows of.
    pub(super) fn into_batch(
        mut self,
        answers: Vec<Vec<Cells>>,
        store: StoreRow,
        foreign_heads: ForeignHeads,
        origins: Arc<Origins>,
        now: Timestamp,
        nonces: Vec<u64>,
    ) -> Result<Batch> {
        for (asked, answer) in std::mem::take(&mut self.asked).into_iter().zip(answers) {
            self.note(asked, answer, store.log)?;
        }
        let (own, last) =
            self.logs.ok_or_else(|| Error::corrupt("the table gundb_log was not read"))?;
        let logs = Logs { own, last, origins };
        let mut batch = Batch::empty(now, store, logs, foreign_heads, self.catalog);
        batch.streams = self.streams;
        batch.rows = self.rows;
        batch.answered.known = self.known;
        batch.answered.holders = self.holders;
        batch.answered.nonces = nonces;
        Ok(batch)
    }

    fn note(&mut self, asked: Asked, answer: Vec<Cells>, own_log: i64) -> Result<()> {
        match asked {
            Asked::Logs => self.logs = Some(Log::own_and_last(answer, own_log)?),
            Asked::Streams => {
                for cells in answer {
                    let stream = StreamState::from_cells(cells)?;
                    self.streams.insert(stream.uuid, stream);
                }
            }
            Asked::Events => {
                for cells in answer {
                    if let Some((key, event)) = load::known_event(cells)? {
                        self.known.entry(key).or_default().push(event);
                    }
                }
            }
            Asked::Memories | Asked::Rows(_) => self.rows.note(&self.catalog, asked, answer)?,
            Asked::Holders { view, column } => {
                self.holders.note(&self.catalog, view, column, answer)?
            }
        }
        Ok(())
    }
}

fn changed(changes: &[Changes]) -> impl Iterator<Item = &(usize, Change)> {
    changes.iter().flatten().flatten().flatten().flatten()
}
